import { inject, Injectable } from '@angular/core';
import { type QlikConnection, QlikError } from 'ngx-qlik';
import { concatMap, map, type Observable, of } from 'rxjs';
import {
  isAppList,
  isProxyResponse,
  isProxyUser,
  isRepositoryAbout,
  isRepositoryApp,
  isStreamList,
  type ProxyUser,
  type RepositoryAbout,
  type RepositoryApp,
  type RepositoryStream,
} from './repository-resources';
import { RestCalls } from './rest-calls';

/**
 * The REST APIs of client-managed servers, by connection: the repository's (QRS) and the part of the proxy's (QPS) that is for everybody.
 * It goes through HttpClient, so `qlikInterceptor` adds the credentials and the Xrfkey.
 *
 * Every method sends when subscribed to, gives up when unsubscribed from, and fails with {@link QlikError} only, as `QlikRest` does.
 * The repository hands out its lists whole, so there are no pages.
 *
 * @see Qlik's help, "Qlik Sense Repository Service API" and "Qlik Sense Proxy Service API"
 */
@Injectable({ providedIn: 'root' })
export class QlikRepository {
  private readonly calls = inject(RestCalls);

  /**
   * The user who is signed in, as the proxy knows them. Connections with `pfx` go around the proxy and have no answer.
   * @throws {QlikError} `sign-in-required` when the proxy knows nobody
   */
  proxyUser(connectionId: string): Observable<ProxyUser> {
    const request = this.calls.request(connectionId, {
      api: 'qps',
      path: ['user'],
      isExpected: isProxyResponse,
    });
    return request.pipe(
      // The proxy tells this to everybody, so a session that has ended is no refusal. A call that needs one brings it back.
      concatMap((answer) =>
        isProxyUser(answer) ? of(answer) : this.about(connectionId).pipe(concatMap(() => request)),
      ),
      map((answer) => {
        if (isProxyUser(answer)) return answer;
        throw signInRequired(this.calls.connection(connectionId));
      }),
    );
  }

  /** The server itself: its build, and what kind of node answers. */
  about(connectionId: string): Observable<RepositoryAbout> {
    return this.calls.request(connectionId, { api: 'qrs', path: ['about'], isExpected: isRepositoryAbout });
  }

  /** The apps that the user may see, published or their own, in no order. */
  apps(connectionId: string): Observable<readonly RepositoryApp[]> {
    return this.calls.request(connectionId, { api: 'qrs', path: ['app', 'full'], isExpected: isAppList });
  }

  /** One app. @throws {QlikError} `http-not-found` also where the user may not see it */
  app(connectionId: string, appId: string): Observable<RepositoryApp> {
    return this.calls.request(connectionId, {
      api: 'qrs',
      path: ['app', appId],
      isExpected: isRepositoryApp,
    });
  }

  /** The streams that the user may see, also those without apps, in no order. */
  streams(connectionId: string): Observable<readonly RepositoryStream[]> {
    return this.calls.request(connectionId, {
      api: 'qrs',
      path: ['stream', 'full'],
      isExpected: isStreamList,
    });
  }
}

function signInRequired({ id, label }: QlikConnection): QlikError {
  return new QlikError('sign-in-required', `Nobody is signed in to ${label}.`, {
    remedy: 'Sign in and try again.',
    connectionId: id,
  });
}
