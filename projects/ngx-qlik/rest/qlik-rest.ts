import { inject, Injectable } from '@angular/core';
import { type QlikConnection, QlikError } from 'ngx-qlik';
import { defer, EMPTY, map, type Observable, throwError } from 'rxjs';
import { unexpectedResponse } from './http-failure';
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
 * The REST API of Qlik Cloud, by connection. It goes through HttpClient, so `qlikInterceptor` adds the credentials and an
 * application's own interceptors see the calls.
 *
 * Every method sends when subscribed to, gives up when unsubscribed from, and fails with {@link QlikError} only: `connection-unknown`,
 * `sign-in-required`, `credential-refused`, `credential-expired`, or one of `http-*` with Qlik's own words in its message.
 *
 * @see https://qlik.dev/apis/rest
 */
@Injectable({ providedIn: 'root' })
export class QlikRest {
  private readonly calls = inject(RestCalls);

  /** The spaces that the user may see; the personal space is not among them. */
  spaces(connectionId: string, query: SpacesQuery = {}): Observable<Page<Space>> {
    return this.list(connectionId, ['spaces'], query, isSpace);
  }

  /** One space. @throws {QlikError} `http-not-found` also where the user may not see it */
  space(connectionId: string, spaceId: string): Observable<Space> {
    return this.one(connectionId, ['spaces', spaceId], isSpace);
  }

  /** Who has which roles in a space; its owner is not among them. */
  spaceAssignments(
    connectionId: string,
    spaceId: string,
    query: AssignmentsQuery = {},
  ): Observable<Page<Assignment>> {
    return this.list(connectionId, ['spaces', spaceId, 'assignments'], query, isAssignment);
  }

  /** The tenant's catalogue; `resourceType: 'app'` is the list of apps, `spaceId: 'personal'` the user's own. */
  items(connectionId: string, query: ItemsQuery = {}): Observable<Page<Item>> {
    return this.list(connectionId, ['items'], query, isItem);
  }

  /** The user who is signed in. */
  currentUser(connectionId: string): Observable<User> {
    return this.one(connectionId, ['users', 'me'], isUser);
  }

  /** The users of the tenant, as far as this user may see them. */
  users(connectionId: string, query: UsersQuery = {}): Observable<Page<User>> {
    return this.list(connectionId, ['users'], query, isUser);
  }

  /** The tenant that the user is signed in to. */
  tenant(connectionId: string): Observable<Tenant> {
    return this.one(connectionId, ['tenants', 'me'], isTenant);
  }

  /** An app's description, without opening it. */
  app(connectionId: string, appId: string): Observable<AppInfo> {
    return this.one(connectionId, ['apps', appId], isAppInfo);
  }

  /**
   * The page after this one; completes without a value after the last.
   * @throws {QlikError} `http-foreign-link` when the server's link leaves the connection; nothing was sent then
   */
  nextPage<T>(page: Page<T>): Observable<Page<T>> {
    return this.follow(page, 'next');
  }

  /** The page before this one; as {@link nextPage}. */
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
      if (!this.calls.isWithin(connection, address)) return throwError(() => foreignLink(connection));
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

function foreignLink(connection: QlikConnection): QlikError {
  return new QlikError(
    'http-foreign-link',
    `${connection.label} names a next page that is not on its own host; it was not followed.`,
    {
      remedy:
        'A proxy in front of the server has to rewrite the links in its answers; tell the administrator.',
      connectionId: connection.id,
    },
  );
}
