import { computed, inject, Injectable, InjectionToken, type Provider, type Signal } from '@angular/core';
import type { Observable } from 'rxjs';
import {
  ConnectionRegistry,
  type ConnectionState,
  QlikAuthService,
  type QlikAuthEvent,
  type QlikConnection,
  QlikError,
  QlikRuntime,
  type SignInOptions,
} from 'ngx-qlik';
import { narrowAuth, narrowRegistry, narrowRuntime } from './narrowed';

const SCOPE_ID = new InjectionToken<string>(ngDevMode ? 'QLIK_SCOPE_ID' : '');

/** The connection of a part of the page, see {@link provideConnectionScope}. */
@Injectable()
export class ConnectionScope {
  private readonly auth = inject(QlikAuthService);

  private readonly registry = inject(ConnectionRegistry);

  private last = this.auth.connectionSession(this.registry.get(inject(SCOPE_ID)).id);

  private readonly connectionSession = computed(() => {
    const { id } = this.last.connection;
    // A connection that was changed has another session; one that was removed keeps its last, which has the reason.
    if (this.registry.isKnown(id)) this.last = this.auth.connectionSession(id);
    return this.last;
  });

  readonly state: Signal<ConnectionState> = computed(() => this.connectionSession().state());

  /** Increases with every sign-in and sign-out: data of an earlier epoch may belong to another user. */
  readonly epoch: Signal<number> = computed(() => this.connectionSession().epoch());

  /** Events of this connection's sign-in. Hot. */
  readonly events: Observable<QlikAuthEvent> = this.auth.events;

  /** The connection as it is configured now. Reactive. */
  get connection(): QlikConnection {
    return this.connectionSession().connection;
  }

  /**
   * Signs in, like `QlikAuthService.signIn`. Call it in a click handler.
   * @throws {QlikError} the reason of the failure, which {@link state} has too
   */
  signIn(options: SignInOptions = {}): Promise<void> {
    return this.auth.signIn(this.connection.id, options);
  }

  /** Signs out of this connection only. Never rejects. */
  signOut(): Promise<void> {
    return this.auth.signOut(this.connection.id);
  }
}

/**
 * Limits a part of the page to one connection: `ConnectionRegistry`, `QlikAuthService` and `QlikRuntime` of that part have this connection
 * only, so that its code cannot use another connection by mistake. {@link injectConnection} returns it.
 *
 * For the providers of a component, a route or an injector. Add `provideAppSessions()` of `ngx-qlik/qix` and `provideQlikRest()` of
 * `ngx-qlik/rest` for separate app sessions and calls; see docs/multi-tenant.md.
 *
 * @param id of a connection of the configuration; an unknown id fails on first use
 */
export function provideConnectionScope(id: string): Provider[] {
  return [
    { provide: SCOPE_ID, useValue: id },
    ConnectionScope,
    {
      provide: ConnectionRegistry,
      useFactory: () => narrowRegistry(inject(ConnectionRegistry, { skipSelf: true }), id),
    },
    {
      provide: QlikAuthService,
      useFactory: () => narrowAuth(inject(QlikAuthService, { skipSelf: true }), inject(ConnectionRegistry)),
    },
    {
      provide: QlikRuntime,
      useFactory: () => narrowRuntime(inject(QlikRuntime, { skipSelf: true }), inject(ConnectionRegistry)),
    },
  ];
}

/**
 * Returns the connection of the current part of the page. For use in an injection context.
 * @throws {QlikError} `connection-unknown` without a scope, or when the configuration has no such connection
 */
export function injectConnection(): ConnectionScope {
  const scope = inject(ConnectionScope, { optional: true });
  if (scope) return scope;
  throw new QlikError('connection-unknown', 'This part of the page belongs to no connection.', {
    remedy: 'Add provideConnectionScope(id) to the providers around it.',
  });
}
