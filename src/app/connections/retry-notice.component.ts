import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core';
import { ConnectionRegistry, QlikAuthService, type WaitReason } from 'ngx-qlik';

/** What is over sooner is not worth a sentence that nobody can read in time. */
const SHOWN_FROM_MS = 1_500;

const SENTENCES: Readonly<Record<WaitReason, (label: string) => string>> = {
  'rate-limited': (label) => `${label} asks to wait: there were too many requests.`,
  unavailable: (label) => `${label} is not available at the moment.`,
  unreachable: (label) => `${label} does not answer.`,
  offline: () => 'There is no network. This page goes on when it is back.',
};

/** Says that calls of a connection wait before they are made again, counts down, and offers not to wait. Empty otherwise. */
@Component({
  selector: 'app-retry-notice',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="announced" role="status">
      @if (wait()) {
        <p>{{ sentence() }}</p>
      }
    </div>
    @if (wait()) {
      <!-- Not announced: it changes each second. -->
      @if (seconds(); as left) {
        <p class="count">Next try in {{ left }} s</p>
      }
      <button type="button" class="button button-outlined" (click)="wait()?.retryNow()">Try now</button>
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px 16px;
    }
    .announced {
      flex: 1 1 200px;
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
  host: { '[class.is-waiting]': 'wait() !== undefined' },
})
export class RetryNoticeComponent {
  private readonly auth = inject(QlikAuthService);
  private readonly registry = inject(ConnectionRegistry);
  private readonly now = signal(Date.now());

  readonly connectionId = input.required<string>();

  protected readonly wait = computed(() => {
    const wait = this.auth.session(this.connectionId()).wait();
    return wait && wait.until - wait.since >= SHOWN_FROM_MS ? wait : undefined;
  });

  protected readonly sentence = computed(() => {
    const label = this.registry.find(this.connectionId())?.label ?? 'The server';
    const wait = this.wait();
    return wait ? SENTENCES[wait.reason](label) : '';
  });

  /** Nobody knows when the network is back. */
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
