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
import { MatButton } from '@angular/material/button';
import { type QlikConnection } from 'ngx-qlik';
import { provideConnectionScope } from 'ngx-qlik/scope';
import { QLIK_EMBED_TIME_LIMIT } from 'ngx-qlik/embed';
import { provideAppSessions } from 'ngx-qlik/qix';
import { provideQlikRest } from 'ngx-qlik/rest';
import { describeProblem } from '../../../connections/describe-problem';
import { ErrorPanelComponent } from '../../../ui/error-panel.component';
import { SUBJECT, type Subject, SubjectDirective } from '../../../ui/subject';
import type { PanelFailure } from '../error-boundary/panel-failure';
import { ErrorBoundaryComponent, type BoundaryContent } from '../error-boundary/error-boundary.component';
import { PANEL_PORT, type PanelPort } from './panel-port';
import { SelectionRepeater } from './selection-repeater';
import { TenantPanelComponent } from './tenant-panel.component';

/** Shorter limits than by default, because many connections are on one page. */
const REST_LIMIT_MS = 20_000;
const EMBED_LIMIT_MS = 45_000;

/** The frame of one connection's panel. Errors of the panel are shown here. */
@Component({
  selector: 'app-panel-frame',
  imports: [ErrorBoundaryComponent, ErrorPanelComponent, MatButton, SubjectDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  // The panel that the user works in is the source of repeated selections.
  host: { '(pointerdown)': 'lead()', '(keydown)': 'lead()', '(focusin)': 'lead()' },
  template: `
    <section class="card" [appSubject]="connection().label" [attr.aria-label]="connection().label">
      @if (failure(); as failed) {
        @if (failed.isRemoved) {
          <h3>{{ connection().label }}</h3>
        }
        <app-error-panel
          [problem]="failed.problem"
          [retryLabel]="'Start the panel again'"
          (retry)="startAgain()"
        >
          <button mat-button type="button" (click)="closed.emit()">Close the panel</button>
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
  /** Increases when all data is to be fetched again. */
  readonly refreshes = input(0);
  /** The app to open in the panel; `undefined` closes it. */
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
      : 'Try again. If the error occurs again, start the panel again.';
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
        { provide: SUBJECT, useValue: this.subject },
      ],
    };
  });

  private readonly subject: Subject = { name: () => this.connection().label };
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
