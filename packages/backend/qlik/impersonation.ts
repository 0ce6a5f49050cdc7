import type { FastifyBaseLogger } from 'fastify';
import type { HostUser } from '../accounts/host-user.ts';
import { SignInEpochs } from '../accounts/sign-in-epochs.ts';
import type { BackendConnection } from '../configuration/connection-shapes.ts';
import { mapUser } from '../configuration/user-mapping.ts';
import { Problem } from '../errors/problem.ts';
import type { StateStore } from '../state/state-store.ts';
import { impersonate } from './oauth-token.ts';
import { revokeTokens } from './revocation.ts';
import type { CachedToken, TokenCache } from './token-cache.ts';

type ImpersonationConnection = BackendConnection<'oauth2-impersonation'>;

/** Qlik's tokens live for six hours; a longer one would outlive the record of its revocation. */
const MAX_LIFE_MS = 12 * 3_600_000;
const MAX_ATTEMPTS = 3;

interface ImpersonationOptions {
  readonly tokens: TokenCache;
  readonly log: FastifyBaseLogger;
}

interface TokenRequest {
  /** A token that Qlik refused. */
  readonly refusedToken?: string | undefined;
  /** Returns whether the session still exists: called when a sign-out came in between. */
  readonly isSignedIn: () => Promise<boolean>;
}

/**
 * Access tokens by impersonation: one per user and connection, for all of the user's sessions. A sign-out of any of them revokes it; the
 * others get another one.
 */
export class Impersonation {
  readonly #with: ImpersonationOptions;
  readonly #epochs: SignInEpochs;

  constructor(state: StateStore, options: ImpersonationOptions) {
    this.#with = options;
    this.#epochs = new SignInEpochs(state, 2 * MAX_LIFE_MS);
  }

  /** @throws {Problem} 401 when the session ended meanwhile; 403 when the user has no name at Qlik; what Qlik answered */
  async token(
    connection: ImpersonationConnection,
    user: HostUser,
    { refusedToken, isSignedIn }: TokenRequest,
  ): Promise<CachedToken> {
    const name = mapUser(connection.user, user, connection.id);
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      // With the epoch in the key, no instance finds a revoked token in its memory.
      const epoch = await this.#epochs.read(owner(name), connection.id);
      const key = keyOf(connection, name, epoch);
      const token = await this.#with.tokens.get(key, () => fetchToken(connection, name), refusedToken);
      if ((await this.#epochs.read(owner(name), connection.id)) === epoch) return token;
      await this.#revoke(connection, key);
      if (!(await isSignedIn())) {
        throw new Problem(401, 'host-signed-out', 'The session ended meanwhile.', {
          remedy: 'Sign in to the application.',
        });
      }
    }
    throw new Problem(503, 'busy', 'The user signs out elsewhere again and again.', {
      connection: connection.id,
      remedy: 'Try again in a moment.',
    });
  }

  /** Deletes the user's token in all instances, and revokes it at the tenant. */
  async end(connection: ImpersonationConnection, user: HostUser): Promise<void> {
    const name = nameOf(connection, user);
    if (name === undefined) return;
    const ended = await this.#epochs.end(owner(name), connection.id);
    await this.#revoke(connection, keyOf(connection, name, ended));
  }

  async #revoke(connection: ImpersonationConnection, key: string): Promise<void> {
    const forgotten = await this.#with.tokens.forget(key);
    const revocable = forgotten.map((token) => ({ token, hint: 'access_token' as const }));
    await revokeTokens(connection, revocable, this.#with.log);
  }
}

/** A user without a mapped name gets no token. */
function nameOf(connection: ImpersonationConnection, user: HostUser): string | undefined {
  try {
    return mapUser(connection.user, user, connection.id);
  } catch (error) {
    if (error instanceof Problem && error.statusCode === 403) return undefined;
    throw error;
  }
}

async function fetchToken(connection: ImpersonationConnection, name: string): Promise<CachedToken> {
  const { token, expiresAt } = await impersonate(connection, name);
  return { token, expiresAt: Math.min(expiresAt, Date.now() + MAX_LIFE_MS) };
}

function owner(name: string): string {
  return `user/${name}`;
}

function keyOf({ id }: ImpersonationConnection, name: string, epoch: string): string {
  return `impersonation:${id}:${epoch}:${name}`;
}
