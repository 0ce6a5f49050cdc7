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
  map,
  type Observable,
  of,
  switchMap,
  takeUntil,
  tap,
  throwError,
} from 'rxjs';
import type { QlikCredential } from '../auth/credential';
import { QlikAuthService } from '../auth/qlik-auth-service';
import type { QlikConnection } from '../connections/connection';
import { ConnectionRegistry } from '../connections/connection-registry';
import { QlikError } from '../errors/qlik-error';
import { loadRetries, mayPass } from '../retries/load-retries';
import { QLIK_RETRIES } from '../retries/retry-settings';
import { findAddressed } from './credential-scope';
import { hasLapsed, type HttpAnswer, isFromElsewhere, type SentCall, watchForLapse } from './lapse';
import { isRefusal } from './refusal';

/** Names the connection of a request, for connections that share a host. It narrows the choice and never widens it. */
export const QLIK_CONNECTION = new HttpContextToken<string | undefined>(() => undefined);

/**
 * Adds the credentials of a connection to requests that are addressed to it, and to no others. After a refusal (401, or 403
 * for a stale CSRF token; at a client-managed server also its sign-in page instead of an answer) the credential is renewed once and the
 * request repeated once; a second refusal ends the session. What failed for the moment is repeated after a pause, see docs/resilience.md.
 *
 * Fails with {@link QlikError} when nobody is signed in, when the session ended, or when two connections share the address and
 * {@link QLIK_CONNECTION} does not say which is meant. Other errors pass as they are.
 */
export const qlikInterceptor: HttpInterceptorFn = (request, next) => {
  const connections = inject(ConnectionRegistry).connections();
  const { baseURI: baseUri } = inject(DOCUMENT);
  const addressed = findAddressed(request.url, connections, baseUri);
  const connection = choose(addressed, request.context.get(QLIK_CONNECTION));
  if (!connection) return next(request);
  const session = inject(QlikAuthService).session(connection.id);
  const injector = inject(Injector);
  const isPatient = inject(QLIK_RETRIES).attempts > 1;
  return from(session.credential('rest')).pipe(
    switchMap((credential) => {
      if (credential.refusal) throw credential.refusal;
      const call: SentCall = { request, session, credential, epoch: session.epoch(), baseUri };
      const sent = send(call, next);
      if (!isPatient) return sent;
      return sent.pipe(
        catchError((thrown: unknown) => {
          if (!(thrown instanceof HttpErrorResponse && mayPass(thrown.status))) throw thrown;
          const isRepeatable = IDEMPOTENT.includes(request.method);
          return from(loadRetries(injector, thrown)).pipe(
            switchMap((turns) =>
              turns.repeat({ ...call, isRepeatable }, thrown, () => sendAgain(call, next)),
            ),
          );
        }),
      );
    }),
  );
};

/** RFC 9110, section 9.2.2. */
const IDEMPOTENT: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];

function choose(
  addressed: readonly QlikConnection[],
  wanted: string | undefined,
): QlikConnection | undefined {
  const candidates = wanted === undefined ? addressed : addressed.filter((each) => each.id === wanted);
  if (candidates.length <= 1) return candidates[0];
  const ids = candidates.map((each) => `"${each.id}"`).join(', ');
  throw new QlikError(
    'connection-ambiguous',
    `The connections ${ids} share an address, and the request names none.`,
    {
      remedy: 'Set QLIK_CONNECTION in its context.',
    },
  );
}

/** A call was refused for its credential. @param answer where it was the server that said so */
class Refused extends Error {
  constructor(readonly answer?: HttpErrorResponse) {
    super();
  }
}

/** Sends it, and once more with a new credential where it was refused. */
function send(call: SentCall, next: HttpHandlerFn): Observable<HttpEvent<unknown>> {
  const { session, credential, epoch } = call;
  return attempt(call, next).pipe(
    catchError((thrown: unknown) => {
      if (!(thrown instanceof Refused)) throw thrown;
      return from(session.renewAfterRefusal(credential, epoch)).pipe(
        switchMap((isRenewed) => {
          if (isRenewed) return repeat(call, next);
          throw session.endOf(epoch) ?? refusalOf(call, thrown);
        }),
      );
    }),
  );
}

function repeat(call: SentCall, next: HttpHandlerFn): Observable<HttpEvent<unknown>> {
  return withCurrentCredential(call, (renewed) => attempt(renewed, next)).pipe(
    catchError((thrown: unknown) => {
      if (!(thrown instanceof Refused)) throw thrown;
      return from(call.session.endAfterRefusal(thrown.answer?.status, call.epoch)).pipe(
        map((end) => {
          throw end ?? refusalOf(call, thrown);
        }),
      );
    }),
  );
}

/** Of a call that this endpoint alone refuses, while Qlik accepts the sign-in. */
function refusalOf({ session }: SentCall, { answer }: Refused): Error {
  return (
    answer ??
    new QlikError('http-unexpected-answer', 'The server sent the call to its sign-in page.', {
      remedy: 'Check that the user may do this; if so, sign out and in again.',
      connectionId: session.connection.id,
    })
  );
}

/** After a pause, in which the credential may have been renewed for others. */
function sendAgain(call: SentCall, next: HttpHandlerFn): Observable<HttpEvent<unknown>> {
  return withCurrentCredential(call, (current) => send(current, next));
}

function withCurrentCredential(
  call: SentCall,
  use: (call: SentCall) => Observable<HttpEvent<unknown>>,
): Observable<HttpEvent<unknown>> {
  const { session, epoch } = call;
  return from(session.credential('rest')).pipe(
    switchMap((credential) => {
      session.requireEpoch(epoch);
      return use({ ...call, credential });
    }),
  );
}

/**
 * Sends it once. What arrives after the sign-in ended belongs to a user who has gone, and is withheld from the next.
 * Fails with {@link Refused} where a new credential may help.
 */
function attempt(call: SentCall, next: HttpHandlerFn): Observable<HttpEvent<unknown>> {
  const { request, session, credential, epoch } = call;
  return next(withCredential(request, credential)).pipe(
    tap(() => session.requireEpoch(epoch)),
    catchError((thrown: unknown) => {
      if (isRefusal(thrown)) throw new Refused(thrown);
      if (thrown instanceof HttpErrorResponse && isFromElsewhere(call, thrown)) return judge(call, thrown);
      throw thrown;
    }),
    concatMap((event) => {
      if (!(event instanceof HttpResponse)) return of(event);
      if (isFromElsewhere(call, event)) return judge(call, event);
      session.noteAnswer();
      return of(event);
    }),
    takeUntil(
      watchForLapse(call).pipe(
        tap(() => {
          throw new Refused();
        }),
      ),
    ),
  );
}

/** Lets pass what is the call's own answer, and takes for a refusal what an ended session leads to. */
function judge(call: SentCall, answer: HttpAnswer): Observable<HttpEvent<unknown>> {
  return from(hasLapsed(call)).pipe(
    switchMap((isLapsed) => {
      if (isLapsed) throw new Refused();
      return answer instanceof HttpResponse ? of(answer) : throwError(() => answer);
    }),
  );
}

function withCredential(request: HttpRequest<unknown>, credential: QlikCredential): HttpRequest<unknown> {
  return request.clone({
    setHeaders: { ...credential.headers },
    setParams: { ...credential.queryParams },
    withCredentials: credential.cookies === 'include',
  });
}
