import { ChangeDetectionStrategy, Component, computed, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { type QlikError, toQlikError } from 'ngx-qlik';
import { injectAppReloads, type ReloadState, type RunningReload } from 'ngx-qlik/api';
import { describeProblem } from '../../connections/describe-problem';
import { ErrorPanelComponent } from '../../ui/error-panel.component';
import { RunningTaskComponent } from '../../ui/running-task.component';

const TEXTS: Readonly<Record<ReloadState['status'], string>> = {
  starting: 'Qlik is asked for a reload …',
  queued: 'The reload is in Qlik’s queue.',
  reloading: 'Qlik reloads the data …',
  canceling: 'The reload is being canceled …',
  succeeded: 'The data is reloaded. Open the app again to see it.',
  canceled: 'The reload was canceled. The app has the data that it had.',
  failed: '',
};

/** Reloads an app of Qlik Cloud; shows its progress and why it failed below, and cancels it. */
@Component({
  selector: 'app-app-reload',
  imports: [ErrorPanelComponent, MatButton, RunningTaskComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let current = latest();
    <button mat-stroked-button type="button" [disabled]="current?.isRunning() ?? false" (click)="start()">
      Reload the data
    </button>
    @if (current) {
      @let state = current.state();
      <app-running-task
        name="reload"
        [isRunning]="current.isRunning()"
        [progress]="current.progress()"
        [status]="texts[state.status]"
        (canceled)="cancel(current)"
      />
      @if (state.status === 'failed') {
        <app-error-panel [problem]="describeProblem(state.error)" (retry)="start()" />
      }
    }
    @if (shownRefusal(); as error) {
      <app-error-panel [problem]="describeProblem(error)" [retryLabel]="undefined" />
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      align-items: flex-start;
      gap: 8px;
    }
  `,
})
export class AppReloadComponent {
  readonly connectionId = input.required<string>();
  readonly appId = input.required<string>();

  private readonly reloads = injectAppReloads(() => this.connectionId());
  protected readonly texts = TEXTS;
  protected readonly describeProblem = describeProblem;
  protected readonly latest = signal<RunningReload | undefined>(undefined);
  /** Why a reload was not canceled. */
  private readonly refusal = signal<{ readonly of: RunningReload; readonly error: QlikError } | undefined>(
    undefined,
  );
  /** Of the latest one, while it can still be canceled. */
  protected readonly shownRefusal = computed(() => {
    const [latest, refusal] = [this.latest(), this.refusal()];
    return latest?.isRunning() && refusal?.of === latest ? refusal.error : undefined;
  });

  protected start(): void {
    this.latest.set(this.reloads.start(this.appId()));
  }

  protected async cancel(running: RunningReload): Promise<void> {
    this.refusal.set(undefined);
    try {
      await running.cancel();
    } catch (thrown) {
      this.refusal.set({ of: running, error: toQlikError(thrown) });
    }
  }
}
