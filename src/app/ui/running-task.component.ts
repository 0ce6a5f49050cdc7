import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatProgressBar } from '@angular/material/progress-bar';

/** How far a task is that takes a while, what it is doing, and a button that cancels it while it runs. */
@Component({
  selector: 'app-running-task',
  imports: [MatButton, MatProgressBar],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (isRunning()) {
      <mat-progress-bar
        [mode]="progress() === undefined ? 'indeterminate' : 'determinate'"
        [value]="(progress() ?? 0) * 100"
        [attr.aria-label]="'Progress of the ' + name()"
      />
    }
    <div class="line">
      <p class="quiet" role="status">{{ status() }}</p>
      @if (isRunning()) {
        <button mat-button type="button" (click)="canceled.emit()">Cancel the {{ name() }}</button>
      }
    </div>
  `,
  styles: `
    :host {
      display: contents;
    }
    .line {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 8px;
      overflow-wrap: anywhere;
    }
  `,
})
export class RunningTaskComponent {
  /** What it is: the progress of the …, and cancel the …. */
  readonly name = input.required<string>();
  readonly isRunning = input.required<boolean>();
  /** 0 to 1; `undefined` where it is not known. */
  readonly progress = input.required<number | undefined>();
  /** What it is doing, or how it ended. */
  readonly status = input.required<string>();
  readonly canceled = output();
}
