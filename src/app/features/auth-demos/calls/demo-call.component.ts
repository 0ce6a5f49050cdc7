import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  output,
  untracked,
} from '@angular/core';
import { describeProblem } from '../../../connections/describe-problem';
import type { Load } from '../../../loading/load';
import { ErrorPanelComponent } from '../../../ui/error-panel.component';
import { ProgressComponent } from '../../../ui/progress.component';
import { CallsInProgress } from './calls-in-progress';

/** One call of a demo: its request, its state, and its content when there is a response. */
@Component({
  selector: 'app-demo-call',
  imports: [ErrorPanelComponent, ProgressComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h3>{{ heading() }}</h3>
    <code class="quiet">{{ call() }}</code>
    @if (state().status === 'loading') {
      <app-progress label="Waiting for the response …" isSilent />
    }
    @if (problem(); as found) {
      <app-error-panel [problem]="found" (retry)="retry.emit()" />
    }
    <ng-content />
  `,
  styles: `
    :host {
      display: grid;
      gap: 8px;
      padding-top: 16px;
      border-top: 1px solid var(--mat-sys-outline-variant);
      overflow-wrap: anywhere;
    }
  `,
})
export class DemoCallComponent {
  private readonly inProgress = inject(CallsInProgress);

  readonly heading = input.required<string>();
  /** The request, as a developer would write it. */
  readonly call = input.required<string>();
  readonly state = input.required<Load<unknown>>();
  readonly retry = output();

  protected readonly problem = computed(() => {
    const state = this.state();
    return state.status === 'failed' ? describeProblem(state.error) : undefined;
  });

  constructor() {
    const isLoading = computed(() => this.state().status === 'loading');
    effect((onCleanup) => {
      if (!isLoading()) return;
      untracked(() => this.inProgress.add(this));
      onCleanup(() => this.inProgress.remove(this));
    });
  }
}
