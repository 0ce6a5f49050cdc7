import { DOCUMENT } from '@angular/common';
import {
  HttpErrorResponse,
  type HttpInterceptorFn,
  type HttpRequest,
  HttpResponse,
} from '@angular/common/http';
import { inject } from '@angular/core';
import { ConnectionRegistry, findAddressed, QLIK_CONNECTION, redactUrl } from 'ngx-qlik';
import { tap } from 'rxjs';
import { ActivityLog } from './activity-log';

/** Adds every request to a connection to the {@link ActivityLog}: address, status, duration, and the kind of its credential. */
export const activityInterceptor: HttpInterceptorFn = (request, next) => {
  const addressed = findAddressed(
    request.url,
    inject(ConnectionRegistry).connections(),
    inject(DOCUMENT).baseURI,
  );
  const named = request.context.get(QLIK_CONNECTION);
  const connection = addressed.find((each) => named === undefined || each.id === named);
  if (!connection) return next(request);

  const log = inject(ActivityLog);
  const at = Date.now();
  const logResult = (status: number) =>
    log.add({
      kind: 'request',
      connectionId: connection.id,
      at,
      title: `${request.method} ${redactUrl(request.urlWithParams)}`,
      outcome: status >= 200 && status < 400 ? 'done' : 'failed',
      detail: `${status === 0 ? 'No answer' : `Status ${status}`} · ${describeCredential(request)}`,
      milliseconds: Date.now() - at,
    });
  return next(request).pipe(
    tap({
      next: (event) => {
        if (event instanceof HttpResponse) logResult(event.status);
      },
      error: (error: unknown) => logResult(error instanceof HttpErrorResponse ? error.status : 0),
    }),
  );
};

function describeCredential(request: HttpRequest<unknown>): string {
  const scheme = request.headers.get('Authorization')?.split(' ')[0];
  if (scheme !== undefined) return `Authorization: ${scheme} [redacted]`;
  return request.withCredentials ? 'with cookies' : 'without a credential';
}
