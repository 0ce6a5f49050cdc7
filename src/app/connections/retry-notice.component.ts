import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core';
import {
  ConnectionRegistry,
  QlikAuthService,
  type WaitReason,
  type ConnectionState,
  type QlikConnection,
  type QlikError,
} from 'ngx-qlik';
import { SignIn } from './sign-in';
import { signsInSilently } from './auth-type-facts';
import { needsReload } from './describe-problem';

/** Shorter waits are not shown: the message would be gone before it can be read. */
const MIN_WAIT_SHOWN_MS = 1_500;

const MESSAGES: Readonly<Record<WaitReason, (label: string) => string>> = {
  'rate-limited': (label) => `${label} limits requests. Calls are retried after a pause.`,
  unavailable: (label) => `${label} is currently unavailable.`,
  unreachable: (label) => `${label} does not respond.`,
  offline: () => 'No network. Calls are retried when the network is back.',
};

/**
 * Retries for a connection. While calls wait for a retry: the reason, a countdown and a button to retry now. After a failed restore: a
 * button to restore again; the page shows the error. Empty otherwise.
 */
@Component({
  selector: 'app-retry-notice',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="announced" role="status">
      @if (wait()) {
        <p>{{ message() }}</p>
      }
    </div>
    @if (wait()) {
      <!-- Not announced: changes every second. -->
      @if (seconds(); as left) {
        <p class="count">Next try in {{ left }} s</p>
      }
      <button type="button" class="button button-outlined" (click)="wait()?.retryNow()">Try now</button>
    } @else if (canRetry()) {
      <button type="button" class="button button-outlined" (click)="retry()">Try again</button>
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px 16px;
    }
    :host(.is-waiting) .announced {
      flex: 1 1 200px;
    }
    .announced:empty {
      position: absolute;
    }
    /* Takes no place, and remains a live region. */
    :host(.is-empty) {
      position: absolute;
      overflow: hidden;
      width: 1px;
      height: 1px;
    }
    :host(.is-waiting) {
      padding: 8px 16px;
      border-radius: 12px;
      color: var(--mat-sys-on-secondary-container);
      background: var(--mat-sys-secondary-container);
    }
    .count {
      font-variant-numeric: tabular-nums;
    }
  `,
  host: {
    '[class.is-waiting]': 'wait() !== undefined',
    '[class.is-empty]': 'wait() === undefined && !canRetry()',
  },
})
export class RetryNoticeComponent {
  private readonly auth = inject(QlikAuthService);
  private readonly registry = inject(ConnectionRegistry);
  private readonly signIn = inject(SignIn);
  private readonly now = signal(Date.now());

  readonly connectionId = input.required<string>();

  protected readonly wait = computed(() => {
    const wait = this.auth.connectionSession(this.connectionId()).wait();
    return wait && wait.until - wait.since >= MIN_WAIT_SHOWN_MS ? wait : undefined;
  });

  protected readonly message = computed(() => {
    const label = this.registry.find(this.connectionId())?.label ?? 'The server';
    const wait = this.wait();
    return wait ? MESSAGES[wait.reason](label) : '';
  });

  protected readonly canRetry = computed(() => {
    const id = this.connectionId();
    const connection = this.registry.find(id);
    return (
      connection !== undefined && canRetryRestore(this.auth.state(id)(), connection, this.signIn.failure(id))
    );
  });

  /** Without a network the end of the wait is unknown. */
  protected readonly seconds = computed(() => {
    const wait = this.wait();
    return wait && wait.reason !== 'offline'
      ? Math.max(1, Math.ceil((wait.until - this.now()) / 1000))
      : undefined;
  });

  constructor() {
    effect((onCleanup) => {
      if (!this.wait()) return;
      this.now.set(Date.now());
      const timer = setInterval(() => this.now.set(Date.now()), 1000);
      onCleanup(() => clearInterval(timer));
    });
  }

  protected retry(): void {
    void this.auth.connectionSession(this.connectionId()).retry();
  }
}

/**
 * Whether `QlikSession.retry()` can help: the restore of a sign-in failed. An interactive sign-in that failed has the same state, and is
 * started again instead; a connection that signs in automatically does so in its restore.
 * @param endOfSignIn the error of the latest sign-in that the user started on this page
 */
export function canRetryRestore(
  state: ConnectionState,
  { auth }: QlikConnection,
  endOfSignIn?: QlikError,
): boolean {
  if (state.status !== 'failed') return false;
  const { error } = state;
  // The user signs in to the application first.
  if (error.code === 'sign-in-required' || needsReload(error)) return false;
  if (signsInSilently(auth.type)) return true;
  return error.isRetryable && error.code.startsWith('http-') && error !== endOfSignIn;
}
