import type { getItems } from '@qlik/api/items';
import type { getSpaceAssignments, getSpaces } from '@qlik/api/spaces';
import type { getUsers } from '@qlik/api/users';

/** A query without cursors, which only the links of a page contain. */
type WithoutCursor<Query> = Readonly<Omit<Query, 'next' | 'prev'>>;

/** Query of `GET /api/v1/spaces`; `name` is a case-insensitive "contains". */
export type SpacesQuery = WithoutCursor<Parameters<typeof getSpaces>[0]>;

/** Query of `GET /api/v1/spaces/{id}/assignments`. */
export type AssignmentsQuery = WithoutCursor<Parameters<typeof getSpaceAssignments>[1]>;

/** Query of `GET /api/v1/items`; `resourceType: 'app'` lists apps, `limit` is 1 to 100. */
export type ItemsQuery = WithoutCursor<Parameters<typeof getItems>[0]>;

/** Query of `GET /api/v1/users`; `filter` is the subset of RFC 7644 that Qlik documents. */
export type UsersQuery = WithoutCursor<Parameters<typeof getUsers>[0]>;

/**
 * Serializes a query with its `?`, or returns an empty string. Joins lists with commas and omits `undefined` fields.
 *
 * Encodes every reserved character, including `+` and `,`; HttpParams does not encode all of them. Half a character, as a text that was cut
 * has at its end, becomes U+FFFD.
 */
export function toQueryText(query: object): string {
  const parts = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(wellFormed(toText(value)))}`);
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

/** Returns a text that can be encoded. Not by `toWellFormed`, which browsers of 2023 lack. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

function toText(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}
