import { ChangeDetectionStrategy, Component, CUSTOM_ELEMENTS_SCHEMA, inject } from '@angular/core';
import { ActivatedRoute } from '@angular/router';
import { environment } from './environment';

/** A chart of an app of each tenant, with Qlik's attributes for several hosts on one page. */
@Component({
  selector: 'app-tenants',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2>Tenants</h2>
    <div class="grid">
      @for (host of hosts; track host) {
        <section>
          <h3>{{ host }}</h3>
          <div class="chart">
            <qlik-embed
              ui="analytics/chart"
              [attr.host]="host"
              [attr.client-id]="clientId"
              access-token-storage="session"
              [attr.app-id]="appIds[$index]"
              object-id="flights-by-state"
            ></qlik-embed>
          </div>
        </section>
      }
    </div>
  `,
  styles: `
    .grid {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(340px, 1fr));
      gap: 16px;
    }
    .chart {
      height: 320px;
    }
  `,
})
export class TenantsComponent {
  protected readonly hosts = environment.tenants.split(',');
  protected readonly clientId = environment.clientId;
  protected readonly appIds = (inject(ActivatedRoute).snapshot.params['appIds'] as string).split(',');
}
