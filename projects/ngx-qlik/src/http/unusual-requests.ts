import {
  HttpErrorResponse,
  type HttpEvent,
  HttpEventType,
  type HttpHandlerFn,
  HttpHeaders,
  type HttpRequest,
  HttpResponse,
} from '@angular/common/http';
import { factsOfAuthType } from 'ngx-qlik/auth-types';
import type { ConnectionSession } from '../auth/connection-session';
import type { QlikCredential } from '../auth/strategy';
import { type QlikAuthService, toConnectionSession } from '../auth/qlik-auth-service';
import type { QlikConnection } from '../connections/connection';
import type { ConnectionRegistry } from '../auth/connection-registry';
import { QlikError } from '../errors/qlik-error';
import { from, type Observable, of, switchMap, throwError } from 'rxjs';

/** Addresses of tenants of Qlik Cloud, whatever is configured. */
const TENANT = /^(https?:)?\/\/[^/?#@\\]+\.qlikcloud(gov)?\.com(?=[:/?#]|$)/i;

/** What the interceptor needs to find the connection of a request. */
export interface ConnectionLookup {
  readonly registry: ConnectionRegistry;
  readonly auth: QlikAuthService;
  /** Those of these connections that the request is addressed to. */
  readonly addressedOf: (connections: readonly QlikConnection[]) => readonly QlikConnection[];
}

/**
 * The session for a request of which the connection is not plain: the configuration is not there yet, or the request and the connections
 * do not fit each other.
 *
 * @param request.wanted the id that it names
 * @returns `undefined` where the request is not for Qlik
 * @throws {QlikError} `connection-unknown`, `connection-ambiguous`, `connection-mismatch`, `config-*`
 */
export async function findSession(
  { url, wanted }: { readonly url: string; readonly wanted: string | undefined },
  { registry, auth, addressedOf }: ConnectionLookup,
): Promise<ConnectionSession | undefined> {
  const find = () => addressedOf(registry.connections());
  const isTenant = TENANT.test(url);
  const awaitsConfiguration =
    wanted === undefined ? isTenant && find().length === 0 : !registry.isKnown(wanted);
  if (awaitsConfiguration) await registry.settled();
  const addressed = find();
  const named = wanted === undefined ? undefined : registry.get(wanted);
  const connection = named ?? chooseOne(addressed);
  if (!connection) {
    const configuration = registry.configuration();
    if (isTenant && configuration.status === 'failed') throw configuration.error;
    if (isTenant && configuration.status === 'loading') throw notLoaded();
    return undefined;
  }
  const connectionSession = toConnectionSession(auth.connectionSession(connection.id));
  // The session's own connection may be older than what the registry says of that id by now.
  const isAddressed = addressedOf([connectionSession.connection]).length > 0;
  if (addressed.includes(connection) && isAddressed) return connectionSession;
  throw new QlikError(
    'connection-mismatch',
    `The request is for the connection "${connection.id}", and its address is not.`,
    {
      remedy: "Use an address below the connection's host, or name another connection.",
      connectionId: connection.id,
    },
  );
}

/** The error of a call to a tenant while nothing loads the configuration, as on a server. */
function notLoaded(): QlikError {
  return new QlikError(
    'config-unavailable',
    'The connections are not loaded, so the call has no credential.',
    {
      remedy: 'Call ConnectionRegistry.load() first. On a server, leave calls to Qlik to the browser.',
      isRetryable: true,
    },
  );
}

/** Ignores connections that make no calls, unless there are no others: the call then fails with the reason. */
function chooseOne(addressed: readonly QlikConnection[]): QlikConnection | undefined {
  const candidates = addressed.filter(({ auth: { type } }) => factsOfAuthType(type).credential !== 'runtime');
  if (candidates.length <= 1) return candidates[0] ?? addressed[0];
  const ids = candidates.map((each) => `"${each.id}"`).join(', ');
  throw new QlikError(
    'connection-ambiguous',
    `The connections ${ids} share an address, and the request names none.`,
    { remedy: 'Set QLIK_CONNECTION in its context.' },
  );
}

/**
 * Removes query parameters that the credential sets too: with two keys servers refuse the call or use either one.
 * @throws {QlikError} `calls-blocked` where the request asks for cookies, and the sign-in goes without
 */
export function withoutConflicts(
  request: HttpRequest<unknown>,
  { cookies, queryParams }: QlikCredential,
  { id, label }: QlikConnection,
): HttpRequest<unknown> {
  if (request.withCredentials && cookies === 'omit') {
    throw new QlikError('calls-blocked', `Calls to ${label} go without cookies.`, {
      remedy: 'Remove withCredentials from the request.',
      connectionId: id,
    });
  }
  let { url, params } = request;
  for (const name of Object.keys(queryParams)) {
    // Servers compare these names without case.
    url = url.replace(new RegExp(`(?<=[?&])${name}=[^&#]*&?`, 'gi'), '');
    for (const key of params.keys())
      if (key.toLowerCase() === name.toLowerCase()) params = params.delete(key);
  }
  return request.clone({ url, params });
}

/** The error of a call that the server sends to its sign-in page although the sign-in lasts. */
export function sentToSignInPage({ id }: QlikConnection): QlikError {
  return new QlikError('http-unexpected-answer', 'The server sent the call to its sign-in page.', {
    remedy: 'Sign out and in again.',
    variant: 'sign-in-page',
    connectionId: id,
  });
}

/** Qlik's errors are short. What is longer is a file, or a page of something in between, and not worth the memory. */
const LONGEST_BODY = 65_536;

/** The text of an error's body where the call was for bytes, as Angular leaves it: empty where it is too long for one of Qlik's. */
export function readErrorBody(body: Blob | ArrayBuffer): Promise<string> {
  const blob = body instanceof Blob ? body : new Blob([body]);
  return blob.size > LONGEST_BODY ? Promise.resolve('') : blob.text();
}

/**
 * Takes over what was answered before Angular, or sends the request where there is no answer. A refusal counts as well: after a 429 Qlik
 * wants to be left alone for a while.
 */
export function takeEarly(
  early: Promise<Response | undefined>,
  request: HttpRequest<unknown>,
  next: HttpHandlerFn,
): Observable<HttpEvent<unknown>> {
  return from(early.then((answer) => answer && readAnswer(answer, request))).pipe(
    switchMap((event) => {
      if (!event) return next(request);
      if (!(event instanceof HttpResponse)) return throwError(() => event);
      const sent: HttpEvent<unknown> = { type: HttpEventType.Sent };
      return of(sent, event);
    }),
  );
}

/** An answer as HttpClient reads it. A successful one that is no JSON is none: it is asked for again, and then reported. */
async function readAnswer(
  answer: Response,
  { urlWithParams: url }: HttpRequest<unknown>,
): Promise<HttpResponse<unknown> | HttpErrorResponse | undefined> {
  const { ok, status, statusText } = answer;
  // HTTP/2 has no words for a status.
  const common = { status, statusText: statusText || 'OK', url, headers: new HttpHeaders(answer.headers) };
  const text = await answer.text();
  let body: unknown = text === '' ? null : text;
  try {
    if (text !== '') body = JSON.parse(text);
  } catch {
    // A refusal may be a text.
    if (ok) return undefined;
  }
  return ok ? new HttpResponse({ ...common, body }) : new HttpErrorResponse({ ...common, error: body });
}
