import {
  DestroyRef,
  EnvironmentInjector,
  inject,
  Injectable,
  runInInjectionContext,
  type Signal,
  untracked,
} from '@angular/core';
import { type Observable, Subject } from 'rxjs';
import type { ConnectionId, QlikConnection } from '../connections/connection';
import { ConnectionRegistry } from '../connections/connection-registry';
import { QlikError } from '../errors/qlik-error';
import { fetchRetries, loadRetries, mayPass } from '../retries/load-retries';
import { QLIK_RETRIES } from '../retries/retry-settings';
import { ConnectionSession, type RepeatWork } from './connection-session';
import type { ConnectionState } from './connection-state';
import type { SessionEventType } from './session-events';
import { QLIK_AUTH_STRATEGIES, type SignInOptions } from './strategy';

/** Something that happened to one connection's sign-in. */
export interface QlikAuthEvent {
  readonly type: SessionEventType;
  readonly connectionId: ConnectionId;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly error?: QlikError;
}

/** Of all applications of this origin: messages say whose they are. Not made by `shared-name.ts`, which is loaded later. */
const CHANNEL_NAME = 'ngx-qlik:auth';

/**
 * Signs in to connections and tells how each one stands. What happens to one connection changes nothing in another.
 *
 * Credentials themselves are not handed out here: the HTTP interceptor, Qlik's runtime and WebSockets draw them from
 * {@link ConnectionSession}.
 */
@Injectable({ providedIn: 'root' })
export class QlikAuthService {
  private readonly registry = inject(ConnectionRegistry);
  private readonly factories = inject(QLIK_AUTH_STRATEGIES);
  private readonly injector = inject(EnvironmentInjector);
  private readonly isPatient = inject(QLIK_RETRIES).attempts > 1;
  private readonly sessions = new Map<ConnectionId, ConnectionSession>();
  private readonly eventStream = new Subject<QlikAuthEvent>();
  private readonly channel = new BroadcastChannel(CHANNEL_NAME);
  private readonly ending = new AbortController();
  private isWatching = false;

  /** Sign-ins, renewals, refusals, sign-outs and failures of all connections. Hot; never ends in an error. */
  readonly events: Observable<QlikAuthEvent> = this.eventStream.asObservable();

  /** All connections, in the order of the configuration. */
  readonly connections: Signal<readonly QlikConnection[]> = this.registry.connections;

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      this.ending.abort();
      this.channel.close();
      this.eventStream.complete();
    });
  }

  /**
   * How that connection stands. Reading it takes up a session that an earlier page left.
   * @throws {QlikError} `connection-unknown`, `strategy-missing`
   */
  state(id: string): Signal<ConnectionState> {
    return this.session(id).state;
  }

  /**
   * Signs in. To be called from a click: popups are blocked otherwise.
   * Resolves when the connection is ready; never settles where the page leaves for a redirect.
   * @throws {QlikError} why it failed; {@link state} then says the same
   */
  signIn(id: string, options: SignInOptions = {}): Promise<void> {
    return this.session(id).signIn(options);
  }

  /** Signs out: on the server where that is possible, here in any case, and in other tabs of this application. Never rejects. */
  async signOut(id: string): Promise<void> {
    const session = this.session(id);
    // Loaded with the session, as a rule. Where it cannot be loaded, other tabs find out by themselves.
    const watch = await import('./page-watch').catch(() => undefined);
    watch?.tellSignedOut(this.channel, session.connection);
    await session.signOut();
  }

  /**
   * That connection's credentials. For code that sends requests to Qlik by itself; everything in this library does so already.
   * @throws {QlikError} `connection-unknown`, `strategy-missing`
   */
  session(id: string): ConnectionSession {
    const connection = this.registry.get(id);
    const existing = this.sessions.get(connection.id);
    if (existing) return existing;
    const session = this.create(connection);
    this.watchPage();
    this.sessions.set(connection.id, session);
    // Callers read states in templates and computed signals, where a first look must not be a write.
    untracked(() => void session.restore());
    return session;
  }

  /** Nobody waits for it: what happens before it is there, the first look at a connection sees by itself. */
  private watchPage(): void {
    if (this.isWatching) return;
    this.isWatching = true;
    import('./page-watch').then(
      ({ watchPage }) => watchPage(this.sessions, this.channel, this.ending.signal),
      // The next connection tries again; without a network other tabs have no news either.
      () => (this.isWatching = false),
    );
  }

  private create(connection: QlikConnection): ConnectionSession {
    const factory = this.factories.find((each) => each.type === connection.auth.type);
    if (!factory) {
      throw new QlikError('strategy-missing', `The auth type "${connection.auth.type}" is not provided.`, {
        remedy: 'Add its feature to provideQlik().',
        connectionId: connection.id,
      });
    }
    const strategy = runInInjectionContext(this.injector, () => factory.create(connection as never));
    const tell = (type: SessionEventType, error?: QlikError) => {
      if (type === 'signed-in' && this.isPatient) fetchRetries();
      const event = { type, connectionId: connection.id, at: Date.now() };
      this.eventStream.next(error ? { ...event, error } : event);
    };
    return new ConnectionSession(connection, strategy, tell, this.repeat);
  }

  private readonly repeat: RepeatWork = async (call, thrown, work) => {
    if (!this.isPatient || !mayPass(statusOf(thrown))) throw thrown;
    const turns = await loadRetries(this.injector, thrown);
    return turns.goOn(call, thrown, work);
  };
}

function statusOf(thrown: unknown): number | undefined {
  const { code, status } = thrown as { readonly code?: unknown; readonly status?: number };
  return code === 'http-unreachable' ? 0 : status;
}
