export { QlikRepository } from './qlik-repository';
export { QlikRest } from './qlik-rest';
export { provideQlikRest } from './provide-qlik-rest';
export { QLIK_REST_TIME_LIMIT, RestCalls as ɵRestCalls } from './rest-calls';
export {
  foreignLink as ɵforeignLink,
  toRestError as ɵtoRestError,
  unexpectedResponse as ɵunexpectedResponse,
} from './http-failure';
export { toQueryText as ɵtoQueryText } from './query';
export { LONGEST_WAIT_MS as ɵLONGEST_WAIT_MS, repeatTransient as ɵrepeatTransient } from './repeat-transient';
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
