import {
  booleanAttribute,
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  inject,
  input,
  signal,
} from '@angular/core';
import { MatProgressBar } from '@angular/material/progress-bar';
import { SubjectComponent } from './subject';

/** What takes less than this needs no bar, which moves, and delays what the user waits for. */
const SLOW_MS = 300;

/** An indeterminate progress bar with a label, which comes first. */
@Component({
  selector: 'app-progress',
  imports: [MatProgressBar, SubjectComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="bar">
      @if (isSlow()) {
        <mat-progress-bar mode="indeterminate" [attr.aria-label]="label()" />
      }
    </div>
    <p class="quiet" [attr.role]="isSilent() ? null : 'status'"><app-subject /> {{ label() }}</p>
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 8px;
    }
    .bar {
      height: 4px;
    }
  `,
})
export class ProgressComponent {
  readonly label = input.required<string>();
  /** Not announced to screen readers: another part of the page does it. */
  readonly isSilent = input(false, { transform: booleanAttribute });
  protected readonly isSlow = signal(false);

  constructor() {
    const timer = setTimeout(() => this.isSlow.set(true), SLOW_MS);
    inject(DestroyRef).onDestroy(() => clearTimeout(timer));
  }
}
