import type { QlikConnection, TokenStorage } from '../../connections/connection';

/** The tokens of one sign-in. */
export interface OAuthTokens {
  readonly accessToken: string;
  readonly refreshToken?: string;
  /** Milliseconds since 1970. */
  readonly expiresAt?: number;
}

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
  private readonly key: string;
  private tokens: OAuthTokens | undefined;

  constructor(
    private readonly connection: QlikConnection,
    private readonly clientId: string,
    private readonly storage: TokenStorage,
  ) {
    this.key = `ngx-qlik:oauth2:tokens:${connection.id}`;
  }

  read(): OAuthTokens | undefined {
    this.tokens ??= this.readStored();
    return this.tokens;
  }

  write(tokens: OAuthTokens): void {
    this.tokens = tokens;
    const stored: StoredTokens = { ...tokens, host: this.connection.host, clientId: this.clientId };
    try {
      this.browserStorage()?.setItem(this.key, JSON.stringify(stored));
    } catch {
      // Blocked or full storage: the sign-in lasts as long as the page, which `memory` promises anyway.
    }
  }

  clear(): void {
    this.tokens = undefined;
    try {
      this.browserStorage()?.removeItem(this.key);
    } catch {
      // Nothing could be stored, so nothing is left behind.
    }
  }

  private readStored(): OAuthTokens | undefined {
    try {
      const stored: unknown = JSON.parse(this.browserStorage()?.getItem(this.key) ?? 'null');
      return this.isOurs(stored) ? stored : undefined;
    } catch {
      // Blocked storage or foreign content: as if nothing were stored.
      return undefined;
    }
  }

  private isOurs(stored: unknown): stored is StoredTokens {
    if (typeof stored !== 'object' || stored === null) return false;
    const { accessToken, refreshToken, expiresAt, host, clientId } = stored as Partial<
      Record<keyof StoredTokens, unknown>
    >;
    return (
      typeof accessToken === 'string' &&
      ['string', 'undefined'].includes(typeof refreshToken) &&
      ['number', 'undefined'].includes(typeof expiresAt) &&
      host === this.connection.host &&
      clientId === this.clientId
    );
  }

  private browserStorage(): Storage | undefined {
    if (this.storage === 'memory') return undefined;
    return this.storage === 'local' ? localStorage : sessionStorage;
  }
}
