import type { QlikConnection } from '../connections/connection';
import type { SignInOptions } from './strategy';

/** What the tabs of one application share of a connection, or keep over a reload: each is a key or a lock. */
export type SharedPurpose =
  | 'anonymous'
  | 'automatic-sign-in'
  | 'redirect-pending'
  | 'oauth2:answer'
  | 'oauth2:tokens'
  | 'redirects'
  | 'renew'
  | 'signed-out'
  | 'silent-sign-in'
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

/** One entry in the browser's storage. Where the browser blocks storage there is no entry, and none can be written. */
export class StorageEntry {
  /**
   * @param storage of this tab (`session`), or of all tabs of this origin (`local`)
   * @param key from {@link sharedName} or {@link originName}
   */
  constructor(
    private readonly storage: 'session' | 'local',
    private readonly key: string,
  ) {}

  read(): string | undefined {
    try {
      return this.open().getItem(this.key) ?? undefined;
    } catch {
      return undefined;
    }
  }

  /** Returns the value of an entry in JSON; `undefined` for any other text. */
  readJson(): unknown {
    try {
      return JSON.parse(this.read() ?? 'null');
    } catch {
      return undefined;
    }
  }

  /**
   * Writes the entry, or removes it.
   * @returns the browser's error where it does not let this page store anything
   */
  write(value: string | undefined): { readonly cause: unknown } | undefined {
    try {
      if (value === undefined) this.open().removeItem(this.key);
      else this.open().setItem(this.key, value);
      return undefined;
    } catch (cause) {
      return { cause };
    }
  }

  /** Reads the entry and removes it. */
  take(): string | undefined {
    const value = this.read();
    this.write(undefined);
    return value;
  }

  private open(): Storage {
    return this.storage === 'local' ? localStorage : sessionStorage;
  }
}

/**
 * Stores, for this tab, that the user signed out of a connection that signs in automatically. Without it a reload would sign in
 * again. Where storage is blocked it lasts as long as the page is open.
 */
export class SignedOutFlag {
  private readonly entry: StorageEntry;
  private isSetInMemory = false;

  constructor(connection: QlikConnection) {
    this.entry = new StorageEntry('session', sharedName('signed-out', connection));
  }

  get isSet(): boolean {
    return this.isSetInMemory || this.entry.read() !== undefined;
  }

  set(): void {
    this.isSetInMemory = true;
    this.entry.write('1');
  }

  clear(): void {
    this.isSetInMemory = false;
    this.entry.write(undefined);
  }

  /** Runs a sign-in. What was signed out stays so when it is canceled; after a failure the next restore continues it. */
  async clearFor(signIn: () => Promise<void>, { signal }: SignInOptions): Promise<void> {
    const wasSet = this.isSet;
    this.clear();
    try {
      await signIn();
    } finally {
      if (signal?.aborted && wasSet) this.set();
    }
  }
}

/**
 * Stores a hash of the signed-in user of a connection, so that other tabs of this application notice another user by `storage` events. The
 * hash does not contain the name of the user. Where storage is blocked, each tab checks its session when it becomes visible.
 */
export class UserHash {
  private readonly entry: StorageEntry;
  private own: string | undefined;

  constructor(connection: QlikConnection) {
    this.entry = new StorageEntry('local', sharedName('user', connection));
  }

  /** Whether the last sign-in of all tabs is by this page's user. True where storage is blocked. */
  get isOwn(): boolean {
    const stored = this.entry.read();
    return stored === undefined || this.own === undefined || stored === this.own;
  }

  /** Whether a user signed in and has not signed out since. False where storage is blocked. */
  get isStored(): boolean {
    return this.entry.read() !== undefined;
  }

  /** @param user a stable identifier of the user */
  set(user: string): void {
    this.own = digest(user);
    // Writing the same value would cause no event.
    if (this.entry.read() !== this.own) this.entry.write(this.own);
  }

  /** Removes the hash after a sign-out, so that the next sign-in is an event for the other tabs. */
  clear(): void {
    if (this.isOwn) this.entry.write(undefined);
    this.own = undefined;
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
