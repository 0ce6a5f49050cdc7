import type { ConnectionId } from '../../connections/connection';

/** A redirect that has left the page and has not come back. The callback page (`oauth-callback.js`) reads and writes the same keys. */
export interface PendingSignIn {
  readonly connectionId: ConnectionId;
  readonly state: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
  /** Path of this application to return to. */
  readonly returnTo: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

const PENDING = 'ngx-qlik:oauth2:pending:';
const ANSWER = 'ngx-qlik:oauth2:answer:';

/** Remembers a sign-in across the redirect, in this tab only. One per connection: a new one replaces the last. */
export function rememberPending(pending: PendingSignIn): void {
  forgetPending(pending.connectionId);
  sessionStorage.setItem(PENDING + pending.state, JSON.stringify(pending));
}

/**
 * The sign-in that an answer came back for, and the answer as the authorization server sent it. Both are removed: an answer is used once.
 */
export function takeAnswer(
  connectionId: ConnectionId,
): { readonly answer: URLSearchParams; readonly pending: PendingSignIn | undefined } | undefined {
  const stored = sessionStorage.getItem(ANSWER + connectionId);
  if (stored === null) return undefined;
  sessionStorage.removeItem(ANSWER + connectionId);
  const answer = new URLSearchParams(stored);
  const pending = readPending(PENDING + (answer.get('state') ?? ''));
  forgetPending(connectionId);
  return { answer, pending: pending?.connectionId === connectionId ? pending : undefined };
}

/** Drops every sign-in of that connection that is under way. */
export function forgetPending(connectionId: ConnectionId): void {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PENDING) && readPending(key)?.connectionId === connectionId)
      sessionStorage.removeItem(key);
  }
}

function readPending(key: string): PendingSignIn | undefined {
  const stored = sessionStorage.getItem(key);
  if (stored === null) return undefined;
  try {
    return JSON.parse(stored) as PendingSignIn;
  } catch {
    // Not what this library wrote: as if it were not there.
    return undefined;
  }
}
