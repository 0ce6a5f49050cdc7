import { booleanAttribute, ChangeDetectionStrategy, Component, input } from '@angular/core';
import { SubjectComponent } from './subject';

/** An indeterminate progress bar with a label. */
@Component({
  selector: 'app-progress',
  imports: [SubjectComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="track" role="progressbar" [attr.aria-label]="label()"><div class="runner"></div></div>
    <p class="quiet" [attr.role]="isSilent() ? null : 'status'"><app-subject /> {{ label() }}</p>
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 8px;
    }
    .track {
      height: 4px;
      overflow: hidden;
      border-radius: 2px;
      background: var(--mat-sys-surface-container-highest);
    }
    .runner {
      width: 40%;
      height: 100%;
      border-radius: 2px;
      background: var(--mat-sys-primary);
      animation: run 1.4s infinite ease-in-out;
    }
    @keyframes run {
      from {
        transform: translateX(-100%);
      }
      to {
        transform: translateX(250%);
      }
    }
  `,
})
export class ProgressComponent {
  readonly label = input.required<string>();
  /** Not announced to screen readers: another part of the page does it. */
  readonly isSilent = input(false, { transform: booleanAttribute });
}
