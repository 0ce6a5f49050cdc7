import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import type { ConnectionId, QlikConnection } from '../connections/connection';
import type { ConnectionSession } from './connection-session';
import { isSignedIn } from './connection-state';
import { scopedId, sharedName } from './browser-storage';

/** Events of the window after which sessions may have ended, or can be renewed again. */
const RETURNS = ['focus', 'online'] as const;

/**
 * Forwards page events to sessions: the page becomes visible, wakes up or is online again, and other tabs sign in and out.
 *
 * @param channel for sign-outs between the tabs of this application
 * @param signal ends it
 */
export function watchPage(
  sessions: ReadonlyMap<ConnectionId, ConnectionSession>,
  channel: BroadcastChannel | undefined,
  signal: AbortSignal,
): void {
  if (signal.aborted) return;
  const onReturn = () => {
    if (document.visibilityState === 'visible')
      sessions.forEach((connectionSession) => void connectionSession.resume());
  };
  const onStorage = ({ key, newValue }: StorageEvent) => {
    // A new token, or another user. Sign-outs come by the channel.
    if (newValue === null) return;
    // What tabs share of a sign-in: `UserHash` and `TokenStore`.
    const isOf = ({ connection }: ConnectionSession) =>
      key === sharedName('user', connection) || key === sharedName('oauth2:tokens', connection);
    void [...sessions.values()].find(isOf)?.followSignIn();
  };
  const onMessage = ({ data }: MessageEvent<unknown>) => {
    const ended = signedOut(data);
    const connectionSession = [...sessions.values()].find(({ connection }) => scopedId(connection) === ended);
    if (!connectionSession) return;
    // What this page takes up at that moment has ended too; a sign-in that the user began here has not.
    const isTakingUp =
      connectionSession.state().status === 'signing-in' && !connectionSession.signInAttempt();
    if (isTakingUp || isSignedIn(connectionSession.state())) void connectionSession.followSignOut();
  };

  document.addEventListener('visibilitychange', onReturn);
  for (const event of RETURNS) addEventListener(event, onReturn);
  addEventListener('storage', onStorage);
  channel?.addEventListener('message', onMessage);
  // Not by the option `signal`: zone.js listens to it with the method of a window, which jsdom's windows in Vitest refuse for Node's signals.
  signal.addEventListener('abort', () => {
    document.removeEventListener('visibilitychange', onReturn);
    for (const event of RETURNS) removeEventListener(event, onReturn);
    removeEventListener('storage', onStorage);
    channel?.removeEventListener('message', onMessage);
  });
}

/** Posts a sign-out to the other tabs of this application. Other applications of this origin ignore it. */
export function broadcastSignedOut(channel: BroadcastChannel, connection: QlikConnection): void {
  channel.postMessage({ type: 'signed-out', connectionId: scopedId(connection) });
}

/** The {@link scopedId} of the connection that another tab signed out of. */
function signedOut(message: unknown): unknown {
  if (!isRecord(message)) return undefined;
  const { type, connectionId } = message;
  return type === 'signed-out' ? connectionId : undefined;
}
