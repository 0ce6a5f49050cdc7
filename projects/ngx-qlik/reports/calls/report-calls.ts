import { DOCUMENT } from '@angular/common';
import {
  HttpClient,
  HttpContext,
  HttpErrorResponse,
  HttpEventType,
  HttpResponse,
} from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { QLIK_CONNECTION, type QlikConnection } from 'ngx-qlik';
import {
  ɵforeignLink as foreignLink,
  ɵRestCalls as RestCalls,
  ɵunexpectedResponse as unexpectedResponse,
} from 'ngx-qlik/rest';
import { catchError, filter, from, map, type Observable, switchMap, throwError } from 'rxjs';

/** An answer with the part of its headers that is read. */
export interface ReportAnswer {
  readonly body: unknown;
  /** `Location`; undefined where the server does not let pages of other origins read it. */
  readonly location: string | undefined;
  readonly retryAfter: string | null;
}

/** A download under way: how far it is, and in the end the file. */
export type DownloadStep = { readonly progress?: number } | { readonly content: Blob };

/** Calls of exports, by connection: with the credentials of the connection, and to its own host only. Fails with {@link QlikError} only. */
@Injectable({ providedIn: 'root' })
export class ReportCalls {
  private readonly http = inject(HttpClient);
  private readonly calls = inject(RestCalls);
  private readonly document = inject(DOCUMENT);

  post(connection: QlikConnection, path: readonly string[], body: object): Observable<ReportAnswer> {
    const options = { context: contextOf(connection), observe: 'response' as const };
    const address = this.calls.address(connection, 'api/v1', path);
    return this.calls
      .guarded(connection, this.http.post<unknown>(address, body, options))
      .pipe(map(toAnswer));
  }

  get(connection: QlikConnection, path: readonly string[]): Observable<ReportAnswer> {
    const options = { context: contextOf(connection), observe: 'response' as const };
    const address = this.calls.address(connection, 'api/v1', path);
    return this.calls.guarded(connection, this.http.get<unknown>(address, options)).pipe(map(toAnswer));
  }

  /**
   * Downloads a file of the connection.
   * @param path below the connection's host, with its query
   */
  download(connection: QlikConnection, path: string): Observable<DownloadStep> {
    const address = this.addressOf(connection, path);
    const request = this.http.get(address, {
      context: contextOf(connection),
      responseType: 'blob',
      observe: 'events',
      reportProgress: true,
    });
    return this.calls.guarded(connection, request.pipe(catchError(readErrorBody))).pipe(
      map((event): DownloadStep | undefined => {
        if (event.type === HttpEventType.DownloadProgress)
          return event.total ? { progress: Math.min(1, event.loaded / event.total) } : {};
        if (!(event instanceof HttpResponse)) return undefined;
        // A sign-in page in place of the file.
        if (event.body === null || event.body.type.startsWith('text/html'))
          throw unexpectedResponse(connection);
        return { content: event.body };
      }),
      filter((step) => step !== undefined),
    );
  }

  /**
   * The engine names a file by a path without the prefix of the virtual proxy, or with it.
   * @throws {QlikError} `http-foreign-link`
   */
  private addressOf(connection: QlikConnection, path: string): string {
    const base = new URL(connection.host, this.document.baseURI).href.replace(/\/*$/, '/');
    const target = new URL(path, base);
    const isOwn = target.origin === new URL(base).origin && /^\/(?![/\\])/.test(path);
    const address = target.href.startsWith(base)
      ? target.href
      : `${base}${target.pathname.slice(1)}${target.search}`;
    if (isOwn && this.calls.isWithin(connection, address)) return address;
    throw foreignLink(connection, 'a file');
  }
}

function contextOf({ id }: QlikConnection): HttpContext {
  return new HttpContext().set(QLIK_CONNECTION, id);
}

function toAnswer({ body, headers }: HttpResponse<unknown>): ReportAnswer {
  return {
    body,
    location: headers.get('Location') ?? undefined,
    retryAfter: headers.get('Retry-After'),
  };
}

/** The error of a call for bytes has its body as bytes too. */
function readErrorBody(thrown: unknown): Observable<never> {
  const body: unknown = thrown instanceof HttpErrorResponse ? thrown.error : undefined;
  if (!(thrown instanceof HttpErrorResponse) || !(body instanceof Blob)) return throwError(() => thrown);
  const { headers, status, statusText, url } = thrown;
  return from(body.text()).pipe(
    map((text) => parsed(text)),
    switchMap((error) =>
      throwError(
        () => new HttpErrorResponse({ error, headers, status, statusText, ...(url !== null && { url }) }),
      ),
    ),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A body that is no JSON is read as text.
    return text;
  }
}
