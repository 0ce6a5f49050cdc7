import { compileFilter, type FilterFields } from '../rest/filter.ts';
import type { User } from './user.ts';

const FIELDS: FilterFields<User> = {
  service: 'USERS',
  fields: {
    id: (user) => [user.id],
    subject: (user) => [user.subject],
    name: (user) => [user.name],
    email: (user) => [user.email],
    status: (user) => [user.status],
    clientid: (user) => (user.clientId === undefined ? [] : [user.clientId]),
    'assignedroles.name': (user) => user.roles,
    'assignedgroups.id': (user) => user.groupIds ?? [],
  },
  contains: new Set(['name', 'email', 'subject']),
};

/**
 * Compiles the filter of `GET /users`.
 * @throws {QlikError} 400 naming `filter`, with the position of the error.
 */
export function compileUserFilter(filter: string | undefined): (user: User) => boolean {
  return compileFilter(filter, FIELDS);
}
