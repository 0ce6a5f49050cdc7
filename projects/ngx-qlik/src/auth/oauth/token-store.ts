import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import type { QlikConnection } from '../../connections/connection';
import type { TokenStorage } from '../../connections/connection-auth';
import { sharedName, StorageEntry } from '../browser-storage';
import type { OAuthTokens } from './tokens';

interface StoredTokens extends OAuthTokens {
  readonly host: string;
  readonly clientId: string;
}

/**
 * Keeps one connection's tokens: in this page, or in the browser's session or local storage.
 *
 * What is stored names the host and client that it belongs to, so that a changed configuration never sends a token elsewhere.
 * A browser that blocks storage gets the page's memory instead.
 */
export class TokenStore {
  /** None for `memory`. */
  private readonly entry: StorageEntry | undefined;
  private tokens: OAuthTokens | undefined;
  /** Whether other tabs can see them, and replace them. */
  private isShared = false;

  constructor(
    private readonly connection: QlikConnection,
    private readonly clientId: string,
    private readonly storage: TokenStorage,
  ) {
    const key = sharedName('oauth2:tokens', connection);
    this.entry = storage === 'memory' ? undefined : new StorageEntry(storage, key);
  }

  read(): OAuthTokens | undefined {
    if (this.tokens) return this.tokens;
    this.tokens = this.readStored();
    this.isShared = this.storage === 'local' && this.tokens !== undefined;
    return this.tokens;
  }

  /**
   * Takes over tokens that another tab has renewed, where all tabs share them.
   * @returns false when the stored tokens belong to another sign-in by now, or were removed
   */
  reread(): boolean {
    if (!this.isShared) return true;
    const stored = this.readStored();
    if (stored?.signIn !== this.tokens?.signIn || !stored) return false;
    this.tokens = stored;
    return true;
  }

  write(tokens: OAuthTokens): void {
    this.tokens = tokens;
    const stored: StoredTokens = { ...tokens, host: this.connection.host, clientId: this.clientId };
    // Blocked or full storage: the sign-in lasts as long as the page, which `memory` promises anyway.
    if (!this.entry?.write(JSON.stringify(stored))) this.isShared = this.storage === 'local';
  }

  /**
   * Forgets them here, and leaves what is stored.
   * @returns what was forgotten, unless it is of the sign-in that is stored
   */
  drop(): OAuthTokens | undefined {
    const { tokens } = this;
    this.tokens = undefined;
    this.isShared = false;
    return tokens?.signIn === this.readStored()?.signIn ? undefined : tokens;
  }

  /** Forgets the tokens, also in the browser's storage unless the stored ones belong to another sign-in. */
  clear(): void {
    const isOwn = this.reread();
    this.tokens = undefined;
    this.isShared = false;
    if (isOwn) this.entry?.write(undefined);
  }

  private readStored(): OAuthTokens | undefined {
    const stored = this.entry?.readJson();
    return this.isOwnEntry(stored) ? stored : undefined;
  }

  private isOwnEntry(stored: unknown): stored is StoredTokens {
    if (!isRecord(stored)) return false;
    const { accessToken, refreshToken, expiresAt, signIn, host, clientId } = stored;
    return (
      typeof accessToken === 'string' &&
      ['string', 'undefined'].includes(typeof refreshToken) &&
      ['number', 'undefined'].includes(typeof expiresAt) &&
      ['string', 'undefined'].includes(typeof signIn) &&
      host === this.connection.host &&
      clientId === this.clientId
    );
  }
}

/** Limit for waiting for the lock: a tab that sleeps while it has the lock must not block the others for ever. */
const LOCK_LIMIT_MS = 30_000;

/**
 * Runs work in one tab of this application at a time, by the Web Locks API. Without the API (pages without TLS) the work runs at once.
 *
 * @param name of the lock
 * @param work receives whether this tab has the lock
 */
export async function withTabLock<T>(name: string, work: (hasLock: boolean) => Promise<T>): Promise<T> {
  const { locks } = navigator as { readonly locks?: LockManager };
  if (!locks) return work(false);
  const progress = { isInside: false };
  try {
    const done: unknown = await locks.request(name, { signal: AbortSignal.timeout(LOCK_LIMIT_MS) }, () => {
      progress.isInside = true;
      return work(true);
    });
    // The browser returns the result of the work; its type does not say so.
    return done as T;
  } catch (thrown) {
    if (progress.isInside) throw thrown;
    // There is no lock, or not in time: running twice is better than not at all.
    return work(false);
  }
}
