import { DOCUMENT } from '@angular/common';
import {
  computed,
  DestroyRef,
  effect,
  type EffectRef,
  inject,
  Injectable,
  Injector,
  NgZone,
  signal,
  untracked,
} from '@angular/core';
import {
  type ConnectionId,
  ɵtoConnectionSession as toConnectionSession,
  type ɵConnectionSession as ConnectionSession,
  QlikAuthService,
  QlikError,
  QlikRuntime,
} from 'ngx-qlik';
import type { AppSession } from './app-session';
import type { InitialAppState } from './initial-app-state';
import { QLIK_SESSION_LIMITS } from './session-limits';
import { SharedAppSession } from './shared-app-session';

/** Options that distinguish sessions of the same app. */
export interface OpenAppOptions {
  /** Name of a separate session of the same user, with its own selections. */
  readonly identity?: string;
  /** How long the engine keeps the session after the socket closes, in seconds. Default: the engine's. */
  readonly ttlSeconds?: number;
  /**
   * What the app begins with: applied once for each opened app, before it is handed out, also when several uses of the app give the same
   * state. Another one for an app that is open already is applied at once. After the engine has lost the session it is applied again, and
   * then the user's own selections. {@link SessionOpen.initialStateError} says what failed.
   */
  readonly initialState?: InitialAppState;
}

interface Entry {
  readonly auth: ConnectionSession;
  readonly shared: SharedAppSession;
  readonly watch: EffectRef;
  useCount: number;
  lingerTimer: ReturnType<typeof setTimeout> | undefined;
}

/** A page hidden for less time keeps its socket alive. */
const PROBE_AFTER_HIDDEN_MS = 15_000;

/** Opens apps in Qlik's engine. All uses of the same app of a connection share one session. */
@Injectable({ providedIn: 'root' })
export class QixSessions {
  private readonly auth = inject(QlikAuthService);
  private readonly runtime = inject(QlikRuntime);
  private readonly limits = inject(QLIK_SESSION_LIMITS);
  private readonly injector = inject(Injector);
  private readonly document = inject(DOCUMENT);
  private readonly zone = inject(NgZone);
  private readonly entries = new Map<string, Entry>();
  private hiddenSince: number | undefined;

  constructor() {
    const window = this.document.defaultView;
    const onOnline = () => this.wakeAll();
    const onVisibility = () => this.onVisibilityChange();
    this.runOutsideAngular(() => {
      window?.addEventListener('online', onOnline);
      this.document.addEventListener('visibilitychange', onVisibility);
    });
    inject(DestroyRef).onDestroy(() => {
      window?.removeEventListener('online', onOnline);
      this.document.removeEventListener('visibilitychange', onVisibility);
      [...this.entries.keys()].forEach((key) => this.drop(key));
    });
  }

  /**
   * Opens an app, or shares the open session. Failures of the server appear in the session's state. Each call is one use and needs one
   * {@link AppSession.close}.
   * @throws {QlikError} `connection-unknown`, `strategy-missing`
   */
  open(connectionId: string, appId: string, { initialState, ...options }: OpenAppOptions = {}): AppSession {
    const auth = toConnectionSession(this.auth.connectionSession(connectionId));
    const key = JSON.stringify([connectionId, appId, options.identity ?? '', options.ttlSeconds ?? '']);
    // A session of another sign-in or of an earlier configuration is outdated; the effect that drops it may run later.
    const existing = this.entries.get(key);
    if (existing?.auth !== auth || !existing.shared.followSignIn())
      this.runOutsideAngular(() => this.drop(key));
    const entry =
      this.entries.get(key) ?? this.runOutsideAngular(() => this.create(key, appId, options, connectionId));
    clearTimeout(entry.lingerTimer);
    entry.useCount++;
    this.runOutsideAngular(() => untracked(() => entry.shared.addUse(initialState)));
    return new AppSessionUse(auth.connection.id, appId, entry.shared, {
      leave: () => {
        entry.shared.removeUse(initialState);
        this.leave(key, entry);
      },
      resume: () => this.runOutsideAngular(() => entry.shared.resume()),
    });
  }

  private create(key: string, appId: string, options: OpenAppOptions, connectionId: string): Entry {
    const auth = toConnectionSession(this.auth.connectionSession(connectionId));
    const shared = new SharedAppSession(
      { appId, ...options },
      {
        auth,
        limits: this.limits,
        loadModule: () => this.runtime.module(connectionId, 'qix@v1'),
        loadInitialStateModule: () => this.runtime.module(connectionId, 'initial-app-state@v1'),
        hostConfig: () => this.runtime.hostConfig(connectionId),
        freshHostConfig: (dead) => this.runtime.freshHostConfig(connectionId, dead),
        isOnline: () => this.document.defaultView?.navigator.onLine ?? true,
        isVisible: () => this.document.visibilityState === 'visible',
      },
    );
    const watch = untracked(() =>
      effect(
        () => {
          auth.state();
          auth.epoch();
          untracked(() =>
            this.runOutsideAngular(() => {
              // A new epoch means another user or none: this socket belongs to the previous user.
              if (!shared.followSignIn()) this.drop(key);
            }),
          );
        },
        { injector: this.injector, manualCleanup: true },
      ),
    );
    const entry: Entry = { auth, shared, watch, useCount: 0, lingerTimer: undefined };
    this.entries.set(key, entry);
    return entry;
  }

  /** Sockets, timers and Qlik's code need no change detection: signals report changes. */
  private runOutsideAngular<T>(work: () => T): T {
    return this.zone.runOutsideAngular(work);
  }

  private leave(key: string, entry: Entry): void {
    entry.useCount--;
    if (entry.useCount > 0 || this.entries.get(key) !== entry) return;
    const { status } = untracked(entry.shared.state);
    this.runOutsideAngular(() => {
      if (status !== 'open' || this.limits.linger <= 0) this.drop(key);
      else entry.lingerTimer = setTimeout(() => this.drop(key), this.limits.linger);
    });
  }

  private drop(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    this.entries.delete(key);
    clearTimeout(entry.lingerTimer);
    entry.watch.destroy();
    entry.shared.close();
  }

  private onVisibilityChange(): void {
    if (this.document.visibilityState === 'hidden') {
      this.hiddenSince = Date.now();
      return;
    }
    const wasHiddenLong =
      this.hiddenSince !== undefined && Date.now() - this.hiddenSince >= PROBE_AFTER_HIDDEN_MS;
    this.hiddenSince = undefined;
    this.entries.forEach(({ shared }) => {
      if (wasHiddenLong || untracked(shared.state).status !== 'open') shared.wake();
    });
  }

  private wakeAll(): void {
    this.entries.forEach(({ shared }) => shared.wake());
  }
}

/** One use of a shared session. */
class AppSessionUse implements AppSession {
  private readonly isOver = signal(false);

  readonly state = computed(() => (this.isOver() ? CLOSED : this.shared.state()));
  readonly doc = computed(() => (this.isOver() ? undefined : this.shared.doc()));

  constructor(
    readonly connectionId: ConnectionId,
    readonly appId: string,
    private readonly shared: SharedAppSession,
    private readonly use: { readonly leave: () => void; readonly resume: () => void },
  ) {}

  get ready(): Promise<never> | SharedAppSession['ready'] {
    return untracked(this.isOver) ? Promise.reject(this.closedError()) : this.shared.ready;
  }

  resume(): void {
    if (!untracked(this.isOver)) this.use.resume();
  }

  close(): void {
    if (untracked(this.isOver)) return;
    this.isOver.set(true);
    this.use.leave();
  }

  private closedError(): QlikError {
    return new QlikError('session-suspended', 'This use of the app has ended.', {
      remedy: 'Open the app again.',
      variant: 'closed',
      connectionId: this.connectionId,
    });
  }
}

const CLOSED = { status: 'closed' } as const;
