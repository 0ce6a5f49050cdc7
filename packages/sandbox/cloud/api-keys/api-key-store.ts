import { randomUUID } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { SIGNING_ALGORITHM, type SigningKey } from '../oauth/signing-key.ts';
import { InvalidTokenError } from '../oauth/token-authority.ts';
import type { User } from '../users/user.ts';
import type { UserDirectory } from '../users/user-directory.ts';

/** The record of an API key. The key itself is returned once, at creation. Times are milliseconds since 1970. */
export interface ApiKey {
  readonly id: string;
  readonly description: string;
  readonly ownerId: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly revokedAt: number | undefined;
}

export type ApiKeyStatus = 'active' | 'expired' | 'revoked';

/** A year: a tenant's own limit is not public. */
export const LONGEST_KEY_LIFE_SEC = 365 * 86_400;

const ISSUER = 'qlik.api/api-keys';
const AUDIENCE = 'qlik.api';

/** Issues, lists, checks and revokes the API keys of one tenant. As Qlik's, they are signed JWTs without an `exp`: the register knows when they end. */
export class ApiKeyStore {
  readonly #keys = new Map<string, ApiKey>();

  constructor(
    private readonly options: {
      readonly tenantId: string;
      readonly key: SigningKey;
      readonly users: UserDirectory;
      readonly now: () => number;
    },
  ) {}

  get all(): readonly ApiKey[] {
    return [...this.#keys.values()];
  }

  find(id: string): ApiKey | undefined {
    return this.#keys.get(id);
  }

  async issue(wanted: {
    readonly owner: User;
    readonly createdBy: User;
    readonly description: string;
    readonly lifetimeSeconds?: number;
  }): Promise<{ readonly apiKey: ApiKey; readonly token: string }> {
    const { tenantId, key, now } = this.options;
    const { owner, createdBy, description, lifetimeSeconds = LONGEST_KEY_LIFE_SEC } = wanted;
    const createdAt = now();
    const apiKey: ApiKey = {
      id: randomUUID(),
      description,
      ownerId: owner.id,
      createdBy: createdBy.id,
      createdAt,
      expiresAt: createdAt + lifetimeSeconds * 1000,
      revokedAt: undefined,
    };
    const token = await new SignJWT({ subType: 'user', tenantId })
      .setProtectedHeader({ alg: SIGNING_ALGORITHM, kid: key.id, typ: 'JWT' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(owner.id)
      .setJti(apiKey.id)
      .sign(key.privateKey);
    this.#keys.set(apiKey.id, apiKey);
    return { apiKey, token };
  }

  statusOf(apiKey: ApiKey): ApiKeyStatus {
    if (apiKey.revokedAt !== undefined) {
      return 'revoked';
    }
    return apiKey.expiresAt <= this.options.now() ? 'expired' : 'active';
  }

  revoke(id: string): void {
    const apiKey = this.#keys.get(id);
    if (apiKey !== undefined) {
      this.#keys.set(id, { ...apiKey, revokedAt: apiKey.revokedAt ?? this.options.now() });
    }
  }

  /**
   * @returns undefined when the token is not an API key.
   * @throws {InvalidTokenError} when it is an API key of this tenant that is expired or revoked.
   */
  async verify(token: string): Promise<{ readonly apiKey: ApiKey; readonly user: User } | undefined> {
    const apiKey = await this.#read(token);
    if (apiKey === undefined) {
      return undefined;
    }
    const status = this.statusOf(apiKey);
    if (status !== 'active') {
      throw new InvalidTokenError(`The API key is ${status}.`);
    }
    const user = this.options.users.byId(apiKey.ownerId);
    if (user?.status !== 'active') {
      throw new InvalidTokenError('The owner of this API key is disabled.');
    }
    return { apiKey, user };
  }

  async #read(token: string): Promise<ApiKey | undefined> {
    const { key, now } = this.options;
    try {
      const { payload } = await jwtVerify(token, key.publicKey, {
        issuer: ISSUER,
        audience: AUDIENCE,
        algorithms: [SIGNING_ALGORITHM],
        currentDate: new Date(now()),
      });
      return this.#keys.get(payload.jti ?? '');
    } catch {
      // Most tokens are OAuth access tokens. The token authority checks them and has the better message.
      return undefined;
    }
  }
}
