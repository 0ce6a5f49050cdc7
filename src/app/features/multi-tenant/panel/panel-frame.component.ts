import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  signal,
} from '@angular/core';
import { type QlikConnection } from 'ngx-qlik';
import { provideConnectionScope } from 'ngx-qlik/scope';
import { QLIK_EMBED_TIME_LIMIT } from 'ngx-qlik/embed';
import { provideAppSessions } from 'ngx-qlik/qix';
import { provideQlikRest } from 'ngx-qlik/rest';
import { describeProblem } from '../../../connections/describe-problem';
import { ErrorPanelComponent } from '../../../ui/error-panel.component';
import type { PanelFailure } from '../error-boundary/panel-failure';
import { ErrorBoundaryComponent, type BoundaryContent } from '../error-boundary/error-boundary.component';
import { PANEL_PORT, type PanelPort } from './panel-port';
import { SelectionRepeater } from './selection-repeater';
import { TenantPanelComponent } from './tenant-panel.component';

/** Among many connections nobody looks at one for a minute. */
const REST_LIMIT_MS = 20_000;
const EMBED_LIMIT_MS = 45_000;

/** The place of one connection's panel. What goes wrong in the panel, in whatever way, ends here. */
@Component({
  selector: 'app-panel-frame',
  imports: [ErrorBoundaryComponent, ErrorPanelComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  // Whatever the user does in here makes it the panel that the others follow.
  host: { '(pointerdown)': 'lead()', '(keydown)': 'lead()', '(focusin)': 'lead()' },
  template: `
    <section class="card" [attr.aria-label]="connection().label">
      @if (failure(); as failed) {
        @if (failed.isRemoved) {
          <h3>{{ connection().label }}</h3>
        }
        <app-error-panel
          [problem]="failed.problem"
          [retryLabel]="'Start the panel again'"
          (retry)="startAgain()"
        >
          <button type="button" class="button button-text" (click)="closed.emit()">Close the panel</button>
        </app-error-panel>
      }
      <app-error-boundary [content]="content()" (failed)="recordFailure($event)" />
    </section>
  `,
  styles: `
    section {
      min-width: 0;
    }
  `,
})
export class PanelFrameComponent {
  private readonly repeater = inject(SelectionRepeater);

  readonly connection = input.required<QlikConnection>();
  readonly appId = input<string>();
  /** Grows each time that everything is to be fetched anew. */
  readonly refreshes = input(0);
  /** What is to be open in the panel from now on. */
  readonly appChosen = output<string | undefined>();
  readonly closed = output();

  private readonly id = computed(() => this.connection().id);
  private readonly starts = signal(0);
  private readonly latestFailure = linkedSignal<number, PanelFailure | undefined>({
    source: this.starts,
    computation: () => undefined,
  });

  protected readonly failure = computed(() => {
    const latestFailure = this.latestFailure();
    if (!latestFailure) return undefined;
    const remedy = latestFailure.isRemoved
      ? 'Only this panel has stopped. Start it again; if it stops again, close it and report the details.'
      : 'Try again; if it stays, start the panel again.';
    return {
      isRemoved: latestFailure.isRemoved,
      problem: { ...describeProblem(latestFailure.error), remedy },
    };
  });
  protected readonly content = computed((): BoundaryContent => {
    this.starts();
    return {
      component: TenantPanelComponent,
      providers: [
        provideConnectionScope(this.id()),
        provideAppSessions(),
        provideQlikRest({ timeLimit: REST_LIMIT_MS }),
        { provide: QLIK_EMBED_TIME_LIMIT, useValue: EMBED_LIMIT_MS },
        { provide: PANEL_PORT, useValue: this.port },
      ],
    };
  });

  private readonly port: PanelPort = {
    appId: this.appId,
    refreshes: this.refreshes,
    repeater: this.repeater,
    open: (appId) => this.appChosen.emit(appId),
    closeApp: () => this.appChosen.emit(undefined),
    close: () => this.closed.emit(),
  };

  protected lead(): void {
    this.repeater.lead(this.id());
  }

  protected recordFailure(failure: PanelFailure): void {
    this.latestFailure.set(failure);
  }

  protected startAgain(): void {
    this.starts.update((count) => count + 1);
  }
}
