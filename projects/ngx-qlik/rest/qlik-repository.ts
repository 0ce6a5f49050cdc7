import { inject, Injectable } from '@angular/core';
import { ɵnotSignedInError as notSignedInError } from 'ngx-qlik';
import { concatMap, type Observable, of, throwError } from 'rxjs';
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
 * The REST APIs of client-managed servers, by connection: the repository's (QRS) and the public part of the proxy's (QPS). Uses HttpClient,
 * so `qlikInterceptor` adds the credentials and the Xrfkey.
 *
 * Every method sends its request on subscription, cancels it on unsubscription, and fails with {@link QlikError} only, like `QlikRest`.
 * The repository returns complete lists, so there are no pages.
 *
 * @see Qlik's help, "Qlik Sense Repository Service API" and "Qlik Sense Proxy Service API"
 */
@Injectable({ providedIn: 'root' })
export class QlikRepository {
  private readonly calls = inject(RestCalls);

  /**
   * Returns the signed-in user of the proxy. Not available for `pfx`, which bypasses the proxy.
   * @throws {QlikError} `sign-in-required` when the proxy has no session
   */
  proxyUser(connectionId: string): Observable<ProxyUser> {
    const request = this.calls.request(connectionId, {
      api: 'qps',
      path: ['user'],
      isExpected: isProxyResponse,
    });
    return request.pipe(
      // The proxy answers without a session too, so an expired session is no refusal. A call that needs a session renews it.
      concatMap((answer) =>
        isProxyUser(answer) ? of(answer) : this.about(connectionId).pipe(concatMap(() => request)),
      ),
      concatMap((answer) =>
        isProxyUser(answer)
          ? of(answer)
          : throwError(() => notSignedInError({ status: 'signed-out' }, this.calls.connection(connectionId))),
      ),
    );
  }

  /** Returns information about the server: its build, and the type of the node. */
  about(connectionId: string): Observable<RepositoryAbout> {
    return this.calls.request(connectionId, { api: 'qrs', path: ['about'], isExpected: isRepositoryAbout });
  }

  /** Returns the apps that the user may see, published or their own, unsorted. */
  apps(connectionId: string): Observable<readonly RepositoryApp[]> {
    return this.calls.request(connectionId, { api: 'qrs', path: ['app', 'full'], isExpected: isAppList });
  }

  /** Returns one app. @throws {QlikError} `http-not-found`, also when the user may not see it */
  app(connectionId: string, appId: string): Observable<RepositoryApp> {
    return this.calls.request(connectionId, {
      api: 'qrs',
      path: ['app', appId],
      isExpected: isRepositoryApp,
    });
  }

  /** Returns the streams that the user may see, including those without apps, unsorted. */
  streams(connectionId: string): Observable<readonly RepositoryStream[]> {
    return this.calls.request(connectionId, {
      api: 'qrs',
      path: ['stream', 'full'],
      isExpected: isStreamList,
    });
  }
}
