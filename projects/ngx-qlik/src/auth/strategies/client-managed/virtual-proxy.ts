import type { QlikConnection } from '../../../connections/connection';
import { QlikError } from '../../../errors/qlik-error';
import { ProxySession, beginProxySession, noProxySession } from '../../cookie-session/proxy-session';
import { RedirectStrategy } from '../../cookie-session/redirect-strategy';
import { cookiesBlocked, signInRefused } from '../../requests/request';
import type { FullStrategy, StrategySetup, ForgetReason } from '../../strategy';
import { BackendClient } from '../../backend/backend-client';
import { SilentSessionStrategy, type SilentSignIn } from '../../cookie-session/cookie-session';
import { digest, sharedName, StorageEntry } from '../../browser-storage';

export * as parts from '../../connection-parts';

/** Leaves for the server's own sign-in, where the browser shows the Windows account, or the user fills in a form. */
export function createWindows({ connection, page }: StrategySetup): FullStrategy {
  const proxySession = new ProxySession(connection);
  return new RedirectStrategy(connection, {
    cookieSession: proxySession,
    page,
    noSessionError: () => cookiesBlocked(connection),
    addressFor: async (returnTo) => {
      const { loginUri } = await proxySession.describe(returnTo);
      if (typeof loginUri === 'string' && isOf(connection, loginUri)) return loginUri;
      throw new QlikError(
        'sign-in-failed',
        `${connection.label} names no address of its own to sign in at.`,
        {
          remedy:
            "Add this page's host name to the host allow list of the virtual proxy, and let it use Windows or form authentication.",
          variant: 'no-address',
          connectionId: connection.id,
        },
      );
    },
  });
}

/** Users type passwords there, so it has to be the server that is configured. */
function isOf({ host }: QlikConnection, address: string): boolean {
  return URL.canParse(address) && new URL(address).origin === new URL(host).origin;
}

/**
 * Shows the virtual proxy a JWT of the backend's on one call; cookies do the rest. It does so with each page: the proxy goes on with the
 * session where the user is the same, and begins another where not.
 * @see Qlik's help, "JWT authentication"
 */
export function createJwtVirtualProxy({ connection, backend, hasHostSession }: StrategySetup): FullStrategy {
  const client = new BackendClient(connection, backend, hasHostSession);
  const proxySession = new ProxySession(connection);
  let wasRedirected = false;
  return new SilentSessionStrategy(connection, {
    cookieSession: proxySession,
    beginSession: async () => {
      const jwt = await client.requestText('virtual-proxy-jwt', 'jwt');
      wasRedirected = await beginProxySession(connection, proxySession, {
        headers: { Authorization: `Bearer ${jwt}` },
        remedy: "Compare the JWT's claims and key with the virtual proxy's, and the clocks of both.",
      });
    },
    noSessionError: () => noProxySession(connection, { wasRedirected, expected: 'authenticates by JWT' }),
  });
}

/** Signs in with a first request, with which the virtual proxy begins an anonymous session. */
export function createAnonymousVirtualProxy({ connection }: StrategySetup): FullStrategy {
  const proxySession = new ProxySession(connection);
  let wasRedirected = false;
  return new SilentSessionStrategy(connection, {
    cookieSession: proxySession,
    beginSession: async () => {
      wasRedirected = await beginProxySession(connection, proxySession, {
        remedy: 'Let the virtual proxy allow anonymous users (Management console).',
      });
      // Without cookies each call succeeds as another anonymous user: only sockets would fail, without a reason.
      const [one, other] = await Promise.all([proxySession.describe(), proxySession.describe()]);
      if (one['userId'] !== other['userId']) throw cookiesBlocked(connection);
    },
    noSessionError: () => noProxySession(connection, { wasRedirected, expected: 'allows anonymous users' }),
  });
}

const TICKET_REFUSED = {
  remedy:
    "Sign in again: a ticket is good once, for a minute. If it stays, compare the virtual proxy in the backend's configuration with the host of the connection, and look whether the browser blocks the server's cookies.",
  variant: 'ticket',
};

/**
 * Redeems a ticket of the backend's once; cookies do the rest. Each ticket begins a session, of which a user may have five, so the one of an
 * earlier page is taken up where it is still that of the same user.
 * @see Qlik's help, Proxy Service API, "Ticket: Add"
 */
export function createTicket({ connection, backend, hasHostSession }: StrategySetup): FullStrategy {
  const client = new BackendClient(connection, backend, hasHostSession);
  const proxySession = new ProxySession(connection);
  const owner = new TicketSessionOwner(connection);
  const fetchTicket = () => client.requestText('ticket', 'ticket');
  const redeem = async (qlikTicket: string) => {
    const query = `?${new URLSearchParams({ qlikTicket }).toString()}`;
    const wasRedirected = await beginProxySession(connection, proxySession, { query, ...TICKET_REFUSED });
    // Redirects to the same address without the ticket and to a sign-in page look the same in a browser.
    if (!wasRedirected || (await proxySession.owner()) !== undefined) return;
    throw signInRefused(connection, { reason: undefined, status: 302, ...TICKET_REFUSED });
  };
  return new TicketStrategy(owner, connection, {
    cookieSession: proxySession,
    beginSession: async () => {
      const { hostUser } = await client.hostSession();
      if (owner.isSame(hostUser, await proxySession.owner())) return;
      const ticket = await fetchTicket();
      try {
        await redeem(ticket);
      } catch (thrown) {
        if (!isTicketRefused(thrown)) throw thrown;
        // The ticket may have expired or been used: a second ticket shows whether the user is refused.
        await redeem(await fetchTicket());
      }
      owner.remember(hostUser, await proxySession.owner());
    },
    noSessionError: () => cookiesBlocked(connection),
  });
}

class TicketStrategy extends SilentSessionStrategy {
  constructor(
    private readonly owner: TicketSessionOwner,
    connection: QlikConnection,
    signInBy: SilentSignIn,
  ) {
    super(connection, signInBy);
  }

  /** After a replacement the stored owner belongs to the other sign-in. */
  override forget(reason?: ForgetReason): Promise<void> {
    if (reason !== 'replaced') this.owner.forget();
    return super.forget(reason);
  }
}

/** A user whom the server knows and refuses (403) is refused with any ticket. */
function isTicketRefused(thrown: unknown): boolean {
  return thrown instanceof QlikError && thrown.code === 'sign-in-refused' && thrown.status !== 403;
}

/**
 * Stores a hash of the application's user and the session's user of a virtual proxy, to reuse the session for the same user only. Where
 * storage is blocked, each page begins a session.
 */
export class TicketSessionOwner {
  private readonly entry: StorageEntry;

  constructor(connection: QlikConnection) {
    this.entry = new StorageEntry('local', sharedName('ticket', connection));
  }

  remember(hostUser: unknown, owner: string | undefined): void {
    this.entry.write(digestOf(hostUser, owner));
  }

  isSame(hostUser: unknown, owner: string | undefined): boolean {
    return owner !== undefined && this.entry.read() === digestOf(hostUser, owner);
  }

  /** Removes the entry after the session ended. */
  forget(): void {
    this.entry.write(undefined);
  }
}

/** Two digests: a collision would give one user the session of another. */
function digestOf(hostUser: unknown, owner: string | undefined): string {
  const both = JSON.stringify([hostUser, owner]);
  return digest(both) + digest(both, 0x9747b28c);
}
