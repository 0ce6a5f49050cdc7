import { ChangeDetectionStrategy, Component, effect, input, signal } from '@angular/core';
import { MatProgressBar } from '@angular/material/progress-bar';

/** What takes longer shows progress. */
const NOTICEABLE_MS = 500;

/** A progress bar at the lower edge of the positioned element around it, while an answer is awaited that takes a noticeable time. */
@Component({
  selector: 'app-pending-progress',
  imports: [MatProgressBar],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (isShown()) {
      <mat-progress-bar mode="indeterminate" aria-label="Waiting for Qlik" />
    }
  `,
  styles: `
    :host {
      position: absolute;
      inset: auto 0 -4px;
    }
  `,
})
export class PendingProgressComponent {
  readonly isPending = input.required<boolean>();

  protected readonly isShown = signal(false);

  constructor() {
    effect((onCleanup) => {
      this.isShown.set(false);
      if (!this.isPending()) return;
      const timer = setTimeout(() => this.isShown.set(true), NOTICEABLE_MS);
      onCleanup(() => clearTimeout(timer));
    });
  }
}
