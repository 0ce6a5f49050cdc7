import type { FastifyBaseLogger } from 'fastify';
import type { HostUser } from '../accounts/host-user.ts';
import { SignInEpochs } from '../accounts/sign-in-epochs.ts';
import type { BackendConnection } from '../configuration/connection-shapes.ts';
import type { BackendConnections } from '../configuration/secrets-file.ts';
import { mapUser } from '../configuration/user-mapping.ts';
import { Problem } from '../errors/problem.ts';
import type { StateStore } from '../state/state-store.ts';
import { impersonate } from './oauth-token.ts';
import { revokeTokens } from './revocation.ts';
import type { ProvisionedConnection } from './tenant-administration.ts';
import type { CachedToken, TokenCache } from './token-cache.ts';
import { type AuditStep, USER_DISABLED, UserProvisioning } from './user-provisioning.ts';

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
  /** When the session signed in, in milliseconds since 1970. */
  readonly signedInAt: number;
  readonly audit: AuditStep;
}

/**
 * Access tokens by impersonation: one per user and connection, for all of the user's sessions. A sign-out of any of them revokes it; the
 * others get another one.
 */
export class Impersonation {
  readonly #with: ImpersonationOptions;
  readonly #epochs: SignInEpochs;
  readonly #provisioning: UserProvisioning;
  readonly #state: StateStore;

  constructor(state: StateStore, options: ImpersonationOptions) {
    this.#with = options;
    this.#state = state;
    this.#provisioning = new UserProvisioning(state, options);
    this.#epochs = new SignInEpochs(state, 2 * MAX_LIFE_MS);
  }

  /** @throws {Problem} 401 when the session ended meanwhile; 403 when the user has no name at Qlik; what Qlik answered */
  async token(
    connection: ImpersonationConnection,
    user: HostUser,
    request: TokenRequest,
  ): Promise<CachedToken> {
    const { refusedToken, isSignedIn, signedInAt, audit } = request;
    const name = mapUser(connection.user, user, connection.id);
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      // With the epoch in the key, no instance finds a revoked token in its memory.
      const epoch = await this.#epochs.read(owner(name), connection.id);
      const key = keyOf(connection, name, epoch);
      let token: CachedToken;
      try {
        if (isProvisioned(connection)) {
          await this.#provisioning.ensure(connection, { user, subject: name, signedInAt, audit });
        }
        const fetch = async (): Promise<CachedToken> => {
          await this.#state.addMember(
            holderOf(user.id),
            JSON.stringify([connection.id, name]),
            2 * MAX_LIFE_MS,
          );
          return fetchToken(connection, name);
        };
        token = await this.#with.tokens.get(key, fetch, refusedToken);
      } catch (error) {
        if (isDeactivated(error)) await this.#deactivate(connection, { name, epoch, audit });
        throw error;
      }
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
    if (name !== undefined) await this.#endName(connection, name);
  }

  /** Deletes and revokes all tokens that a user of the host has, also those whose session has expired. */
  async endUser(connections: BackendConnections, user: string): Promise<void> {
    const holder = holderOf(user);
    const members = await this.#state.members(holder);
    await Promise.all(
      members.map(async (member) => {
        // Written by `token`.
        const [id, name] = JSON.parse(member) as [string, string];
        const connection = connections.get(id);
        await this.#state.removeMember(holder, member);
        if (connection?.type === 'oauth2-impersonation') await this.#endName(connection, name);
      }),
    );
  }

  async #endName(connection: ImpersonationConnection, name: string): Promise<void> {
    const ended = await this.#epochs.end(owner(name), connection.id);
    await this.#revoke(connection, keyOf(connection, name, ended));
  }

  /** Drops the tokens of a user whom Qlik does not take any more; of several callers one does it. */
  async #deactivate(
    connection: ImpersonationConnection,
    { name, epoch, audit }: { readonly name: string; readonly epoch: string; readonly audit: AuditStep },
  ): Promise<void> {
    if (isProvisioned(connection)) await this.#provisioning.forget(connection, name);
    const hadToken = await this.#with.tokens.has(keyOf(connection, name, epoch));
    if (!hadToken || (await this.#epochs.read(owner(name), connection.id)) !== epoch) return;
    await this.#endName(connection, name);
    audit({ event: 'user-deactivated', target: name, result: 'done' });
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

function isProvisioned(connection: ImpersonationConnection): connection is ProvisionedConnection {
  return connection.provisioning !== undefined;
}

/** Whether Qlik says of the user that there are no tokens, be it as the token endpoint or as the list of users. */
function isDeactivated(error: unknown): boolean {
  return error instanceof Problem && [USER_DISABLED, 'user-refused-by-qlik'].includes(error.code);
}

/** The set of what a user of the host has tokens for. */
function holderOf(user: string): string {
  return `impersonated:${user}`;
}

function owner(name: string): string {
  return `user/${name}`;
}

function keyOf({ id }: ImpersonationConnection, name: string, epoch: string): string {
  return `impersonation:${id}:${epoch}:${name}`;
}
