export { QlikRepository } from './qlik-repository';
export { QlikRest } from './qlik-rest';
export { provideQlikRest } from './provide-qlik-rest';
export { QLIK_REST_TIME_LIMIT } from './rest-calls';
export type { Page } from './page';
export type { AssignmentsQuery, ItemsQuery, SpacesQuery, UsersQuery } from './query';
export type {
  ProxyUser,
  RepositoryAbout,
  RepositoryApp,
  RepositoryStream,
  RepositoryUser,
} from './repository-resources';
export type { AppInfo, Assignment, Item, Space, Tenant, User } from './resources';
