import type { ConnectionId } from '../connections/connection';
import type { ConnectionSession } from './connection-session';

/** What tabs share of a sign-in: `UserMark` and `TokenStore`. */
const SHARED_KEY = /^ngx-qlik:(?:user|oauth2:tokens):(.+)/;

/**
 * Tells sign-ins what happens around them: the page comes back (to the front, from sleep, to the network), and other tabs sign in and out.
 *
 * @param channel on which tabs of this application tell each other of sign-outs, where there is one
 * @param signal ends it
 */
export function watchPage(
  sessions: ReadonlyMap<ConnectionId, ConnectionSession>,
  channel: BroadcastChannel | undefined,
  signal: AbortSignal,
): void {
  if (signal.aborted) return;
  const onReturn = () => {
    if (document.visibilityState === 'visible') sessions.forEach((session) => void session.wake());
  };
  document.addEventListener('visibilitychange', onReturn, { signal });
  for (const event of ['focus', 'online']) addEventListener(event, onReturn, { signal });

  addEventListener(
    'storage',
    ({ key, newValue }) => {
      // A new token, or another user. That nobody is left is told on the channel.
      const id = SHARED_KEY.exec(key ?? '')?.[1];
      if (id !== undefined && newValue !== null) void sessions.get(id as ConnectionId)?.followSignIn();
    },
    { signal },
  );

  const onMessage = ({ data }: MessageEvent<unknown>) => {
    const session = sessions.get(signedOut(data) as ConnectionId);
    const status = session?.state().status;
    if (status === 'ready' || status === 'renewing') void session?.followSignOut();
  };
  channel?.addEventListener('message', onMessage, { signal });
}

/** The connection that another tab signed out of. */
function signedOut(message: unknown): unknown {
  if (typeof message !== 'object' || message === null) return undefined;
  const { type, connectionId } = message as { type?: unknown; connectionId?: unknown };
  return type === 'signed-out' ? connectionId : undefined;
}
