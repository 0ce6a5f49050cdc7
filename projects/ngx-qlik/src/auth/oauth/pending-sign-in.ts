import type { ConnectionId } from '../../connections/connection';
import { QlikError } from '../../errors/qlik-error';

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

/**
 * Remembers a sign-in across the redirect, in this tab only. One per connection: a new one replaces the last.
 * @throws {QlikError} `sign-in-failed` where the browser blocks storage: the page could not know the answer when it comes back
 */
export function rememberPending(pending: PendingSignIn): void {
  forgetPending(pending.connectionId);
  try {
    sessionStorage.setItem(PENDING + pending.state, JSON.stringify(pending));
  } catch (cause) {
    throw new QlikError('sign-in-failed', 'The browser does not let this page remember the sign-in.', {
      remedy: 'Allow this site to store data, or have the sign-in shown in a window of its own.',
      connectionId: pending.connectionId,
      cause,
    });
  }
}

/** The error of an answer whose state this page never sent. */
export function stateMismatch(connectionId: ConnectionId): QlikError {
  return new QlikError(
    'sign-in-state-mismatch',
    'The answer does not belong to a sign-in that this page began.',
    { remedy: 'Sign in again from this page.', connectionId, isRetryable: true },
  );
}

/**
 * The sign-in that an answer came back for, and the answer as the authorization server sent it. Both are removed: an answer is used once.
 */
export function takeAnswer(
  connectionId: ConnectionId,
): { readonly answer: URLSearchParams; readonly pending: PendingSignIn | undefined } | undefined {
  const storage = readableStorage();
  const stored = storage?.getItem(ANSWER + connectionId) ?? null;
  if (stored === null) return undefined;
  storage?.removeItem(ANSWER + connectionId);
  const answer = new URLSearchParams(stored);
  const pending = readPending(PENDING + (answer.get('state') ?? ''));
  forgetPending(connectionId);
  return { answer, pending: pending?.connectionId === connectionId ? pending : undefined };
}

/** Whether a sign-in of that connection left the page and has no answer yet. */
export function hasPending(connectionId: ConnectionId): boolean {
  return pendingKeys(connectionId).length > 0;
}

/** Drops every sign-in of that connection that is under way. */
export function forgetPending(connectionId: ConnectionId): void {
  for (const key of pendingKeys(connectionId)) sessionStorage.removeItem(key);
}

function pendingKeys(connectionId: ConnectionId): readonly string[] {
  return Object.keys(readableStorage() ?? {}).filter(
    (key) => key.startsWith(PENDING) && readPending(key)?.connectionId === connectionId,
  );
}

function readPending(key: string): PendingSignIn | undefined {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null');
    return isPending(stored) ? stored : undefined;
  } catch {
    // Not what this library wrote: as if it were not there.
    return undefined;
  }
}

function isPending(stored: unknown): stored is PendingSignIn {
  const texts = ['connectionId', 'state', 'codeVerifier', 'redirectUri', 'returnTo'];
  return (
    typeof stored === 'object' &&
    stored !== null &&
    texts.every((name) => typeof (stored as Record<string, unknown>)[name] === 'string')
  );
}

function readableStorage(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    // Blocked: nothing can have been left there.
    return undefined;
  }
}
