import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { ConnectionRegistry } from 'ngx-qlik';
import { describeProblem } from '../../connections/describe-problem';
import { ErrorPanelComponent } from '../../ui/error-panel.component';
import { ProgressComponent } from '../../ui/progress.component';

/** Replaces the application while its configuration is invalid: shows file, connection and field, and the remedy. */
@Component({
  selector: 'app-configuration-problem',
  imports: [ErrorPanelComponent, ProgressComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <main class="page">
      @if (problem(); as found) {
        <header class="page-head">
          <h1>The configuration cannot be used</h1>
          <p class="lead">
            The application reads its connections to Qlik at start-up, and needs them for all other pages.
          </p>
        </header>
        <app-error-panel [problem]="found" retryLabel="Read it again" (retry)="retry()" />
      } @else {
        <h1 class="visually-hidden">Qlik in Angular</h1>
        <app-progress label="Reading the configuration …" />
      }
    </main>
  `,
})
export class ConfigurationProblemComponent {
  private readonly registry = inject(ConnectionRegistry);

  protected readonly problem = computed(() => {
    const configuration = this.registry.configuration();
    return configuration.status === 'failed' ? describeProblem(configuration.error) : undefined;
  });

  protected retry(): void {
    void this.registry.load();
  }
}
