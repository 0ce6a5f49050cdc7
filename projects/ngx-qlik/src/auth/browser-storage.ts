import type { QlikConnection } from '../connections/connection';
import { QlikError } from '../errors/qlik-error';

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

/**
 * Stores, for this tab, that the user signed out of a connection that signs in automatically. Without it a reload would sign in
 * again.
 */
export class SignedOutFlag {
  private readonly key: string;
  private isSetInMemory = false;

  constructor(connection: QlikConnection) {
    this.key = sharedName('signed-out', connection);
  }

  get isSet(): boolean {
    try {
      return sessionStorage.getItem(this.key) !== null;
    } catch {
      // Blocked storage: remembered as long as the page is open.
      return this.isSetInMemory;
    }
  }

  set(): void {
    this.isSetInMemory = true;
    try {
      sessionStorage.setItem(this.key, '1');
    } catch {
      // As above.
    }
  }

  clear(): void {
    this.isSetInMemory = false;
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // As above.
    }
  }
}

/**
 * Stores a hash of the signed-in user of a connection, so that other tabs of this application notice another user by `storage` events. The
 * hash does not contain the name of the user.
 */
export class UserHash {
  private readonly key: string;
  private own: string | undefined;

  constructor(connection: QlikConnection) {
    this.key = sharedName('user', connection);
  }

  /** Whether the last sign-in of all tabs is by this page's user. True where storage is blocked. */
  get isOwn(): boolean {
    const stored = this.read();
    return stored === null || this.own === undefined || stored === this.own;
  }

  /** @param user a stable identifier of the user */
  set(user: string): void {
    this.own = digest(user);
    // Writing the same value would cause no event.
    if (this.read() !== this.own) this.write(this.own);
  }

  /** Removes the hash after a sign-out, so that the next sign-in is an event for the other tabs. */
  clear(): void {
    if (this.isOwn) this.write(undefined);
    this.own = undefined;
  }

  private read(): string | null {
    try {
      return localStorage.getItem(this.key);
    } catch {
      // Blocked storage.
      return null;
    }
  }

  private write(value: string | undefined): void {
    try {
      if (value === undefined) localStorage.removeItem(this.key);
      else localStorage.setItem(this.key, value);
    } catch {
      // Blocked storage: each tab checks its session when it becomes visible.
    }
  }
}

const keyOf = (connection: QlikConnection) => sharedName('redirect-pending', connection);

/**
 * Stores, for this tab, that a redirect sign-in of the connection is under way.
 * @throws {QlikError} `sign-in-failed` where the browser blocks storage: a redirect loop could not be stopped
 */
export function setRedirectPending(connection: QlikConnection): void {
  try {
    sessionStorage.setItem(keyOf(connection), '1');
  } catch (cause) {
    throw new QlikError('sign-in-failed', 'The browser does not let this page remember the sign-in.', {
      remedy: 'Allow this site to store data, and sign in again.',
      connectionId: connection.id,
      cause,
    });
  }
}

/** Returns whether a redirect sign-in was under way, and removes the entry. */
export function takeRedirectPending(connection: QlikConnection): boolean {
  try {
    const isPending = sessionStorage.getItem(keyOf(connection)) !== null;
    sessionStorage.removeItem(keyOf(connection));
    return isPending;
  } catch {
    // Blocked storage: no redirect can have begun.
    return false;
  }
}

/**
 * Returns a short hash of a text: FNV-1a, 32 bits. It is not cryptographic: inputs can be guessed, so do not use it for secrets.
 *
 * @param seed what it begins with; two digests of different seeds are independent of each other
 */
export function digest(text: string, seed = 0x811c9dc5): string {
  let hash = seed;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}
