import { ChangeDetectionStrategy, Component, input, output, signal, VERSION } from '@angular/core';
import { QlikChartComponent } from 'ngx-qlik/embed';
import { type HypercubeDefinition, injectAppSession, injectHypercube } from 'ngx-qlik/qix';

const CONNECTION = 'weather';
const APP = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1003';

/** Days by weather. As a custom element: the property `kind` marks a row, the event `kindSelected` reports a click on one. */
@Component({
  selector: 'app-weather',
  imports: [QlikChartComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2>Micro-frontend: Angular {{ version }}</h2>
    <qlik-chart [connectionId]="connection" [appId]="app" objectId="days-by-weather" />
    @let state = table.state();
    @if (state.status === 'failed') {
      <p role="alert">{{ state.error.message }} {{ state.error.remedy }}</p>
    }
    <table>
      <thead>
        <tr>
          <th scope="col">Weather</th>
          <th scope="col">Days</th>
        </tr>
      </thead>
      <tbody>
        @for (row of table.firstRows().slice(0, 5); track row.index) {
          @let name = row.cells.at(0)?.text ?? '';
          <tr [attr.aria-current]="name === kind() || null">
            <td>
              <button type="button" (click)="kindSelected.emit(name)">{{ name }}</button>
            </td>
            <td>{{ row.cells.at(1)?.text }}</td>
          </tr>
        }
      </tbody>
    </table>
  `,
  styles: `
    qlik-chart {
      height: 22rem;
    }
    [aria-current] {
      font-weight: bold;
    }
  `,
})
export class WeatherComponent {
  readonly kind = input('');
  readonly kindSelected = output<string>();

  protected readonly version = VERSION.full;
  protected readonly connection = CONNECTION;
  protected readonly app = APP;
  private readonly appSession = injectAppSession(() => ({ connectionId: CONNECTION, appId: APP }));
  private readonly definition = signal<HypercubeDefinition>({
    dimensions: ['Weather'],
    measures: [{ expression: 'Count(Date)', format: '#,##0' }],
    sort: { column: 1, direction: 'descending' },
  });
  protected readonly table = injectHypercube(this.appSession, this.definition);
}
