import { inject, Injectable } from '@angular/core';
import type { QlikConnection } from 'ngx-qlik';
import { defer, EMPTY, map, type Observable, throwError } from 'rxjs';
import { foreignLink, unexpectedResponse } from './http-failure';
import { type Page, PAGE_LINKS, readPage } from './page';
import {
  type AssignmentsQuery,
  type ItemsQuery,
  type SpacesQuery,
  toQueryText,
  type UsersQuery,
} from './query';
import {
  type AppInfo,
  type Assignment,
  isAppInfo,
  isAssignment,
  isItem,
  isSpace,
  isTenant,
  isUser,
  type Item,
  type Space,
  type Tenant,
  type User,
} from './resources';
import { RestCalls } from './rest-calls';

const API = 'api/v1';

/**
 * The REST API of Qlik Cloud, by connection. Uses HttpClient, so `qlikInterceptor` adds the credentials and the application's interceptors
 * see the calls.
 *
 * Every method sends its request on subscription, cancels it on unsubscription, and fails with {@link QlikError} only:
 * `connection-unknown`, `sign-in-required`, `credential-refused`, `credential-expired`, or one of `http-*` with Qlik's error text in its
 * message.
 *
 * @see https://qlik.dev/apis/rest
 */
@Injectable({ providedIn: 'root' })
export class QlikRest {
  private readonly calls = inject(RestCalls);

  /** Returns the spaces that the user may see, without the personal space. */
  spaces(connectionId: string, query: SpacesQuery = {}): Observable<Page<Space>> {
    return this.list(connectionId, ['spaces'], query, isSpace);
  }

  /** Returns one space. @throws {QlikError} `http-not-found`, also when the user may not see it */
  space(connectionId: string, spaceId: string): Observable<Space> {
    return this.one(connectionId, ['spaces', spaceId], isSpace);
  }

  /** Returns the role assignments of a space, without its owner. */
  spaceAssignments(
    connectionId: string,
    spaceId: string,
    query: AssignmentsQuery = {},
  ): Observable<Page<Assignment>> {
    return this.list(connectionId, ['spaces', spaceId, 'assignments'], query, isAssignment);
  }

  /** Returns items of the tenant's catalog; `resourceType: 'app'` lists apps, `spaceId: 'personal'` the personal space. */
  items(connectionId: string, query: ItemsQuery = {}): Observable<Page<Item>> {
    return this.list(connectionId, ['items'], query, isItem);
  }

  /** Returns the signed-in user. */
  currentUser(connectionId: string): Observable<User> {
    return this.one(connectionId, ['users', 'me'], isUser);
  }

  /** Returns the users of the tenant that this user may see. */
  users(connectionId: string, query: UsersQuery = {}): Observable<Page<User>> {
    return this.list(connectionId, ['users'], query, isUser);
  }

  /** Returns the tenant of the connection. */
  tenant(connectionId: string): Observable<Tenant> {
    return this.one(connectionId, ['tenants', 'me'], isTenant);
  }

  /** Returns an app's metadata, without opening it. */
  app(connectionId: string, appId: string): Observable<AppInfo> {
    return this.one(connectionId, ['apps', appId], isAppInfo);
  }

  /**
   * Returns the next page; completes without a value after the last.
   * @throws {QlikError} `http-foreign-link` when the server's link is outside the connection; no request is sent then
   */
  nextPage<T>(page: Page<T>): Observable<Page<T>> {
    return this.follow(page, 'next');
  }

  /** Returns the previous page, like {@link nextPage}. */
  previousPage<T>(page: Page<T>): Observable<Page<T>> {
    return this.follow(page, 'previous');
  }

  private one<T>(
    connectionId: string,
    path: readonly string[],
    isExpected: (candidate: unknown) => candidate is T,
  ): Observable<T> {
    return this.calls.request(connectionId, { api: API, path, isExpected });
  }

  private list<T>(
    connectionId: string,
    path: readonly string[],
    query: object,
    isEntry: (candidate: unknown) => candidate is T,
  ): Observable<Page<T>> {
    return defer(() => {
      const connection = this.calls.connection(connectionId);
      return this.page(connection, this.calls.address(connection, API, path) + toQueryText(query), isEntry);
    });
  }

  private follow<T>(page: Page<T>, direction: 'next' | 'previous'): Observable<Page<T>> {
    return defer(() => {
      const links = page[PAGE_LINKS];
      const address = links?.[direction];
      if (!links || address === undefined) return EMPTY;
      const connection = this.calls.connection(page.connectionId);
      if (!this.calls.isWithin(connection, address))
        return throwError(() => foreignLink(connection, 'a next page'));
      return this.page(connection, address, links.isItem);
    });
  }

  private page<T>(
    connection: QlikConnection,
    address: string,
    isEntry: (candidate: unknown) => candidate is T,
  ): Observable<Page<T>> {
    return this.calls.get(connection, address).pipe(
      map((body) => {
        const page = readPage(body, address, connection.id, isEntry);
        if (page) return page;
        throw unexpectedResponse(connection);
      }),
    );
  }
}
