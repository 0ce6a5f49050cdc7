import type { ConnectionSession } from '../auth/connection-session';
import type { QlikCredential } from '../auth/credential';
import type { QlikConnection } from '../connections/connection';
import { QlikError } from '../errors/qlik-error';
import type { RuntimeAuthModule } from './qlik-main';

/** The auth type under which Qlik's runtime knows this library. */
export const RUNTIME_AUTH_TYPE = 'ngx-qlik';

/** A host config as this library registers it: Qlik's runtime hands it back with every question about credentials. */
export interface RuntimeHostConfig {
  readonly host: string;
  readonly authType: typeof RUNTIME_AUTH_TYPE;
  readonly connectionId: string;
  /**
   * The epoch of the sign-in. Qlik's runtime keys its response cache by the whole host config, so another user does not get the last
   * one's cached answers.
   */
  readonly signIn: number;
  /** Saves the runtime a request for `product-info.json`, whose failure it takes for a Windows server. Undocumented; read in `@qlik/api` 2.19. */
  readonly forceIsWindows: boolean;
}

/**
 * The host config of a connection for its present sign-in.
 *
 * Qlik's runtime keys its app sessions by the host's address, the app and the identity alone, and keeps one for five seconds after its
 * last user left: whoever signs in meanwhile would get the former user's socket, and a session that is dead would be handed out again.
 * So each host config after the first spells the same address in another way (`/.`, which browsers drop before they send it).
 *
 * @param generation how many host configs of this connection the page has had before
 */
export function toRuntimeHostConfig(
  connection: QlikConnection,
  epoch: number,
  generation = 0,
): RuntimeHostConfig {
  return {
    host: connection.host + '/.'.repeat(generation),
    authType: RUNTIME_AUTH_TYPE,
    connectionId: connection.id,
    signIn: epoch,
    forceIsWindows: connection.platform === 'client-managed',
  };
}

/**
 * The bridge between Qlik's runtime and this library's credentials: `@qlik/api` and every embed on the page ask it.
 *
 * It replaces the runtime's own auth modules, whose token cache knows no host and no user, and which may leave the page without asking.
 *
 * @param findSession the session of a connection, by id
 * @see `@qlik/api` 2.19, `registerAuthModule`
 */
export function createRuntimeAuthModule(
  findSession: (connectionId: string) => ConnectionSession,
): RuntimeAuthModule {
  const lastRest = new WeakMap<ConnectionSession, QlikCredential>();

  const sessionOf = (hostConfig: unknown): ConnectionSession => {
    if (!isRuntimeHostConfig(hostConfig)) {
      throw new QlikError(
        'config-invalid',
        'A host config of auth type "ngx-qlik" does not name a connection.',
        {
          remedy:
            'Refer to a connection by its id (`host-config="<id>"`) instead of writing a host config by hand.',
        },
      );
    }
    const session = findSession(hostConfig.connectionId);
    session.requireEpoch(hostConfig.signIn);
    return session;
  };

  return {
    validateHostConfig: (hostConfig) => isRuntimeHostConfig(hostConfig),
    getRestCallAuthParams: async ({ hostConfig }) => {
      const session = sessionOf(hostConfig);
      const credential = await session.credential('rest');
      lastRest.set(session, credential);
      return {
        headers: { ...credential.headers },
        queryParams: { ...credential.queryParams },
        credentials: credential.cookies,
      };
    },
    getWebSocketAuthParams: async ({ hostConfig }) => {
      const { queryParams } = await sessionOf(hostConfig).credential('websocket');
      return { queryParams: { ...queryParams } };
    },
    getWebResourceAuthParams: async ({ hostConfig }) => {
      const { queryParams } = await sessionOf(hostConfig).credential('web-resource');
      return { queryParams: { ...queryParams } };
    },
    handleAuthenticationError: async ({ hostConfig, status, canRetry }) => {
      const session = sessionOf(hostConfig);
      if (!canRetry) {
        session.endAfterRefusal(status);
        return { retry: false, preventDefault: false };
      }
      return { retry: await session.renewAfterRefusal(lastRest.get(session)), preventDefault: false };
    },
  };
}

function isRuntimeHostConfig(value: unknown): value is RuntimeHostConfig {
  return typeof value === 'object' && value !== null && 'connectionId' in value && 'signIn' in value;
}
