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
import { QLIK_SESSION_LIMITS } from './session-limits';
import { SharedAppSession } from './shared-app-session';

/** What sets one session of an app apart from another. */
export interface OpenAppOptions {
  /** Another name is another session of the same user, with selections of its own. */
  readonly identity?: string;
  /** How long the engine keeps the session after the socket is gone, in seconds. Default: the engine's. */
  readonly ttlSeconds?: number;
}

interface Entry {
  readonly auth: ConnectionSession;
  readonly shared: SharedAppSession;
  readonly watch: EffectRef;
  users: number;
  lingering: ReturnType<typeof setTimeout> | undefined;
}

/** Shorter absences leave no socket dead. */
const ASLEEP_AFTER_MS = 15_000;

/** Opens apps in Qlik's engine. The same app of the same connection is opened once, however many use it. */
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
    const onVisibility = () => this.followVisibility();
    this.outside(() => {
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
   * Opens an app, or joins those who have it open. Never throws for what the server does: that is in the session's state.
   * Each call is one use and wants one {@link AppSession.close}.
   * @throws {QlikError} `connection-unknown`, `strategy-missing`
   */
  open(connectionId: string, appId: string, options: OpenAppOptions = {}): AppSession {
    const auth = toConnectionSession(this.auth.session(connectionId));
    const key = JSON.stringify([connectionId, appId, options.identity ?? '', options.ttlSeconds ?? '']);
    // One of another sign-in, or of the connection as it was configured before, is of no use; the effect that drops it may come later.
    const existing = this.entries.get(key);
    if (existing?.auth !== auth || !existing.shared.followSignIn()) this.outside(() => this.drop(key));
    const entry = this.entries.get(key) ?? this.outside(() => this.create(key, appId, options, connectionId));
    clearTimeout(entry.lingering);
    entry.users++;
    return new AppSessionUse(auth.connection.id, appId, entry.shared, {
      leave: () => this.leave(key, entry),
      resume: () => this.outside(() => entry.shared.resume()),
    });
  }

  private create(key: string, appId: string, options: OpenAppOptions, connectionId: string): Entry {
    const auth = toConnectionSession(this.auth.session(connectionId));
    const shared = new SharedAppSession(
      { appId, ...options },
      {
        auth,
        limits: this.limits,
        loadModule: () => this.runtime.module(connectionId, 'qix@v1'),
        hostConfig: () => this.runtime.hostConfig(connectionId),
        freshHostConfig: (dead) => this.runtime.freshHostConfig(connectionId, dead),
        isOnline: () => this.document.defaultView?.navigator.onLine ?? true,
      },
    );
    const watch = untracked(() =>
      effect(
        () => {
          auth.state();
          auth.epoch();
          untracked(() =>
            this.outside(() => {
              // Another epoch is another user, or none: this socket belongs to the user before.
              if (!shared.followSignIn()) this.drop(key);
            }),
          );
        },
        { injector: this.injector, manualCleanup: true },
      ),
    );
    const entry: Entry = { auth, shared, watch, users: 0, lingering: undefined };
    this.entries.set(key, entry);
    return entry;
  }

  /** Sockets, timers and all that Qlik's code begins: none of it is a reason for change detection, and signals tell what changes. */
  private outside<T>(work: () => T): T {
    return this.zone.runOutsideAngular(work);
  }

  private leave(key: string, entry: Entry): void {
    entry.users--;
    if (entry.users > 0 || this.entries.get(key) !== entry) return;
    const { status } = untracked(entry.shared.state);
    this.outside(() => {
      if (status !== 'open' || this.limits.linger <= 0) this.drop(key);
      else entry.lingering = setTimeout(() => this.drop(key), this.limits.linger);
    });
  }

  private drop(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    this.entries.delete(key);
    clearTimeout(entry.lingering);
    entry.watch.destroy();
    entry.shared.close();
  }

  private followVisibility(): void {
    if (this.document.visibilityState === 'hidden') {
      this.hiddenSince = Date.now();
      return;
    }
    const wasAway = this.hiddenSince !== undefined && Date.now() - this.hiddenSince >= ASLEEP_AFTER_MS;
    this.hiddenSince = undefined;
    this.entries.forEach(({ shared }) => {
      if (wasAway || untracked(shared.state).status !== 'open') shared.wake();
    });
  }

  private wakeAll(): void {
    this.entries.forEach(({ shared }) => shared.wake());
  }
}

/** One of the uses that share a session. */
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
    return untracked(this.isOver) ? Promise.reject(this.over()) : this.shared.ready;
  }

  resume(): void {
    if (!untracked(this.isOver)) this.use.resume();
  }

  close(): void {
    if (untracked(this.isOver)) return;
    this.isOver.set(true);
    this.use.leave();
  }

  private over(): QlikError {
    return new QlikError('session-suspended', 'This use of the app has ended.', {
      remedy: 'Open the app again.',
      connectionId: this.connectionId,
    });
  }
}

const CLOSED = { status: 'closed' } as const;
