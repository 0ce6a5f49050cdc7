import { ChangeDetectionStrategy, Component, computed, effect, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { AppSession } from 'ngx-qlik/qix';
import { injectOnline } from '../../ui/online';

/** A response that takes longer is reported. */
const SLOW_MS = 5_000;

/**
 * Reports that a call to the engine cannot be answered: without a network or a connection at once, otherwise after some seconds
 * without a response, with a button to check the connection. Empty otherwise.
 */
@Component({
  selector: 'app-pending-notice',
  imports: [MatButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="announced" role="status">
      @if (cause(); as text) {
        <p>{{ text }} {{ outcome() }}</p>
      }
    </div>
    @if (canCheck()) {
      <button mat-stroked-button type="button" (click)="appSession()?.resume()">Check the connection</button>
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
    :host(:not(.is-shown)) {
      /* No gap in the layout around it. */
      position: absolute;
    }
    :host(.is-shown) {
      padding: 8px 16px;
      border-radius: 12px;
      background: var(--app-busy-container);
      color: var(--app-busy);
      --mdc-outlined-button-label-text-color: currentcolor;
    }
  `,
  host: { '[class.is-shown]': 'cause() !== undefined' },
})
export class PendingNoticeComponent {
  readonly appSession = input.required<AppSession | undefined>();
  /** Whether a response is awaited. */
  readonly isPending = input.required<boolean>();
  /** What happens when the connection is back, and what the user can do. */
  readonly outcome = input.required<string>();

  private readonly isOnline = injectOnline();
  private readonly isOpen = computed(() => this.appSession()?.state().status === 'open');
  private readonly isSlow = signal(false);

  protected readonly cause = computed(() => {
    if (!this.isPending()) return undefined;
    if (!this.isOnline()) return 'There is no network. Check your network connection.';
    if (!this.isOpen()) return 'The app is not connected.';
    return this.isSlow() ? 'Qlik has not answered yet. Check your network connection.' : undefined;
  });

  /** Without a connection, the state of the session is shown elsewhere, with a button to connect. */
  protected readonly canCheck = computed(
    () => this.cause() !== undefined && this.isOnline() && this.isOpen(),
  );

  constructor() {
    effect((onCleanup) => {
      this.isSlow.set(false);
      // Without a network or a connection the time does not count.
      if (!this.isPending() || !this.isOnline() || !this.isOpen()) return;
      const timer = setTimeout(() => this.isSlow.set(true), SLOW_MS);
      onCleanup(() => clearTimeout(timer));
    });
  }
}
