import { ChangeDetectionStrategy, Component, CUSTOM_ELEMENTS_SCHEMA, inject } from '@angular/core';
import { ActivatedRoute } from '@angular/router';

@Component({
  selector: 'app-charts',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2>Charts</h2>
    @for (id of ids; track id) {
      <div class="chart">
        <qlik-embed ui="analytics/chart" [attr.app-id]="appId" [attr.object-id]="id"></qlik-embed>
      </div>
    }
  `,
  styles: '.chart { height: 280px; }',
})
export class ChartsComponent {
  protected readonly appId = inject(ActivatedRoute).snapshot.params['appId'] as string;
  protected readonly ids = Array.from({ length: 20 }, (_, index) => `many-${index + 1}`);
}
