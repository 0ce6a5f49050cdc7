import {
  type HttpEvent,
  type HttpHandlerFn,
  HttpHeaders,
  type HttpRequest,
  HttpResponse,
} from '@angular/common/http';
import { from, type Observable, of, switchMap } from 'rxjs';

/** What `qlik-early-start.js` began before Angular, each to be taken once. */
export interface EarlyStart {
  /** The file of the connections; `undefined` where another one was asked for, or it has been taken. */
  takeConnections(url: string): Promise<EarlyAnswer | undefined> | undefined;
  /** The answer to a GET with exactly this credential; `undefined` where none was begun. */
  takeAnswer(url: string, authorization: string): Promise<EarlyAnswer | undefined> | undefined;
}

/** An answer. There is none where the network failed, so that the library asks again. */
export interface EarlyAnswer {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** What was begun in this page; nothing without the script, and on a server. */
export function earlyStart(): Partial<EarlyStart> | undefined {
  return (globalThis as { readonly ngxQlikEarlyStart?: Partial<EarlyStart> }).ngxQlikEarlyStart;
}

/**
 * Sends a request, unless its answer is on the way already. An answer other than a successful one in JSON is not used: the request is sent,
 * and what it says is handled as always.
 */
export function sendOrTakeEarly(
  request: HttpRequest<unknown>,
  next: HttpHandlerFn,
): Observable<HttpEvent<unknown>> {
  const { method, responseType, reportProgress, urlWithParams: url, headers } = request;
  const early =
    method === 'GET' && responseType === 'json' && !reportProgress
      ? earlyStart()?.takeAnswer?.(url, headers.get('authorization') ?? '')
      : undefined;
  if (!early) return next(request);
  return from(early).pipe(
    switchMap((answer) => {
      if (answer?.status !== 200) return next(request);
      try {
        const { status, headers: received } = answer;
        return of(
          new HttpResponse({
            body: JSON.parse(answer.body) as unknown,
            status,
            url,
            headers: new HttpHeaders(received),
          }),
        );
      } catch {
        // Not JSON: what the server says to the request itself counts.
        return next(request);
      }
    }),
  );
}
