import { inject, Injectable, InjectionToken, type Provider, type Signal } from '@angular/core';
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

/** The one connection of a part of the page, see {@link provideConnectionScope}. */
@Injectable()
export class ConnectionScope {
  private readonly auth = inject(QlikAuthService);

  readonly connection: QlikConnection = inject(ConnectionRegistry).get(inject(SCOPE_ID));

  private readonly session = this.auth.session(this.connection.id);

  readonly state: Signal<ConnectionState> = this.session.state;

  /** Grows with every sign-in and sign-out: what was fetched in another epoch belongs to somebody else. */
  readonly epoch: Signal<number> = this.session.epoch;

  /** What happens to this connection's sign-in. Hot. */
  readonly events: Observable<QlikAuthEvent> = this.auth.events;

  /**
   * Signs in, as `QlikAuthService.signIn`: to be called from a click.
   * @throws {QlikError} why it failed; {@link state} then says the same
   */
  signIn(options: SignInOptions = {}): Promise<void> {
    return this.auth.signIn(this.connection.id, options);
  }

  /** Signs out of this connection, of no other. Never rejects. */
  signOut(): Promise<void> {
    return this.auth.signOut(this.connection.id);
  }
}

/**
 * Makes a part of the page the place of one connection: below it `ConnectionRegistry`, `QlikAuthService` and `QlikRuntime` know that one
 * only, so that nothing in there reaches another connection by mistake. {@link injectConnection} gives it.
 *
 * For the providers of a component, a route or an injector. Each such part has its app sessions and calls to itself with
 * `provideAppSessions()` of `ngx-qlik/qix` and `provideQlikRest()` of `ngx-qlik/rest` beside it; see docs/multi-tenant.md.
 *
 * @param id a connection of the configuration; one that is unknown is an error where it is first used
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
 * The connection of the part of the page that this is called in. For use in an injection context.
 * @throws {QlikError} `connection-unknown` where there is no such part, or the configuration has no such connection
 */
export function injectConnection(): ConnectionScope {
  const scope = inject(ConnectionScope, { optional: true });
  if (scope) return scope;
  throw new QlikError('connection-unknown', 'This part of the page belongs to no connection.', {
    remedy: 'Add provideConnectionScope(id) to the providers around it.',
  });
}
