export { QlikRepository } from './qlik-repository';
export { QlikRest } from './qlik-rest';
export { provideQlikRest } from './provide-qlik-rest';
export { QLIK_REST_TIME_LIMIT, RestCalls as ɵRestCalls, timedOut as ɵtimedOut } from './rest-calls';
export { toRestError as ɵtoRestError, unexpectedResponse as ɵunexpectedResponse } from './http-failure';
export { pausableTimeout as ɵpausableTimeout } from './pausable-timeout';
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
