import type { QlikConnection } from '../connections/connection';

/** What the tabs of one application share of a connection, or keep over a reload: each is a key or a lock. */
export type SharedPurpose =
  | 'anonymous'
  | 'redirect-pending'
  | 'oauth2:answer'
  | 'oauth2:tokens'
  | 'redirects'
  | 'renew'
  | 'signed-out'
  | 'ticket'
  | 'user';

/** Base addresses from `APP_BASE_HREF`. */
const bases = new WeakMap<QlikConnection, string>();

/** Sets the base address of these connections' application, where the page's `<base>` does not: see {@link scopedId}. */
export function setBaseHref(connections: readonly QlikConnection[], baseHref: string): void {
  const { href } = new URL(baseHref, location.origin);
  connections.forEach((each) => bases.set(each, href));
}

/**
 * Returns an id that is unique among all applications of this origin: connection id, the application's base address, host and client.
 *
 * The base address is what Angular's router takes for it: `APP_BASE_HREF`, else the page's `<base>`, else the root of the origin. Not the
 * page's own address: that changes with each route, and the tabs of one application would share nothing.
 * None of the parts but the last may contain a space, so different parts never make the same text.
 */
export function scopedId(connection: QlikConnection): string {
  const { id, host, auth } = connection;
  const page = document.querySelector('base[href]')
    ? new URL('.', document.baseURI).href
    : `${location.origin}/`;
  return `${id} ${bases.get(connection) ?? page} ${host} ${auth.clientId ?? ''}`;
}

/** Returns the storage key or lock name of a connection, for the tabs of one application only. */
export function sharedName(purpose: SharedPurpose, connection: QlikConnection): string {
  return originName(`${purpose}:${scopedId(connection)}`);
}

/**
 * Returns a name that all applications of this origin share. Its values identify their application: by a {@link scopedId}, or by the
 * `state` of an OAuth sign-in.
 */
export function originName(purpose: string): string {
  return `ngx-qlik:${purpose}`;
}
