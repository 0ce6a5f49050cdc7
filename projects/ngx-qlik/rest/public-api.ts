export { QLIK_REST_TIME_LIMIT, QlikRest } from './qlik-rest';
export type { Page } from './page';
export type { AssignmentsQuery, ItemsQuery, SpacesQuery, UsersQuery } from './query';
export type { AppInfo, Assignment, Item, Space, Tenant, User } from './resources';
