import type { QlikConnection } from '../../../connections/connection';
import { QlikError } from '../../../errors/qlik-error';
import { BackendClient } from '../../backend/backend-client';
import { digest, sharedName, StorageEntry } from '../../browser-storage';
import { beginProxySession, ProxySession } from '../../cookie-session/proxy-session';
import { SilentSessionStrategy, type SilentSignIn } from '../../cookie-session/silent-session-strategy';
import { cookiesBlocked, signInRefused } from '../../requests/request';
import type { ForgetReason, FullStrategy, StrategySetup } from '../../strategy';

const REMEDY =
  "Sign in again: a ticket is good once, for a minute. If it stays, compare the virtual proxy in the backend's configuration with the host of the connection, and look whether the browser blocks the server's cookies.";

/**
 * Redeems a ticket of the backend's once; cookies do the rest. Each ticket begins a session, of which a user may have five, so the one of an
 * earlier page is taken up where it is still that of the same user.
 * @see Qlik's help, Proxy Service API, "Ticket: Add"
 */
export function createStrategy({ connection, backend, hasHostSession }: StrategySetup): FullStrategy {
  const client = new BackendClient(connection, backend, hasHostSession);
  const proxySession = new ProxySession(connection);
  const owner = new TicketSessionOwner(connection);
  const fetchTicket = () => client.requestText('ticket', 'ticket');
  const redeem = async (qlikTicket: string) => {
    const query = `?${new URLSearchParams({ qlikTicket }).toString()}`;
    const wasRedirected = await beginProxySession(connection, proxySession, { query, remedy: REMEDY });
    // Redirects to the same address without the ticket and to a sign-in page look the same in a browser.
    if (!wasRedirected || (await proxySession.owner()) !== undefined) return;
    throw signInRefused(connection, { reason: undefined, status: 302, remedy: REMEDY });
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
