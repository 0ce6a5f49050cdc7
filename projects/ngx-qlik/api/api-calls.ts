import { HttpClient, HttpContext } from '@angular/common/http';
import { type Injector, untracked } from '@angular/core';
import {
  ConnectionRegistry,
  type ConnectionId,
  QLIK_CONNECTION,
  type QlikConnection,
  QlikAuthService,
  QlikError,
  type ɵConnectionSession as ConnectionSession,
  ɵtoConnectionSession as toConnectionSession,
} from 'ngx-qlik';
import {
  ɵforeignLink as foreignLink,
  ɵRestCalls as RestCalls,
  ɵtoQueryText as toQueryText,
  ɵunexpectedResponse as unexpectedResponse,
} from 'ngx-qlik/rest';
import { defer, finalize, map, type Observable, tap } from 'rxjs';
import type { ApiCallOptions } from './api-functions';
import { valueOf } from './cancellation';
import { KeptAnswers } from './kept-answers';
import type { ApiRequest } from './operations';
import type { ListPage } from './pages';

const API = 'api/v1';

/** What was sent for an answer, so that its next page is asked for in the same way. */
interface SentRequest {
  readonly method: string;
  readonly address: string;
  readonly body: unknown;
}

/** Where an answer came from. What follows on it belongs to the same sign-in. */
interface Origin extends SentRequest {
  readonly connectionId: ConnectionId;
  readonly epoch: number;
}

const ORIGINS = new WeakMap<object, Origin>();

/** Which connection is called: its id, or a function that returns it. Default: the only one there is. */
export type ConnectionChoice = string | (() => string) | undefined;

/** Calls Qlik Cloud's API through HttpClient, so that `qlikInterceptor` adds the credentials. Fails with {@link QlikError} only. */
export class ApiCalls {
  private readonly http: HttpClient;
  private readonly registry: ConnectionRegistry;
  private readonly auth: QlikAuthService;
  private readonly kept: KeptAnswers;
  readonly rest: RestCalls;

  /** @param injector of a part of the page, which may have connections of its own */
  constructor(
    readonly injector: Injector,
    private readonly choice: ConnectionChoice,
  ) {
    this.http = injector.get(HttpClient);
    this.registry = injector.get(ConnectionRegistry);
    this.auth = injector.get(QlikAuthService);
    this.kept = injector.get(KeptAnswers);
    this.rest = injector.get(RestCalls);
  }

  /** Returns these calls at the connection of the first of them, whatever is chosen later. */
  pinned(): ApiCalls {
    let chosen: string | undefined;
    const choice = () => (chosen ??= this.connectionId());
    // Not by the constructor: the injector may be destroyed by now.
    const pinned: object = Object.assign(Object.create(ApiCalls.prototype) as object, this, { choice });
    return pinned as ApiCalls;
  }

  /** Returns the id of the connection. Reactive. @throws {QlikError} `connection-unknown` when none is named and there are several */
  connectionId(): string {
    if (this.choice !== undefined) return typeof this.choice === 'string' ? this.choice : this.choice();
    const [only, another] = this.registry.connections();
    if (only && !another) return only.id;
    throw new QlikError('connection-unknown', 'The call names no connection, and there is not exactly one.', {
      remedy: 'Name the connection, or add provideConnectionScope(id) to the providers around it.',
    });
  }

  /** Whether the configuration is there, or it is known why it is not. Reactive. */
  isConfigured(): boolean {
    return this.registry.configuration().status !== 'loading';
  }

  /** @throws {QlikError} `connection-unknown`; `call-unsupported` for a client-managed server */
  connection(): QlikConnection {
    return untracked(() => {
      const connection = this.registry.get(this.connectionId());
      if (connection.platform === 'cloud') return connection;
      throw new QlikError(
        'call-unsupported',
        `${connection.label} is a client-managed server, which has no API of Qlik Cloud.`,
        {
          remedy: 'Use QlikRepository of ngx-qlik/rest there, or a connection to Qlik Cloud.',
          connectionId: connection.id,
        },
      );
    });
  }

  /** Makes a call. @returns the data of its answer; undefined without a body */
  async send({ path, query, ...request }: ApiRequest, options: ApiCallOptions): Promise<unknown> {
    const connection = this.connection();
    const address = this.rest.address(connection, API, path) + toQueryText(query);
    return this.request(connection, { ...request, address }, options);
  }

  /**
   * Returns the next page; undefined after the last.
   * @throws {QlikError} `http-foreign-link`; why the sign-in of the page has ended. Nothing is sent then
   */
  async next(page: ListPage, options: ApiCallOptions): Promise<unknown> {
    const address = this.nextAddress(page);
    if (address === undefined) return undefined;
    this.requireSignInOf(page);
    const { connectionId, method, body } = ORIGINS.get(page) ?? { method: 'GET', body: undefined };
    const connection = connectionId === undefined ? this.connection() : this.registry.get(connectionId);
    if (!this.rest.isWithin(connection, address)) throw foreignLink(connection, 'a next page');
    return this.request(connection, { method, body, address }, options);
  }

  /** @throws {QlikError} why the sign-in has ended in which the answer was given; `connection-unknown` */
  requireSignInOf(answer: object): void {
    const origin = ORIGINS.get(answer);
    if (origin) this.connectionSession(origin.connectionId).requireEpoch(origin.epoch);
  }

  /** The absolute address of the next page, not yet validated. */
  nextAddress(page: ListPage): string | undefined {
    const href = page.links?.next?.href;
    if (typeof href !== 'string' || href === '') return undefined;
    const base = this.addressOf(page);
    // An invalid address is kept: following it fails with a message, while removing it would look like the end of the list.
    return URL.canParse(href, base) ? new URL(href, base).href : href;
  }

  /** The address that a page was asked for by; undefined for a page of the caller's own. */
  addressOf(page: ListPage): string | undefined {
    return ORIGINS.get(page)?.address;
  }

  /** Forgets the answers of the connection, before and after a call that may change something. */
  changing<T>(connection: QlikConnection, call: Observable<T>): Observable<T> {
    const forget = () => this.kept.forget(connection.id);
    return defer(() => {
      forget();
      return call.pipe(finalize(forget));
    });
  }

  private async request(
    connection: QlikConnection,
    sent: SentRequest,
    { signal, maxAge = 0 }: ApiCallOptions,
  ): Promise<unknown> {
    const { method, address, body } = sent;
    const context = new HttpContext().set(QLIK_CONNECTION, connection.id);
    const send = () =>
      this.rest.guarded(connection, this.http.request<unknown>(method, address, { body, context }));
    const call = untracked(() => {
      const connectionSession = this.connectionSession(connection.id);
      const made =
        method === 'GET'
          ? this.kept.of(connectionSession).get(address, maxAge, send).pipe(map(copyOf))
          : this.changing(connection, send());
      const remember = (answer: unknown) => {
        if (typeof answer === 'object' && answer !== null)
          ORIGINS.set(answer, { ...sent, connectionId: connection.id, epoch: connectionSession.epoch() });
      };
      return made.pipe(tap(remember));
    });
    const answer = await valueOf(call, signal);
    if (typeof answer === 'object' && answer !== null) return answer;
    if (method === 'GET') throw unexpectedResponse(connection);
    return answer ?? undefined;
  }

  /** @throws {QlikError} `connection-unknown` */
  connectionSession(id: string): ConnectionSession {
    return untracked(() => toConnectionSession(this.auth.connectionSession(id)));
  }
}

/** Several callers may get one answer, and Qlik's types let each of them change it. */
function copyOf(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer)) as unknown;
}
