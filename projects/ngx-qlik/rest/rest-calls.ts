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
import { catchError, defer, map, type Observable, throwError } from 'rxjs';
import { toRestError, unexpectedAnswer } from './http-failure';
import { limitWaiting } from './limit-waiting';

/**
 * How long a REST call may take in milliseconds, a wait for its credential included; the pauses before it is made again, which others see
 * as `QlikSession.wait`, are not. Replace it to be more or less patient.
 */
export const QLIK_REST_TIME_LIMIT = new InjectionToken<number>(ngDevMode ? 'QLIK_REST_TIME_LIMIT' : '', {
  providedIn: 'root',
  factory: () => 60_000,
});

/** One call: what is asked for, and how its answer is told from something else. */
export interface RestQuestion<T> {
  /** The path of the API below the connection's host, without slashes at its ends. */
  readonly api: string;
  /** The segments below it, not yet encoded. */
  readonly path: readonly string[];
  readonly isExpected: (body: unknown) => body is T;
}

/** How the REST APIs of both platforms are called: by connection, within a time limit, failing with {@link QlikError} only. */
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

  /** Sends when subscribed to; fails with `http-unexpected-answer` for a body of another kind. */
  ask<T>(connectionId: string, { api, path, isExpected }: RestQuestion<T>): Observable<T> {
    return defer(() => {
      const connection = this.connection(connectionId);
      return this.get(connection, this.address(connection, api, path)).pipe(
        map((body) => {
          if (isExpected(body)) return body;
          throw unexpectedAnswer(connection);
        }),
      );
    });
  }

  /** The body found at an absolute address of a connection, not yet checked. */
  get(connection: QlikConnection, address: string): Observable<unknown> {
    const context = new HttpContext().set(QLIK_CONNECTION, connection.id);
    return this.http.get<unknown>(address, { context }).pipe(
      limitWaiting({
        limit: this.timeLimit,
        pausedUntil: () => untracked(this.auth.session(connection.id).wait)?.until ?? 0,
        error: () => timedOut(connection, this.timeLimit),
      }),
      catchError((thrown: unknown) => throwError(() => toRestError(thrown, connection))),
    );
  }

  /**
   * The absolute address of something in an API of a connection.
   * @throws {QlikError} `http-bad-request` for a segment that would change which address it is
   */
  address(connection: QlikConnection, api: string, path: readonly string[]): string {
    if (path.some((segment) => segment === '' || segment === '.' || segment === '..')) {
      // A browser would take such a segment out of the address, and ask for something else.
      throw new QlikError('http-bad-request', 'An id is missing, or is not one.', {
        remedy: 'Go back and choose again.',
        connectionId: connection.id,
      });
    }
    const host = new URL(connection.host, this.document.baseURI).href.replace(/\/+$/, '');
    return `${host}/${api}/${path.map(encodeURIComponent).join('/')}`;
  }

  /** Whether an address belongs to a connection, so that its credentials may go there. */
  isWithin(connection: QlikConnection, address: string): boolean {
    const addressed = findAddressed(address, this.registry.connections(), this.document.baseURI);
    return addressed.some((each) => each.id === connection.id);
  }
}

function timedOut(connection: QlikConnection, milliseconds: number): QlikError {
  return new QlikError(
    'http-unreachable',
    `${connection.label} did not answer within ${milliseconds / 1000} s.`,
    { remedy: 'Check the network and try again.', connectionId: connection.id, isRetryable: true },
  );
}
