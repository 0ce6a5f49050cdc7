import { isPlatformBrowser } from '@angular/common';
import {
  computed,
  DestroyRef,
  EnvironmentInjector,
  inject,
  Injectable,
  NgZone,
  PLATFORM_ID,
  runInInjectionContext,
  type Signal,
  untracked,
} from '@angular/core';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { type Observable, Subject } from 'rxjs';
import type { ConnectionId, QlikConnection } from '../connections/connection';
import { ConnectionPartsLoader, ConnectionRegistry } from './connection-registry';
import { QlikError } from '../errors/qlik-error';
import { isTransient, loadRetries, preloadRetries } from '../retries/load-retries';
import { QLIK_RETRIES } from '../retries/retry-settings';
import { runOutsideAngular } from '../zone/run-outside-angular';
import type { ConnectionSession } from './connection-session';
import type { ConnectionState, QlikUser, SessionEventType, QlikSession } from './connection-state';
import type { RepeatWork } from './sign-in-attempts';
import { QLIK_AUTH_STRATEGIES, type QlikAuthStrategy, type SignInOptions } from './strategy';

/** Something that happened to one connection's sign-in. */
export interface QlikAuthEvent {
  readonly type: SessionEventType;
  readonly connectionId: ConnectionId;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly error?: QlikError;
}

/** See {@link QlikAuthService.state} and its neighbors. */
type FollowedSignals = Pick<QlikSession, 'state' | 'isSignedIn' | 'user'>;

/** Of all applications of this origin: each message names its application. Not made by `browser-storage.ts`, which is loaded later. */
const CHANNEL_NAME = 'ngx-qlik:auth';

/**
 * Signs in to connections and exposes the state of each. Connections are independent of each other.
 *
 * Credentials themselves are not handed out here: the HTTP interceptor, Qlik's runtime and WebSockets draw them from
 * {@link QlikSession}.
 */
@Injectable({ providedIn: 'root' })
export class QlikAuthService {
  private readonly registry = inject(ConnectionRegistry);
  private readonly loader = inject(ConnectionPartsLoader);
  private readonly factories = inject(QLIK_AUTH_STRATEGIES);
  private readonly injector = inject(EnvironmentInjector);
  private readonly hasRetries = inject(QLIK_RETRIES).attempts > 1;
  private readonly sessions = new Map<ConnectionId, ConnectionSession>();
  private readonly followed = new Map<string, FollowedSignals>();
  private firstEpoch = 0;
  private readonly eventStream = new Subject<QlikAuthEvent>();
  private readonly zone = inject(NgZone);
  private readonly isBrowser = isPlatformBrowser(inject(PLATFORM_ID));
  private readonly ending = new AbortController();
  private channel: BroadcastChannel | undefined;
  private isWatching = false;

  /** Sign-ins, renewals, refusals, sign-outs and failures of all connections. Hot; never ends in an error. */
  readonly events: Observable<QlikAuthEvent> = this.eventStream.asObservable();

  /** All connections, in the order of the configuration. */
  readonly connections: Signal<readonly QlikConnection[]> = this.registry.connections;

  constructor() {
    if (this.isBrowser) {
      this.registry.onLoaded = () => {
        const { endReplaced } = this.loader.parts;
        this.firstEpoch = endReplaced(this.sessions, (id) => this.registry.find(id), this.firstEpoch);
      };
    }
    inject(DestroyRef).onDestroy(() => {
      this.ending.abort();
      this.channel?.close();
      this.sessions.forEach((connectionSession) => connectionSession.dispose());
      this.eventStream.complete();
    });
  }

  /**
   * Returns the state of a connection. The first call restores a session of an earlier page. When the connection is changed to another host or sign-in,
   * it is that of the new one.
   * @throws {QlikError} `connection-unknown`, `strategy-missing`
   */
  state(id: string): Signal<ConnectionState> {
    return this.follow(id).state;
  }

  /**
   * Whether calls to a connection can be made: its state is `ready` or `renewing`.
   * @throws {QlikError} as {@link state}
   */
  isSignedIn(id: string): Signal<boolean> {
    return this.follow(id).isSignedIn;
  }

  /**
   * The user of a connection; `undefined` without a sign-in, until Qlik has answered, and for auth types whose users have no name. Qlik is asked
   * when the signal is first read. Why there is none: {@link QlikSession.userState}.
   * @throws {QlikError} as {@link state}
   */
  user(id: string): Signal<QlikUser | undefined> {
    return this.follow(id).user;
  }

  /** Signals of a connection, whatever it is changed to. Of one that was removed they are those of its last session, which has the reason. */
  private follow(id: string): FollowedSignals {
    let last = this.connectionSession(id);
    const existing = this.followed.get(id);
    if (existing) return existing;
    const current = computed(() => {
      if (this.registry.isKnown(id)) last = this.connectionSession(id);
      return last;
    });
    const signals: FollowedSignals = {
      state: computed(() => current().state()),
      isSignedIn: computed(() => current().isSignedIn()),
      user: computed(() => current().user()),
    };
    this.followed.set(id, signals);
    return signals;
  }

  /**
   * Signs in. To be called from a click: popups are blocked otherwise.
   * Resolves when the connection is ready; never settles where the page leaves for a redirect.
   * @throws {QlikError} why it failed; {@link state} then says the same
   */
  signIn(id: string, options: SignInOptions = {}): Promise<void> {
    const connectionSession = this.connectionSession(id);
    return connectionSession.signIn(options);
  }

  /**
   * Cancels the sign-in that is under way: its promise rejects with `sign-in-canceled`, and the state is as it was before.
   * @throws {QlikError} `connection-unknown`, `strategy-missing`
   */
  cancelSignIn(id: string): void {
    this.connectionSession(id).cancelSignIn();
  }

  /** Signs out: on the server where that is possible, here in any case, and in other tabs of this application. Never rejects. */
  async signOut(id: string): Promise<void> {
    const connectionSession = this.connectionSession(id);
    // At once: a call or a sign-in that follows in the same moment is not of this user any more.
    const signingOut = runOutsideAngular(() => connectionSession.signOut());
    if (this.channel && !this.ending.signal.aborted)
      this.loader.parts.broadcastSignedOut(this.channel, connectionSession.connection);
    await signingOut;
  }

  /**
   * Returns the sign-in of a connection with its credentials, for code that sends requests to Qlik without the interceptor.
   * @throws {QlikError} `connection-unknown`, `strategy-missing`
   */
  connectionSession(id: string): QlikSession {
    const connection = this.isBrowser ? this.registry.get(id) : (this.registry.find(id) ?? unknownYet(id));
    const existing = this.sessions.get(connection.id);
    if (existing) return existing;
    const connectionSession = this.create(connection);
    this.watchPage();
    this.sessions.set(connection.id, connectionSession);
    // Callers read states in templates and computed signals, where a first look must not be a write.
    if (this.isBrowser) untracked(() => runOutsideAngular(() => void connectionSession.restore()));
    return connectionSession;
  }

  private watchPage(): void {
    if (this.isWatching || !this.isBrowser || this.ending.signal.aborted) return;
    this.isWatching = true;
    // Old browsers and some test runners have no BroadcastChannel.
    if (typeof BroadcastChannel !== 'undefined') this.channel = new BroadcastChannel(CHANNEL_NAME);
    runOutsideAngular(() => this.loader.parts.watchPage(this.sessions, this.channel, this.ending.signal));
  }

  private create(connection: QlikConnection): ConnectionSession {
    const emit = (type: SessionEventType, error?: QlikError) => {
      if (type === 'signed-in' && this.hasRetries) preloadRetries();
      const event = { type, connectionId: connection.id, at: Date.now() };
      // A renewal comes from a timer outside the zone, and what listens may set what a template shows.
      this.zone.run(() => this.eventStream.next(error ? { ...event, error } : event));
    };
    // What a strategy is given keeps its host and sign-in; its name may change while the sign-in lasts.
    const named = {
      ...connection,
      get label(): string {
        return untracked(() => (connectionSession ?? { connection }).connection.label);
      },
    };
    let connectionSession: ConnectionSession | undefined;
    return (connectionSession = new this.loader.parts.ConnectionSession(
      connection,
      this.createStrategy(named),
      emit,
      this.repeat,
      this.firstEpoch,
    ));
  }

  private createStrategy(connection: QlikConnection): QlikAuthStrategy {
    if (!this.isBrowser) return INERT_STRATEGY;
    const factory = this.factories.find((each) => each.type === connection.auth.type);
    if (!factory) {
      throw new QlikError('strategy-missing', `The auth type "${connection.auth.type}" is not provided.`, {
        remedy: 'Add its feature to provideQlik().',
        connectionId: connection.id,
      });
    }
    return runInInjectionContext(this.injector, () => factory.create(connection as never));
  }

  private readonly repeat: RepeatWork = async (call, thrown, work) => {
    if (!this.hasRetries || !isTransient(statusOf(thrown))) throw thrown;
    const queue = await loadRetries(this.injector, thrown);
    return queue.repeatPromise(call, thrown, work);
  };
}

/** Returns the members of a session that only this library uses. @internal */
export function toConnectionSession(connectionSession: QlikSession): ConnectionSession {
  // The service creates no other kind.
  return connectionSession as ConnectionSession;
}

function statusOf(thrown: unknown): number | undefined {
  if (!isRecord(thrown)) return undefined;
  const { code, status } = thrown;
  if (code === 'http-unreachable') return 0;
  return typeof status === 'number' ? status : undefined;
}

/** During server rendering there is no configuration: pages show connections as signed out. */
function unknownYet(id: string): QlikConnection {
  return { id: id as ConnectionId, label: id, host: '', platform: 'cloud', auth: { type: 'none' } };
}

const never = () => Promise.reject(new Error('There is no sign-in on a server.'));

/** For pages that are rendered on a server: no user is signed in, and nothing is asked or kept. */
const INERT_STRATEGY: QlikAuthStrategy = {
  restore: () => Promise.resolve('signed-out'),
  signIn: never,
  credential: never,
  renew: () => Promise.resolve(false),
  signOut: () => Promise.resolve(),
};
