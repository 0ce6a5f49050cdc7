import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  input,
  untracked,
  viewChild,
  ViewContainerRef,
  ViewEncapsulation,
} from '@angular/core';
import { defer } from 'rxjs';
import { THEMED_EMBEDS } from '../../../app-objects/themed-embeds';
import { describeProblem } from '../../../connections/describe-problem';
import { injectLoad } from '../../../loading/load';
import { ErrorPanelComponent } from '../../../ui/error-panel.component';
import { SkeletonComponent } from '../../../ui/skeleton.component';
import { CodeBlockComponent } from '../code/code-block.component';
import type { FunctionPage } from './function-pages';

/** The example of a page about functions: live, and the file that is live. */
@Component({
  selector: 'app-function-example',
  imports: [CodeBlockComponent, ErrorPanelComponent, SkeletonComponent],
  providers: [THEMED_EMBEDS],
  changeDetection: ChangeDetectionStrategy.OnPush,
  // The examples have no styles of their own, so that their code has none.
  encapsulation: ViewEncapsulation.None,
  template: `
    @let state = example.state();
    @if (state.status === 'failed') {
      <app-error-panel [problem]="describeProblem(state.error)" (retry)="example.reload()" />
    } @else if (state.status === 'ready') {
      <section class="card" aria-labelledby="live-heading">
        <h2 id="live-heading">Live</h2>
        <div class="function-example">
          <ng-container #slot />
        </div>
      </section>
      <section class="card" aria-labelledby="code-heading">
        <h2 id="code-heading">Code</h2>
        <app-code-block heading="Angular" [code]="state.value.code" />
      </section>
    } @else {
      <app-skeleton of="chart" />
    }
  `,
  styleUrl: './function-example.component.scss',
})
export class FunctionExampleComponent {
  readonly page = input.required<FunctionPage>();
  readonly connectionId = input.required<string>();
  readonly appId = input.required<string | undefined>();

  protected readonly example = injectLoad(() => {
    const { load } = this.page();
    return defer(load);
  });
  protected readonly inputs = computed(() => ({
    connectionId: this.connectionId(),
    ...(this.page().isWithoutApp ? {} : { appId: this.appId() }),
  }));
  protected readonly describeProblem = describeProblem;
  private readonly slot = viewChild('slot', { read: ViewContainerRef });

  constructor() {
    // Angular's own outlet would be in the first download of the application.
    effect(() => {
      const [slot, state, inputs] = [this.slot(), this.example.state(), this.inputs()];
      if (!slot || state.status !== 'ready') return;
      untracked(() => {
        slot.clear();
        const made = slot.createComponent(state.value.component);
        for (const [name, value] of Object.entries(inputs)) made.setInput(name, value);
      });
    });
  }
}
