import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { QlikRest } from 'ngx-qlik/rest';
import { injectLoad, loadedValue } from '../../../loading/load';
import { DemoCallComponent } from './demo-call.component';
import { FactsComponent } from './facts.component';

/** The current user at the tenant. */
@Component({
  selector: 'app-tenant-user-call',
  imports: [DemoCallComponent, FactsComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <app-demo-call
      heading="Who am I"
      call="GET /api/v1/users/me"
      [state]="user.state()"
      (retry)="user.reload()"
    >
      @if (facts(); as known) {
        <app-facts [facts]="known" />
      }
    </app-demo-call>
  `,
})
export class TenantUserCallComponent {
  private readonly rest = inject(QlikRest);
  readonly connectionId = input.required<string>();

  protected readonly user = injectLoad(() => this.rest.currentUser(this.connectionId()));
  protected readonly facts = computed(() => {
    const user = loadedValue(this.user.state());
    return (
      user && [
        ['Name', user.name] as const,
        ['Email', user.email] as const,
        ['Subject', user.subject] as const,
      ]
    );
  });
}
