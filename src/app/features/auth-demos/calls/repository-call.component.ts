import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { QlikRepository } from 'ngx-qlik/rest';
import { injectLoad, loadedValue } from '../../../loading/load';
import { DemoCallComponent } from './demo-call.component';
import { FactsComponent } from './facts.component';

/** Build and database of the server's repository. */
@Component({
  selector: 'app-repository-call',
  imports: [DemoCallComponent, FactsComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <app-demo-call
      heading="Which server is this"
      call="GET /qrs/about"
      [state]="about.state()"
      (retry)="about.reload()"
    >
      @if (facts(); as known) {
        <app-facts [facts]="known" />
      }
    </app-demo-call>
  `,
})
export class RepositoryCallComponent {
  private readonly repository = inject(QlikRepository);
  readonly connectionId = input.required<string>();

  protected readonly about = injectLoad(() => this.repository.about(this.connectionId()));
  protected readonly facts = computed(() => {
    const about = loadedValue(this.about.state());
    return about && [['Build', about.buildVersion] as const, ['Database', about.databaseProvider] as const];
  });
}
