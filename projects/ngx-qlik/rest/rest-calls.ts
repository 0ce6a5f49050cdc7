import { DOCUMENT } from '@angular/common';
import { HttpClient, HttpContext } from '@angular/common/http';
import { inject, Injectable, InjectionToken, untracked } from '@angular/core';
import {
  ConnectionRegistry,
  findAddressed,
  QLIK_CONNECTION,
  type QlikConnection,
  QlikAuthService,
  QlikError,
} from 'ngx-qlik';
import { catchError, defer, from, map, type Observable, switchMap, throwError } from 'rxjs';
import { isLoopbackFailure, toRestError, toRestErrorOfLoopback, unexpectedResponse } from './http-failure';
import { pausableTimeout } from './pausable-timeout';
import { wellFormed } from './query';

/**
 * Token for the time limit of a REST call in milliseconds, including the wait for its credential, without the pauses before retries (see
 * `QlikSession.wait`). Default: 60 s.
 */
export const QLIK_REST_TIME_LIMIT = new InjectionToken<number>(ngDevMode ? 'QLIK_REST_TIME_LIMIT' : '', {
  providedIn: 'root',
  factory: () => 60_000,
});

/** A REST call and the guard of its response. */
export interface RestRequest<T> {
  /** Path of the API below the connection's host, without leading and trailing slashes. */
  readonly api: string;
  /** Segments below the API, not encoded. */
  readonly path: readonly string[];
  readonly isExpected: (body: unknown) => body is T;
}

/** Calls the REST APIs of both platforms, by connection, with a time limit. Fails with {@link QlikError} only. */
@Injectable({ providedIn: 'root' })
export class RestCalls {
  private readonly http = inject(HttpClient);
  private readonly registry = inject(ConnectionRegistry);
  private readonly auth = inject(QlikAuthService);
  private readonly document = inject(DOCUMENT);
  private readonly timeLimit = inject(QLIK_REST_TIME_LIMIT);

  /** @throws {QlikError} `connection-unknown` */
  connection(connectionId: string): QlikConnection {
    return this.registry.get(connectionId);
  }

  /** Sends the request on subscription; fails with `http-unexpected-answer` for an unexpected body. */
  request<T>(connectionId: string, { api, path, isExpected }: RestRequest<T>): Observable<T> {
    return defer(() => {
      const connection = this.connection(connectionId);
      return this.get(connection, this.address(connection, api, path)).pipe(
        map((body) => {
          if (isExpected(body)) return body;
          throw unexpectedResponse(connection);
        }),
      );
    });
  }

  /** Returns the body at an absolute address of a connection, not validated. */
  get(connection: QlikConnection, address: string): Observable<unknown> {
    const context = new HttpContext().set(QLIK_CONNECTION, connection.id);
    return this.guarded(connection, this.http.get<unknown>(address, { context }));
  }

  /** Adds the time limit to a call, which fails with {@link QlikError} only. */
  guarded<T>(connection: QlikConnection, call: Observable<T>): Observable<T> {
    return call.pipe(
      pausableTimeout({
        limit: this.timeLimit,
        // The connection may have been removed meanwhile.
        pausedUntil: () =>
          (this.registry.isKnown(connection.id) &&
            untracked(this.auth.connectionSession(connection.id).wait)?.until) ||
          0,
        error: () => timedOut(connection, this.timeLimit),
      }),
      catchError((thrown: unknown) =>
        ngDevMode && isLoopbackFailure(thrown, connection)
          ? from(toRestErrorOfLoopback(thrown, connection)).pipe(
              switchMap((error) => throwError(() => error)),
            )
          : throwError(() => toRestError(thrown, connection)),
      ),
    );
  }

  /**
   * Returns the absolute address of a resource in an API of a connection.
   * @throws {QlikError} `http-bad-request` for a segment that is empty, dots, or cannot be encoded
   */
  address(connection: QlikConnection, api: string, path: readonly string[]): string {
    // A browser would remove dots and request another address.
    if (path.some((segment) => ['', '.', '..'].includes(segment) || segment !== wellFormed(segment))) {
      throw new QlikError('http-bad-request', 'An id is missing or invalid.', {
        remedy: 'Go back and choose again.',
        connectionId: connection.id,
      });
    }
    // The host of a connection has no slash at its end; the address of an origin gets one.
    const host = new URL(connection.host, this.document.baseURI).href.replace(/\/$/, '');
    return `${host}/${api}/${path.map(encodeURIComponent).join('/')}`;
  }

  /** Whether an address belongs to a connection, so that its credentials may be sent there. */
  isWithin(connection: QlikConnection, address: string): boolean {
    const addressed = findAddressed(address, this.registry.connections(), this.document.baseURI);
    return addressed.some((each) => each.id === connection.id);
  }
}

/** The error for a call without a response in time. */
function timedOut(connection: QlikConnection, milliseconds: number): QlikError {
  return new QlikError(
    'http-unreachable',
    `${connection.label} did not answer within ${milliseconds / 1000} s.`,
    {
      remedy: 'Check the network and try again.',
      connectionId: connection.id,
      isRetryable: true,
      variant: 'timeout',
      params: { limit: milliseconds / 1000 },
    },
  );
}
