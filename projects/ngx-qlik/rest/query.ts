import type { getItems } from '@qlik/api/items';
import type { getSpaceAssignments, getSpaces } from '@qlik/api/spaces';
import type { getUsers } from '@qlik/api/users';

/** Cursors travel in the links of a page only: a query names what is wanted, not where to go on. */
type WithoutCursor<Query> = Readonly<Omit<Query, 'next' | 'prev'>>;

/** What `GET /api/v1/spaces` can be asked for; `name` is a case-insensitive "contains". */
export type SpacesQuery = WithoutCursor<Parameters<typeof getSpaces>[0]>;

/** What `GET /api/v1/spaces/{id}/assignments` can be asked for. */
export type AssignmentsQuery = WithoutCursor<Parameters<typeof getSpaceAssignments>[1]>;

/** What `GET /api/v1/items` can be asked for; `resourceType: 'app'` is the list of apps, `limit` is 1 to 100. */
export type ItemsQuery = WithoutCursor<Parameters<typeof getItems>[0]>;

/** What `GET /api/v1/users` can be asked for; `filter` is the subset of RFC 7644 that Qlik documents. */
export type UsersQuery = WithoutCursor<Parameters<typeof getUsers>[0]>;

/**
 * A query as it stands in an address, with its `?`, or an empty text. Lists are joined with commas, fields that are `undefined` left out.
 *
 * Every character with a meaning in a query is encoded, `+` and `,` too; HttpParams leaves some of them as they are.
 */
export function toQueryText(query: object): string {
  const parts = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(toText(value))}`);
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

function toText(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}
