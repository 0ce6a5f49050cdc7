import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { QlikRest } from 'ngx-qlik/rest';
import { injectLoad, loadedValue } from '../../../loading/load';
import { DemoCallComponent } from './demo-call.component';
import { FactsComponent } from './facts.component';

/** Name and id of the tenant. */
@Component({
  selector: 'app-tenant-call',
  imports: [DemoCallComponent, FactsComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <app-demo-call
      heading="Which tenant is this"
      call="GET /api/v1/tenants/me"
      [state]="tenant.state()"
      (retry)="tenant.reload()"
    >
      @if (facts(); as known) {
        <app-facts [facts]="known" />
      }
    </app-demo-call>
  `,
})
export class TenantCallComponent {
  private readonly rest = inject(QlikRest);
  readonly connectionId = input.required<string>();

  protected readonly tenant = injectLoad(() => this.rest.tenant(this.connectionId()));
  protected readonly facts = computed(() => {
    const tenant = loadedValue(this.tenant.state());
    return tenant && [['Name', tenant.name] as const, ['Id', tenant.id] as const];
  });
}
