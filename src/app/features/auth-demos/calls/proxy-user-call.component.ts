import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { QlikRepository } from 'ngx-qlik/rest';
import { injectLoad, loadedValue } from '../../../loading/load';
import { DemoCallComponent } from './demo-call.component';
import { FactsComponent } from './facts.component';

/** The current user at the virtual proxy. */
@Component({
  selector: 'app-proxy-user-call',
  imports: [DemoCallComponent, FactsComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <app-demo-call heading="Who am I" call="GET /qps/user" [state]="user.state()" (retry)="user.reload()">
      @if (facts(); as known) {
        <app-facts [facts]="known" />
      }
    </app-demo-call>
  `,
})
export class ProxyUserCallComponent {
  private readonly repository = inject(QlikRepository);
  readonly connectionId = input.required<string>();

  protected readonly user = injectLoad(() => this.repository.proxyUser(this.connectionId()));
  protected readonly facts = computed(() => {
    const user = loadedValue(this.user.state());
    return (
      user && [
        ['Name', user.userName ?? 'Anonymous user'] as const,
        ['User', user.userId] as const,
        ['Directory', user.userDirectory] as const,
      ]
    );
  });
}
