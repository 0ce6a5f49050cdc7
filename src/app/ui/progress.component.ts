import { booleanAttribute, ChangeDetectionStrategy, Component, input } from '@angular/core';
import { MatProgressBar } from '@angular/material/progress-bar';
import { SubjectComponent } from './subject';

/** An indeterminate progress bar with a label. */
@Component({
  selector: 'app-progress',
  imports: [MatProgressBar, SubjectComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <mat-progress-bar mode="indeterminate" [attr.aria-label]="label()" />
    <p class="quiet" [attr.role]="isSilent() ? null : 'status'"><app-subject /> {{ label() }}</p>
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 8px;
    }
  `,
})
export class ProgressComponent {
  readonly label = input.required<string>();
  /** Not announced to screen readers: another part of the page does it. */
  readonly isSilent = input(false, { transform: booleanAttribute });
}
