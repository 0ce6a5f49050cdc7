import { ChangeDetectionStrategy, Component, input, signal } from '@angular/core';
import { type QlikError, toQlikError } from 'ngx-qlik';
import { injectAppReloads, type RunningReload } from 'ngx-qlik/api';

@Component({
  selector: 'app-reload-example',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let current = reload();
    <button type="button" [disabled]="current?.isRunning() ?? false" (click)="start()">Reload the app</button>
    @if (current) {
      @let state = current.state();
      <p role="status">{{ state.status }}</p>
      @if (current.isRunning()) {
        <progress aria-label="Progress of the reload" [attr.value]="current.progress()"></progress>
        <button type="button" (click)="cancel(current)">Cancel</button>
      }
      @if (state.status === 'failed') {
        <p role="alert">{{ state.error.message }} {{ state.error.remedy }}</p>
      }
    }
    @if (refusal(); as error) {
      <p role="alert">{{ error.message }} {{ error.remedy }}</p>
    }
  `,
})
export class ReloadExampleComponent {
  readonly connectionId = input.required<string>();
  readonly appId = input.required<string>();

  private readonly reloads = injectAppReloads(() => this.connectionId());
  protected readonly reload = signal<RunningReload | undefined>(undefined);
  /** Why Qlik did not cancel it. */
  protected readonly refusal = signal<QlikError | undefined>(undefined);

  protected start(): void {
    this.refusal.set(undefined);
    this.reload.set(this.reloads.start(this.appId()));
  }

  protected async cancel(running: RunningReload): Promise<void> {
    try {
      await running.cancel();
    } catch (thrown) {
      this.refusal.set(toQlikError(thrown));
    }
  }
}
