import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import type { QlikConnection } from '../../connections/connection';
import { QlikError } from '../../errors/qlik-error';
import { originName, scopedId, sharedName, StorageEntry } from '../browser-storage';
import { writeForReturn } from '../requests/redirect-for-sign-in';
import { request } from '../requests/request';

/** A slow server delays the sign-in by that much at most. */
const LIMIT_MS = 5_000;

/**
 * Checks that the page to which a sign-in returns exists, before the browser leaves for the sign-in page. Without it the code would arrive at the
 * application's own start page, where nothing reads it. Pages of another origin cannot be checked, and a server that does not answer is no proof.
 *
 * @param address of the page, absolute
 * @throws {QlikError} `callback-page-missing`
 */
export async function checkCallbackPage(connection: QlikConnection, address: string): Promise<void> {
  if (new URL(address).origin !== location.origin) return;
  let status: number;
  let html: string;
  try {
    const response = await request(connection, {
      address,
      // As a browser asks for a page: development servers answer that, and no other request, with the start page.
      init: { headers: { Accept: 'text/html' }, signal: AbortSignal.timeout(LIMIT_MS) },
      remedy: '',
    });
    status = response.status;
    html = await response.text();
  } catch {
    // The network or the server fails for the moment: the sign-in finds out by itself.
    return;
  }
  if (status === 404 || status === 410) throw missing(connection, address, `the server answered ${status}`);
  if (isThisPage(html)) throw missing(connection, address, 'the server answered with the application itself');
}

/** Whether the text is that of the document that is open: a server that knows no such file hands out the start page of the application. */
function isThisPage(html: string): boolean {
  if (html.includes('oauth-callback')) return false;
  const own: readonly (string | null | undefined)[] = Array.from(document.scripts, (script) =>
    script.getAttribute('src'),
  );
  // One tag at a time: a pattern over all of a long text would begin again at each of its tags.
  return html
    .split(/<script\b/i)
    .slice(1)
    .some((tag) => own.includes(/^[^>]*?\ssrc=["']([^"']+)/i.exec(tag)?.[1]));
}

function missing({ id, label }: QlikConnection, address: string, found: string): QlikError {
  const { pathname } = new URL(address);
  return new QlikError(
    'callback-page-missing',
    `The sign-in to ${label} was not begun: the page ${pathname}, to which it returns, is missing (${found}).`,
    {
      remedy:
        'If angular.json has { "glob": "oauth-callback.*", "input": "node_modules/ngx-qlik/assets", "output": "." } among the "assets" of the application, start "ng serve" again, which reads that file when it starts, or build again. Otherwise "ng add ngx-qlik" adds it.',
      params: { page: pathname },
      connectionId: id,
    },
  );
}

/** A redirect sign-in without an answer yet. The callback page (`oauth-callback.js`) uses the same storage keys. */
export interface PendingSignIn {
  readonly state: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
  /** Path of this application to return to. */
  readonly returnTo: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** As it is stored: the callback page puts the answer where `connectionId` says, so this is the {@link scopedId} of the connection. */
interface StoredPending extends PendingSignIn {
  readonly connectionId: string;
}

/** The key contains only the random `state`: the callback page has no other information. */
const PENDING = originName('oauth2:pending:');

/**
 * Remembers a sign-in across the redirect, in this tab only. One per connection: a new one replaces the last.
 * @throws {QlikError} `sign-in-failed` where the browser blocks storage: the page could not know the answer when it comes back
 */
export function rememberPending(connection: QlikConnection, pending: PendingSignIn): void {
  forgetPending(connection);
  const stored: StoredPending = { ...pending, connectionId: scopedId(connection) };
  writeForReturn(tabEntry(PENDING + pending.state), JSON.stringify(stored), {
    connection,
    remedy: 'Allow this site to store data, or have the sign-in shown in a window of its own.',
  });
}

/**
 * The sign-in that an answer came back for, and the answer as the authorization server sent it. Both are removed: an answer is used once.
 */
export function takeAnswer(
  connection: QlikConnection,
): { readonly answer: URLSearchParams; readonly pending: PendingSignIn | undefined } | undefined {
  const stored =
    tabEntry(sharedName('oauth2:answer', connection)).take() ??
    // Key of an earlier version, without the application: removes the code, and the sign-in fails with an error.
    tabEntry(originName(`oauth2:answer:${connection.id}`)).take();
  if (stored === undefined) return undefined;
  const answer = new URLSearchParams(stored);
  const pending = readPending(PENDING + (answer.get('state') ?? ''));
  forgetPending(connection);
  return { answer, pending: pending?.connectionId === scopedId(connection) ? pending : undefined };
}

/** Whether a sign-in of that connection left the page and has no answer yet. */
export function hasPending(connection: QlikConnection): boolean {
  return pendingKeys(connection).length > 0;
}

/** Drops every sign-in of that connection that is under way. */
export function forgetPending(connection: QlikConnection): void {
  for (const key of pendingKeys(connection)) tabEntry(key).write(undefined);
}

function pendingKeys(connection: QlikConnection): readonly string[] {
  const owners: readonly unknown[] = [scopedId(connection), connection.id];
  return keysOfTab().filter(
    (key) => key.startsWith(PENDING) && owners.includes(readPending(key)?.connectionId),
  );
}

/** None where the browser blocks storage: nothing can have been left there. */
function keysOfTab(): readonly string[] {
  try {
    return Object.keys(sessionStorage);
  } catch {
    return [];
  }
}

const tabEntry = (key: string) => new StorageEntry('session', key);

function readPending(key: string): StoredPending | undefined {
  const stored = tabEntry(key).readJson();
  return isPending(stored) ? stored : undefined;
}

function isPending(stored: unknown): stored is StoredPending {
  const texts = ['connectionId', 'state', 'codeVerifier', 'redirectUri', 'returnTo'];
  return isRecord(stored) && texts.every((name) => typeof stored[name] === 'string');
}
