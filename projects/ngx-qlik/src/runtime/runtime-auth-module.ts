import type { ConnectionSession } from '../auth/connection-session';
import type { QlikCredential } from '../auth/strategy';
import { QlikError } from '../errors/qlik-error';
import type { RuntimeAuthModule } from './qlik-main';
import type { RuntimeHostConfig } from './runtime-host-config';

/** How far apart the refusals of parallel calls may arrive. */
const SAME_REFUSAL_MS = 10_000;
/** For this time after a new credential was handed out, a refusal may belong to a call with the previous one. */
const NEW_FOR_MS = 3_000;

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
  const lastRest = new WeakMap<
    ConnectionSession,
    { readonly credential: QlikCredential; readonly since: number }
  >();
  const lastRefused = new WeakMap<
    ConnectionSession,
    { readonly credential: QlikCredential; readonly epoch: number; readonly at: number }
  >();

  /**
   * Returns the credential of a refused call, which Qlik's runtime does not pass on. Of parallel calls the last refusals arrive after the
   * first calls were repeated with a new credential. A refusal must not be attributed to that one, or renewals would not end.
   */
  const refusedBy = (connectionSession: ConnectionSession): QlikCredential | undefined => {
    const earlier = lastRefused.get(connectionSession);
    const present = lastRest.get(connectionSession);
    if (!present) return undefined;
    const now = Date.now();
    const epoch = connectionSession.epoch();
    const isSame =
      earlier?.epoch === epoch && now - earlier.at < SAME_REFUSAL_MS && now - present.since < NEW_FOR_MS;
    if (isSame) return earlier.credential;
    lastRefused.set(connectionSession, { credential: present.credential, epoch, at: now });
    return present.credential;
  };

  const sessionOf = (hostConfig: unknown): ConnectionSession => {
    if (!isRuntimeHostConfig(hostConfig)) {
      throw new QlikError('config-invalid', 'A host config names no connection.', {
        remedy: 'Refer to a connection by its id (`host-config="<id>"`).',
      });
    }
    const connectionSession = findSession(hostConfig.connectionId);
    // Qlik's code sends these credentials to the host of the host config, and any script of the page can create a host config.
    if (placeOf(hostConfig.host) !== placeOf(connectionSession.connection.host)) {
      throw new QlikError(
        'config-invalid',
        'A host config names a connection, and a host that is not its own.',
        {
          remedy: 'Refer to a connection by its id (`host-config="<id>"`).',
          connectionId: connectionSession.connection.id,
        },
      );
    }
    connectionSession.requireEpoch(hostConfig.signIn);
    return connectionSession;
  };

  return {
    validateHostConfig: (hostConfig) => isRuntimeHostConfig(hostConfig),
    getRestCallAuthParams: async ({ hostConfig }) => {
      const connectionSession = sessionOf(hostConfig);
      const credential = await connectionSession.credential('rest');
      if (lastRest.get(connectionSession)?.credential !== credential)
        lastRest.set(connectionSession, { credential, since: Date.now() });
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
      const connectionSession = sessionOf(hostConfig);
      if (!canRetry) {
        await connectionSession.endAfterRefusal(status);
        return { retry: false, preventDefault: false };
      }
      return {
        retry: await connectionSession.renewAfterRefusal(refusedBy(connectionSession)),
        preventDefault: false,
      };
    },
  };
}

/** Where an address leads, however it is spelled; what is none leads nowhere. */
function placeOf(host: unknown): string | undefined {
  return typeof host === 'string' && URL.canParse(host) ? new URL(host).href.replace(/\/+$/, '') : undefined;
}

function isRuntimeHostConfig(value: unknown): value is RuntimeHostConfig {
  return typeof value === 'object' && value !== null && 'connectionId' in value && 'signIn' in value;
}
