import {
  HttpErrorResponse,
  type HttpEvent,
  type HttpHandlerFn,
  HttpHeaders,
  type HttpRequest,
  HttpResponse,
} from '@angular/common/http';
import { from, type Observable, of, switchMap } from 'rxjs';

/** What `qlik-early-start.js` began before Angular, each to be taken once. It resolves to `undefined` where the library has to ask itself. */
export interface EarlyStart {
  /** The file of the connections; `undefined` where another one was asked for, or it has been taken. */
  takeConnections(url: string): Promise<EarlyFile | undefined> | undefined;
  /** The answer to a GET for JSON with exactly this address and credential; `undefined` where none was begun. */
  takeAnswer(request: HttpRequest<unknown>): Promise<EarlyAnswer | undefined> | undefined;
}

/** A file that a server sent, or its refusal. */
export interface EarlyFile {
  readonly ok: boolean;
  readonly status: number;
  readonly body: string;
}

/** What a server said, read as HttpClient reads it. */
export interface EarlyAnswer {
  readonly ok: boolean;
  readonly status: number;
  readonly url: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** What was begun in this page; nothing without the script, and on a server. */
export function earlyStart(): Partial<EarlyStart> | undefined {
  return (globalThis as { readonly ngxQlikEarlyStart?: Partial<EarlyStart> }).ngxQlikEarlyStart;
}

/** Sends a request, unless its answer is on the way already. A refusal counts as well: after a 429 Qlik wants to be left alone for a while. */
export function sendOrTakeEarly(
  request: HttpRequest<unknown>,
  next: HttpHandlerFn,
): Observable<HttpEvent<unknown>> {
  const early = earlyStart()?.takeAnswer?.(request);
  if (!early) return next(request);
  return from(early).pipe(
    switchMap((answer) => {
      if (!answer) return next(request);
      const { ok, body } = answer;
      const common = { ...answer, headers: new HttpHeaders(answer.headers) };
      if (ok) return of(new HttpResponse({ ...common, body }));
      throw new HttpErrorResponse({ ...common, error: body });
    }),
  );
}
