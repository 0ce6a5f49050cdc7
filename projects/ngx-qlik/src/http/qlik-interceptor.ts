import { DOCUMENT } from '@angular/common';
import {
  HttpContextToken,
  HttpErrorResponse,
  type HttpEvent,
  type HttpHandlerFn,
  type HttpInterceptorFn,
  type HttpRequest,
  HttpResponse,
} from '@angular/common/http';
import { inject, Injector } from '@angular/core';
import {
  catchError,
  concatMap,
  from,
  type Observable,
  of,
  switchMap,
  takeUntil,
  tap,
  throwError,
} from 'rxjs';
import type { ConnectionSession } from '../auth/connection-session';
import type { QlikCredential } from '../auth/strategy';
import { QlikAuthService, toConnectionSession } from '../auth/qlik-auth-service';
import type { QlikConnection } from '../connections/connection';
import { ConnectionRegistry } from '../auth/connection-registry';
import { loadPart } from '../errors/load-part';
import { loadRetries, isTransient } from '../retries/load-retries';
import { QLIK_RETRIES } from '../retries/retry-settings';
import { findAddressed } from './credential-scope';
import { earlyStart } from './early-start';
import {
  isSessionExpired,
  type HttpAnswer,
  isRedirected,
  type SentCall,
  detectExpiry,
} from './session-expiry';

/**
 * Names the connection of a request: where connections share a host, and so that the request fails rather than go without a credential. It
 * never widens what the connection's credentials are sent to.
 */
export const QLIK_CONNECTION = new HttpContextToken<string | undefined>(() => undefined);

/**
 * Leaves a request as it is: no credential, no renewal after a refusal, no repetition. For what a connection's server gives to all, and for
 * requests that have a credential of their own. Cookies travel as the browser decides, to the origin of the page for example.
 */
export const QLIK_NO_CREDENTIAL = new HttpContextToken<boolean>(() => false);

/**
 * Adds the credentials of a connection to requests that are addressed to it, and to no others. After a refusal (401, or 403
 * for a stale CSRF token; at a client-managed server also its sign-in page instead of an answer) the credential is renewed once and the
 * request repeated once; after a second refusal the session ends, unless Qlik still knows the user. What failed for the moment is repeated after a
 * pause, see docs/resilience.md.
 *
 * Requests with {@link QLIK_NO_CREDENTIAL} pass as they are.
 *
 * Requests that name a connection, or go to a tenant of Qlik Cloud, wait for the configuration while it is loaded for the first time, and
 * fail with its error. Whether others are meant for Qlik is not known before that: they pass, without a credential.
 *
 * Fails with `QlikError` when no user is signed in, when the session ended, when two connections share the address and
 * {@link QLIK_CONNECTION} does not say which is meant, when the one that it names does not exist or is elsewhere, and when
 * `withCredentials` is asked for and the sign-in goes without cookies. Other errors pass as they are.
 */
export const qlikInterceptor: HttpInterceptorFn = (request, next) => {
  if (request.context.get(QLIK_NO_CREDENTIAL)) return next(request);
  const injector = inject(Injector);
  const registry = inject(ConnectionRegistry);
  const { baseURI: baseUri } = inject(DOCUMENT);
  const { url } = request;
  const wanted = request.context.get(QLIK_CONNECTION);
  const addressedOf = (connections: readonly QlikConnection[]) => findAddressed(url, connections, baseUri);
  const addressed = addressedOf(registry.connections());
  const send = (connectionSession: ConnectionSession) =>
    sendTo(connectionSession, { request, next, injector, baseUri });
  // Requests to Qlik Cloud that match no connection are handled below.
  if (wanted === undefined && !addressed.length && !/\.qlikcloud/i.test(url)) return next(request);
  const auth = injector.get(QlikAuthService);
  const [found, another] = addressed.filter(({ id }) => id === (wanted ?? id));
  if (found && !another) {
    const connectionSession = toConnectionSession(auth.connectionSession(found.id));
    // What counts is where the session's own connection leads, which may be older than the registry's.
    if (connectionSession.connection.host === found.host) return send(connectionSession);
  }
  return from(unusualRequests()).pipe(
    switchMap(({ findSession }) => findSession({ url, wanted }, { registry, auth, addressedOf })),
    switchMap((connectionSession) => (connectionSession ? send(connectionSession) : next(request))),
  );
};

/** Handling that few requests need. */
const unusualRequests = () => loadPart(() => import('./unusual-requests'));

/** What a request is sent with. */
interface Sending {
  readonly request: HttpRequest<unknown>;
  readonly next: HttpHandlerFn;
  readonly injector: Injector;
  readonly baseUri: string;
}

function sendTo(
  connectionSession: ConnectionSession,
  { request, next, injector, baseUri }: Sending,
): Observable<HttpEvent<unknown>> {
  const hasRetries = injector.get(QLIK_RETRIES).attempts > 1;
  return from(prepare(request, connectionSession, baseUri)).pipe(
    switchMap((call) => {
      const sent = send(call, next);
      if (!hasRetries) return sent;
      return sent.pipe(
        catchError((thrown: unknown) => {
          if (!(thrown instanceof HttpErrorResponse && isTransient(thrown.status))) throw thrown;
          const isRepeatable = IDEMPOTENT.includes(request.method);
          return from(loadRetries(injector, thrown)).pipe(
            switchMap((queue) =>
              queue.repeat({ ...call, isRepeatable }, thrown, () => sendAgain(call, next)),
            ),
          );
        }),
      );
    }),
  );
}

async function prepare(
  request: HttpRequest<unknown>,
  connectionSession: ConnectionSession,
  baseUri: string,
): Promise<SentCall> {
  const { awaitsRenewal } = connectionSession;
  const credential = await connectionSession.credential('rest');
  if (credential.refusal) throw credential.refusal;
  const epoch = connectionSession.epoch();
  const call = { request, connectionSession, credential, epoch, baseUri, hasAwaitedRenewal: awaitsRenewal };
  // Query parameters of this library's sign-ins.
  const mayConflict = /xrfkey|integration-id/i.test(request.urlWithParams);
  if (!mayConflict && !(request.withCredentials && credential.cookies === 'omit')) return call;
  const { withoutConflicts } = await unusualRequests();
  return { ...call, request: withoutConflicts(request, credential, connectionSession.connection) };
}

/** RFC 9110, section 9.2.2. */
const IDEMPOTENT: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];

/** A call was refused because of its credential. @param answer the server's response, where there is one */
class Refused extends Error {
  constructor(readonly answer?: HttpErrorResponse) {
    super();
  }
}

/** Sends it, and once more with a new credential where it was refused. */
function send(call: SentCall, next: HttpHandlerFn): Observable<HttpEvent<unknown>> {
  const { connectionSession, credential, epoch } = call;
  return attempt(call, next).pipe(
    catchError((thrown: unknown) => {
      if (!(thrown instanceof Refused)) throw thrown;
      // Such a call is like one that is repeated: where Qlik accepts the new credential nowhere, another one would not help.
      const isAccepted =
        call.hasAwaitedRenewal && thrown.answer?.status === 401
          ? connectionSession.isRenewalAccepted(epoch)
          : Promise.resolve(true);
      const renewed = isAccepted.then((is) => is && connectionSession.renewAfterRefusal(credential, epoch));
      return from(renewed).pipe(
        switchMap((isRenewed) =>
          isRenewed ? repeat(call, next) : failRefused(call, thrown, connectionSession.endOf(epoch)),
        ),
      );
    }),
  );
}

function repeat(call: SentCall, next: HttpHandlerFn): Observable<HttpEvent<unknown>> {
  return withCurrentCredential(call, (renewed) => attempt(renewed, next)).pipe(
    catchError((thrown: unknown) => {
      if (!(thrown instanceof Refused)) throw thrown;
      return call.connectionSession
        .endAfterRefusal(thrown.answer?.status, call.epoch)
        .then((end) => failRefused(call, thrown, end));
    }),
  );
}

/** Fails with the reason why the sign-in ended, or where this endpoint alone refuses the call, with its answer. */
async function failRefused(
  { connectionSession }: SentCall,
  { answer }: Refused,
  end: Error | undefined,
): Promise<never> {
  const error: Error =
    end ?? answer ?? (await unusualRequests()).sentToSignInPage(connectionSession.connection);
  throw error;
}

/** After a pause, in which the credential may have been renewed for others. */
function sendAgain(call: SentCall, next: HttpHandlerFn): Observable<HttpEvent<unknown>> {
  return withCurrentCredential(call, (current) => send(current, next));
}

function withCurrentCredential(
  call: SentCall,
  use: (call: SentCall) => Observable<HttpEvent<unknown>>,
): Observable<HttpEvent<unknown>> {
  const { awaitsRenewal: hasAwaitedRenewal } = call.connectionSession;
  return from(call.connectionSession.credential('rest')).pipe(
    switchMap((credential) => use({ ...call, credential, hasAwaitedRenewal })),
  );
}

/**
 * Sends it once. A response after the end of the sign-in belongs to the previous user and is withheld.
 * Fails with {@link Refused} where a new credential may help.
 */
function attempt(call: SentCall, next: HttpHandlerFn): Observable<HttpEvent<unknown>> {
  const { request, connectionSession, credential, epoch } = call;
  // A sign-out may come between the credential and the call.
  connectionSession.requireSignedIn(epoch);
  const authenticated = withCredential(request, credential);
  const early = earlyStart()?.(connectionSession.connection.id, authenticated);
  const sent = early
    ? from(unusualRequests()).pipe(switchMap(({ takeEarly }) => takeEarly(early, authenticated, next)))
    : next(authenticated);
  return sent.pipe(
    tap(() => connectionSession.requireEpoch(epoch)),
    catchError((thrown: unknown) => {
      if (!(thrown instanceof HttpErrorResponse)) throw thrown;
      const { status } = thrown;
      const error: unknown = thrown.error;
      const classify = (body: unknown) => {
        if (isRefusal(thrown, body)) throw new Refused(thrown);
        if (isRedirected(call, thrown)) return checkExpiry(call, thrown);
        return throwError(() => thrown);
      };
      if (status !== 403 || !(error instanceof Blob || error instanceof ArrayBuffer)) return classify(error);
      // A body that cannot be read passes unchanged.
      const read = unusualRequests()
        .then(({ readErrorBody }) => readErrorBody(error))
        .catch(() => '');
      return from(read).pipe(switchMap(classify));
    }),
    concatMap((event) => {
      if (!(event instanceof HttpResponse)) return of(event);
      if (isRedirected(call, event)) return checkExpiry(call, event);
      connectionSession.markAnswered();
      return of(event);
    }),
    takeUntil(
      detectExpiry(call).pipe(
        tap(() => {
          throw new Refused();
        }),
      ),
    ),
  );
}

/** Passes the call's own answer, and fails with {@link Refused} where the session expired. */
function checkExpiry(call: SentCall, answer: HttpAnswer): Observable<HttpEvent<unknown>> {
  return from(isSessionExpired(call)).pipe(
    switchMap((isExpired) => {
      if (isExpired) throw new Refused();
      return answer instanceof HttpResponse ? of(answer) : throwError(() => answer);
    }),
  );
}

/** Adds the credential. Conflicting values of the request were removed before. */
function withCredential(request: HttpRequest<unknown>, credential: QlikCredential): HttpRequest<unknown> {
  return request.clone({
    setHeaders: { ...credential.headers },
    setParams: { ...credential.queryParams },
    withCredentials: request.withCredentials || credential.cookies === 'include',
  });
}

/**
 * What Qlik Cloud says of a CSRF token that is missing or stale: a `code`, of the body or in its list `errors`. Read in `@qlik/api` 2.19, which
 * repeats such calls as well.
 */
const STALE_CSRF_TOKEN = '"CSRF-TOKEN-2"';

/**
 * Whether a call failed for its credential, so that a new one may help: 401, or 403 for the CSRF token of a session.
 * @param body what Angular has made of it, a value of JSON or a text; of calls for bytes it has to be read first
 */
export function isRefusal({ status }: HttpErrorResponse, body: unknown): boolean {
  if (status !== 403) return status === 401;
  const text = typeof body === 'string' ? body : (JSON.stringify(body) as string | undefined);
  return text?.includes(STALE_CSRF_TOKEN) ?? false;
}
