import { ChangeDetectionStrategy, Component, CUSTOM_ELEMENTS_SCHEMA } from '@angular/core';
import { environment } from './environment';

@Component({
  selector: 'app-chart',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2>Chart</h2>
    <div class="chart">
      <qlik-embed ui="analytics/chart" [attr.app-id]="appId" object-id="flights-by-state"></qlik-embed>
    </div>
  `,
  styles: '.chart { height: 600px; }',
})
export class ChartComponent {
  protected readonly appId = environment.appId;
}
