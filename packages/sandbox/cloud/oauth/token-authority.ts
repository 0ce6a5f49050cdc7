import { randomBytes, randomUUID } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import type { User } from '../users/user.ts';
import type { UserDirectory } from '../users/user-directory.ts';
import type { ANONYMOUS_GRANT, ClientRegistry, GrantType, OAuthClient } from './oauth-client.ts';
import { SIGNING_ALGORITHM, type SigningKey } from './signing-key.ts';

/** What a token may be used for. Temporary tokens travel in URLs and open nothing else. */
export type TokenPurpose = 'access' | 'websocket' | 'webresource';

/** An authenticated user with its client and scopes. */
export interface Credential {
  readonly tokenId: string;
  readonly grantId: string;
  readonly user: User;
  readonly client: OAuthClient;
  readonly scopes: readonly string[];
  readonly grantType: GrantType | typeof ANONYMOUS_GRANT;
  /** When the user signed in, seconds since 1970. */
  readonly authTime: number;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** The content of a new token. */
export interface TokenGrant {
  /** Shared by all tokens of one sign-in, so that they are revoked together. */
  readonly grantId: string;
  readonly user: User;
  readonly client: OAuthClient;
  readonly scopes: readonly string[];
  readonly grantType: GrantType | typeof ANONYMOUS_GRANT;
  readonly authTime: number;
}

/** Lifetimes in seconds. */
export interface TokenLifetimes {
  readonly accessToken: number;
  readonly refreshToken: number;
  readonly temporaryToken: number;
}

/** Thrown for an invalid, expired or revoked token. The message gives the reason and can be sent in an error body. */
export class InvalidTokenError extends Error {
  override readonly name = 'InvalidTokenError';
}

export interface IssuedToken {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly lifetimeSeconds: number;
}

interface TokenRecord {
  readonly purpose: TokenPurpose;
  readonly grant: TokenGrant;
  readonly parentId: string | undefined;
  expiresAt: number;
  state: 'valid' | 'revoked' | 'expired-by-operator';
}

interface RefreshRecord {
  readonly grant: TokenGrant;
  readonly expiresAt: number;
  replaced: boolean;
}

const AUDIENCE = 'qlik.api';
const SWEEP_EVERY = 500;

/** Issues, checks and revokes the tokens of one tenant. JWTs are checked against the register too, so that a revoked one is refused at once. */
export class TokenAuthority {
  readonly #tokens = new Map<string, TokenRecord>();
  readonly #refreshTokens = new Map<string, RefreshRecord>();
  #issued = 0;

  constructor(
    private readonly options: {
      readonly tenantId: string;
      /** Read at issue: the port, and with it the origin, may be known only after start. */
      readonly issuer: () => string;
      readonly key: SigningKey;
      readonly lifetimes: TokenLifetimes;
      readonly users: UserDirectory;
      readonly clients: ClientRegistry;
      readonly now: () => number;
    },
  ) {}

  issueAccessToken(grant: TokenGrant): Promise<IssuedToken> {
    return this.#issue(grant, 'access', this.options.lifetimes.accessToken, undefined);
  }

  /** Issues a token for a URL. It expires no later than its access token. */
  issueTemporaryToken(parent: Credential, purpose: 'websocket' | 'webresource'): Promise<IssuedToken> {
    const left = Math.floor((parent.expiresAt - this.options.now()) / 1000);
    const seconds = Math.max(1, Math.min(this.options.lifetimes.temporaryToken, left));
    return this.#issue(parent, purpose, seconds, parent.tokenId);
  }

  issueRefreshToken(grant: TokenGrant): string {
    const token = randomBytes(32).toString('base64url');
    const expiresAt = this.options.now() + this.options.lifetimes.refreshToken * 1000;
    this.#refreshTokens.set(token, { grant, expiresAt, replaced: false });
    return token;
  }

  /** Which client a refresh token belongs to: Qlik's own client sends no `client_id` with it. */
  clientOfRefreshToken(token: string): string | undefined {
    return this.#refreshTokens.get(token)?.grant.client.id;
  }

  /**
   * Redeems a refresh token. A public client's is replaced by the next one, and using a replaced one ends the whole sign-in (RFC 9700).
   * @throws {InvalidTokenError}
   */
  redeemRefreshToken(token: string): { readonly grant: TokenGrant; readonly nextToken: string } {
    const record = this.#refreshTokens.get(token);
    if (record === undefined || record.expiresAt <= this.options.now()) {
      throw new InvalidTokenError('The refresh token is unknown, revoked or expired.');
    }
    if (record.replaced) {
      this.revokeGrant(record.grant.grantId);
      throw new InvalidTokenError(
        'The refresh token was used before; all tokens of this sign-in are revoked.',
      );
    }
    if (record.grant.client.secret !== undefined) {
      return { grant: record.grant, nextToken: token };
    }
    record.replaced = true;
    return { grant: record.grant, nextToken: this.issueRefreshToken(record.grant) };
  }

  /**
   * @throws {InvalidTokenError} when the signature, the time, the purpose, the user or the register does not allow the token.
   */
  async verify(token: string, purpose: TokenPurpose): Promise<Credential> {
    const { issuer, key, now, users, clients } = this.options;
    let tokenId: string;
    try {
      const { payload } = await jwtVerify(token, key.publicKey, {
        issuer: issuer(),
        audience: AUDIENCE,
        algorithms: [SIGNING_ALGORITHM],
        currentDate: new Date(now()),
      });
      tokenId = payload.jti ?? '';
    } catch (error) {
      throw new InvalidTokenError('The token is malformed, expired or not of this tenant.', { cause: error });
    }
    const record = this.#tokens.get(tokenId);
    if (record === undefined || record.state === 'revoked') {
      throw new InvalidTokenError('The token was revoked.');
    }
    if (record.state === 'expired-by-operator' || record.expiresAt <= now()) {
      throw new InvalidTokenError('The token has expired.');
    }
    if (record.purpose !== purpose) {
      throw new InvalidTokenError(`The token is good for “${record.purpose}” only.`);
    }
    const user = users.byId(record.grant.user.id);
    const client = clients.find(record.grant.client.id);
    if (user === undefined || user.status !== 'active' || client === undefined) {
      throw new InvalidTokenError('The user or the client of this token is disabled.');
    }
    return { ...record.grant, user, client, tokenId, expiresAt: record.expiresAt };
  }

  /** Revokes an access or refresh token; an unknown one is no error (RFC 7009). A refresh token takes its access tokens with it. */
  async revoke(token: string): Promise<void> {
    const refresh = this.#refreshTokens.get(token);
    if (refresh !== undefined) {
      this.revokeGrant(refresh.grant.grantId);
      return;
    }
    try {
      const { tokenId } = await this.verify(token, 'access');
      this.#mark('revoked', (record, id) => id === tokenId || record.parentId === tokenId);
    } catch (error) {
      // RFC 7009, section 2.2: an invalid token counts as revoked.
      if (!(error instanceof InvalidTokenError)) {
        throw error;
      }
    }
  }

  revokeGrant(grantId: string): void {
    this.#mark('revoked', (record) => record.grant.grantId === grantId);
    for (const [token, record] of this.#refreshTokens) {
      if (record.grant.grantId === grantId) {
        this.#refreshTokens.delete(token);
      }
    }
  }

  /** Ends access and temporary tokens before their time, and with `refreshTokens` these too. @returns how many ended. */
  expireNow(which: { readonly userId?: string; readonly refreshTokens?: boolean }): number {
    const concerns = (grant: TokenGrant): boolean =>
      which.userId === undefined || grant.user.id === which.userId;
    let count = this.#mark('expired-by-operator', (record) => concerns(record.grant));
    if (which.refreshTokens === true) {
      for (const [token, record] of this.#refreshTokens) {
        if (concerns(record.grant) && this.#refreshTokens.delete(token)) {
          count += 1;
        }
      }
    }
    return count;
  }

  async #issue(
    grant: TokenGrant,
    purpose: TokenPurpose,
    seconds: number,
    parentId: string | undefined,
  ): Promise<IssuedToken> {
    this.#sweep();
    const { tenantId, issuer, key, now } = this.options;
    const id = randomUUID();
    const issuedAt = Math.floor(now() / 1000);
    const expiresAt = issuedAt + seconds;
    const token = await new SignJWT({
      subType: 'user',
      userId: grant.user.id,
      tenantId,
      client_id: grant.client.id,
      scope: grant.scopes.join(' '),
      auth_time: grant.authTime,
      ...(purpose === 'access' ? {} : { purpose }),
    })
      .setProtectedHeader({ alg: SIGNING_ALGORITHM, kid: key.id, typ: 'JWT' })
      .setIssuer(issuer())
      .setAudience(AUDIENCE)
      .setSubject(grant.user.subject)
      .setJti(id)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(key.privateKey);
    const { grantId, user, client, scopes, grantType, authTime } = grant;
    const kept: TokenGrant = { grantId, user, client, scopes, grantType, authTime };
    this.#tokens.set(id, { purpose, grant: kept, parentId, expiresAt: expiresAt * 1000, state: 'valid' });
    return { token, expiresAt: expiresAt * 1000, lifetimeSeconds: seconds };
  }

  #mark(state: TokenRecord['state'], concerns: (record: TokenRecord, id: string) => boolean): number {
    let count = 0;
    for (const [id, record] of this.#tokens) {
      if (record.state === 'valid' && concerns(record, id)) {
        record.state = state;
        count += 1;
      }
    }
    return count;
  }

  #sweep(): void {
    this.#issued += 1;
    if (this.#issued % SWEEP_EVERY !== 0) {
      return;
    }
    const now = this.options.now();
    for (const [id, record] of this.#tokens) {
      if (record.expiresAt <= now) {
        this.#tokens.delete(id);
      }
    }
    for (const [token, record] of this.#refreshTokens) {
      if (record.expiresAt <= now) {
        this.#refreshTokens.delete(token);
      }
    }
  }
}
