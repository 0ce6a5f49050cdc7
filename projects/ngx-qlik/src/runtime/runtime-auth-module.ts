import type { ConnectionSession } from '../auth/connection-session';
import type { QlikCredential } from '../auth/strategy';
import { QlikError } from '../errors/qlik-error';
import type { RuntimeAuthModule } from './qlik-main';
import type { RuntimeHostConfig } from './runtime-host-config';

/** How far apart the refusals of parallel calls may arrive: about as long as a slow call takes. */
const SAME_REFUSAL_MS = 60_000;

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
  const lastRefused = new WeakMap<
    ConnectionSession,
    { readonly credential: QlikCredential; readonly epoch: number; readonly at: number }
  >();

  /**
   * Renews after the refusal of a call whose credential Qlik's runtime does not pass on. Of parallel calls the last refusals arrive after
   * the first calls were repeated with a new credential. They may be about either, so that Qlik is asked about the new one: without that
   * renewals would not end, or a sign-in would whose new credential has ended too.
   */
  const renewAfterRefusal = async (connectionSession: ConnectionSession): Promise<boolean> => {
    const earlier = lastRefused.get(connectionSession);
    const credential = lastRest.get(connectionSession);
    const at = Date.now();
    const epoch = connectionSession.epoch();
    if (earlier?.epoch === epoch && earlier.credential !== credential && at - earlier.at < SAME_REFUSAL_MS)
      return connectionSession.renewAfterRefusal(earlier.credential, epoch, false);
    if (credential) lastRefused.set(connectionSession, { credential, epoch, at });
    const isRenewed = await connectionSession.renewAfterRefusal(credential, epoch);
    // Some refusals of the new credential would look like late ones of the former, and renew again.
    return isRenewed && connectionSession.isRenewalAccepted(epoch);
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
      lastRest.set(connectionSession, credential);
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
      const retry = canRetry && (await renewAfterRefusal(connectionSession));
      if (!canRetry) await connectionSession.endAfterRefusal(status);
      return { retry, preventDefault: false };
    },
  };
}

/** Where an address leads, however it is spelled; what is none leads nowhere. */
function placeOf(host: unknown): string | undefined {
  return typeof host === 'string' && URL.canParse(host)
    ? new URL(host).href.replace(/(?<!\/)\/+$/, '')
    : undefined;
}

function isRuntimeHostConfig(value: unknown): value is RuntimeHostConfig {
  return typeof value === 'object' && value !== null && 'connectionId' in value && 'signIn' in value;
}
