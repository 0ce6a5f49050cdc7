import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core';
import { ConnectionRegistry, QlikAuthService, type WaitReason } from 'ngx-qlik';
import { MaterialButtonDirective } from '../ui/material-button.directive';

/** Shorter waits are not shown: the message would be gone before it can be read. */
const MIN_WAIT_SHOWN_MS = 1_500;

const MESSAGES: Readonly<Record<WaitReason, (label: string) => string>> = {
  'rate-limited': (label) => `${label} limits requests. Calls are retried after a pause.`,
  unavailable: (label) => `${label} is currently unavailable.`,
  unreachable: (label) => `${label} does not respond.`,
  offline: (label) => `No network. Calls to ${label} are retried when the network is back.`,
};

/** While calls of a connection wait for a retry: the reason, a countdown and a button to retry now. Empty otherwise. */
@Component({
  selector: 'app-retry-notice',
  imports: [MaterialButtonDirective],
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
      <button appMaterialButton mat-stroked-button type="button" (click)="wait()?.retryNow()">Try now</button>
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
    '[class.is-empty]': 'wait() === undefined',
  },
})
export class RetryNoticeComponent {
  private readonly auth = inject(QlikAuthService);
  private readonly registry = inject(ConnectionRegistry);
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
}
