import { DOCUMENT } from '@angular/common';
import {
  HttpContextToken,
  type HttpEvent,
  type HttpHandlerFn,
  type HttpInterceptorFn,
  type HttpRequest,
} from '@angular/common/http';
import { inject } from '@angular/core';
import { catchError, from, type Observable, switchMap, tap, throwError } from 'rxjs';
import type { ConnectionSession } from '../auth/connection-session';
import type { QlikCredential } from '../auth/credential';
import { QlikAuthService } from '../auth/qlik-auth-service';
import type { QlikConnection } from '../connections/connection';
import { ConnectionRegistry } from '../connections/connection-registry';
import { QlikError } from '../errors/qlik-error';
import { findAddressed } from './credential-scope';
import { isRefusal } from './refusal';

/** Names the connection of a request, for connections that share a host. It narrows the choice and never widens it. */
export const QLIK_CONNECTION = new HttpContextToken<string | undefined>(() => undefined);

/**
 * Adds the credentials of a connection to requests that are addressed to it, and to no others. After a refusal (401, or 403
 * for a stale CSRF token) the credential is renewed once and the request repeated once; a second refusal ends the session.
 *
 * Fails with {@link QlikError} when nobody is signed in, when the session ended, or when two connections share the address and
 * {@link QLIK_CONNECTION} does not say which is meant. Other errors pass as they are.
 */
export const qlikInterceptor: HttpInterceptorFn = (request, next) => {
  const connections = inject(ConnectionRegistry).connections();
  const addressed = findAddressed(request.url, connections, inject(DOCUMENT).baseURI);
  const connection = choose(addressed, request.context.get(QLIK_CONNECTION));
  if (!connection) return next(request);
  return send(request, next, inject(QlikAuthService).session(connection.id));
};

function choose(
  addressed: readonly QlikConnection[],
  wanted: string | undefined,
): QlikConnection | undefined {
  const candidates = wanted === undefined ? addressed : addressed.filter((each) => each.id === wanted);
  if (candidates.length <= 1) return candidates[0];
  const ids = candidates.map((each) => `"${each.id}"`).join(', ');
  throw new QlikError(
    'connection-ambiguous',
    `The connections ${ids} share this address, and the request names none of them.`,
    {
      remedy: 'Set QLIK_CONNECTION in the context of the request.',
    },
  );
}

function send(
  request: HttpRequest<unknown>,
  next: HttpHandlerFn,
  session: ConnectionSession,
): Observable<HttpEvent<unknown>> {
  return from(session.credential('rest')).pipe(
    switchMap((credential) => {
      const epoch = session.epoch();
      return attempt(request, next, session, { credential, epoch }).pipe(
        catchError((error: unknown) => {
          if (!isRefusal(error)) throw error;
          return from(session.renewAfterRefusal(credential, epoch)).pipe(
            switchMap((isRenewed) =>
              isRenewed
                ? repeat(request, next, session, epoch)
                : throwError(() => session.endOf(epoch) ?? error),
            ),
          );
        }),
      );
    }),
  );
}

function repeat(
  request: HttpRequest<unknown>,
  next: HttpHandlerFn,
  session: ConnectionSession,
  epoch: number,
): Observable<HttpEvent<unknown>> {
  return from(session.credential('rest')).pipe(
    switchMap((credential) => {
      session.requireEpoch(epoch);
      return attempt(request, next, session, { credential, epoch });
    }),
    catchError((error: unknown) => {
      throw isRefusal(error) ? session.endAfterRefusal(error.status, epoch) : error;
    }),
  );
}

/** Sends it once. What arrives after the sign-in ended belongs to a user who has gone, and is withheld from the next. */
function attempt(
  request: HttpRequest<unknown>,
  next: HttpHandlerFn,
  session: ConnectionSession,
  sentBy: { readonly credential: QlikCredential; readonly epoch: number },
): Observable<HttpEvent<unknown>> {
  return next(withCredential(request, sentBy.credential)).pipe(tap(() => session.requireEpoch(sentBy.epoch)));
}

function withCredential(request: HttpRequest<unknown>, credential: QlikCredential): HttpRequest<unknown> {
  return request.clone({
    setHeaders: { ...credential.headers },
    setParams: { ...credential.queryParams },
    withCredentials: credential.cookies === 'include',
  });
}
