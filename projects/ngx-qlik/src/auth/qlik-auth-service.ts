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
import { QlikError, toQlikError } from '../errors/qlik-error';
import { loadRetries, mayPass } from '../retries/load-retries';
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

const CHANNEL_NAME = 'ngx-qlik:auth';
/** What tabs share of a sign-in: `UserMark` and `TokenStore`. */
const SHARED_KEY = /^ngx-qlik:(?:user|oauth2:tokens):(.+)/;

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

  /** Sign-ins, renewals, refusals, sign-outs and failures of all connections. Hot; never ends in an error. */
  readonly events: Observable<QlikAuthEvent> = this.eventStream.asObservable();

  /** All connections, in the order of the configuration. */
  readonly connections: Signal<readonly QlikConnection[]> = this.registry.connections;

  constructor() {
    const onReturn = () => {
      if (document.visibilityState === 'visible') this.sessions.forEach((session) => void session.wake());
    };
    const onStorage = (event: StorageEvent) => this.followStorage(event);
    document.addEventListener('visibilitychange', onReturn);
    addEventListener('focus', onReturn);
    addEventListener('online', onReturn);
    addEventListener('storage', onStorage);
    this.channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => this.followOtherTab(data));
    inject(DestroyRef).onDestroy(() => {
      document.removeEventListener('visibilitychange', onReturn);
      removeEventListener('focus', onReturn);
      removeEventListener('online', onReturn);
      removeEventListener('storage', onStorage);
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
    this.channel.postMessage({ type: 'signed-out', connectionId: session.connection.id });
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
    this.sessions.set(connection.id, session);
    // Callers read states in templates and computed signals, where a first look must not be a write.
    untracked(() => void session.restore());
    return session;
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
      const event = { type, connectionId: connection.id, at: Date.now() };
      this.eventStream.next(error ? { ...event, error } : event);
    };
    return new ConnectionSession(connection, strategy, tell, this.repeat);
  }

  /** Nothing that a strategy does without the user is more when it is done twice. */
  private readonly repeat: RepeatWork = async (session, thrown, work) => {
    if (!this.isPatient || !mayPass(statusOf(toQlikError(thrown)))) throw thrown;
    const call = { session, epoch: session.epoch(), isRepeatable: true };
    const retries = await loadRetries(this.injector, thrown);
    return retries.goOn(call, thrown, work);
  };

  /** Another tab has a new token, or another user, for a sign-in that both share. That nobody is left is told in another way. */
  private followStorage({ key, newValue }: StorageEvent): void {
    const id = SHARED_KEY.exec(key ?? '')?.[1];
    if (id !== undefined && newValue !== null) void this.sessions.get(id as ConnectionId)?.followSignIn();
  }

  private followOtherTab(message: unknown): void {
    if (typeof message !== 'object' || message === null) return;
    const { type, connectionId } = message as { type?: unknown; connectionId?: unknown };
    if (type !== 'signed-out' || typeof connectionId !== 'string' || !this.registry.isKnown(connectionId))
      return;
    const session = this.sessions.get(connectionId);
    const status = session?.state().status;
    if (session && (status === 'ready' || status === 'renewing')) void session.followSignOut();
  }
}

function statusOf({ code, status }: QlikError): number | undefined {
  return code === 'http-unreachable' ? 0 : status;
}
