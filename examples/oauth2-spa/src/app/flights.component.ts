import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { QlikChartComponent } from 'ngx-qlik/embed';
import { type HypercubeDefinition, injectAppSession, injectHypercube } from 'ngx-qlik/qix';
import { CONNECTION } from './connection';

/** A chart of the app, and a table that this page calculates itself, over the same data and the same selections. */
@Component({
  selector: 'app-flights',
  imports: [QlikChartComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <qlik-chart [connectionId]="connection" [appId]="appId" objectId="flights-by-state" />

    @if (table.state(); as state) {
      @switch (state.status) {
        @case ('loading') {
          <p role="status">Loading …</p>
        }
        @case ('failed') {
          <p role="alert">{{ state.error.message }} {{ state.error.remedy }}</p>
        }
        @case ('ready') {
          <table>
            <caption>
              {{
                state.value.rowCount
              }}
              states, those with the longest delays first
            </caption>
            <thead>
              <tr>
                @for (column of state.value.columns; track column.index) {
                  <th scope="col">{{ column.title }}</th>
                }
              </tr>
            </thead>
            <tbody>
              @for (row of state.value.firstRows.slice(0, 10); track row.index) {
                <tr>
                  @for (cell of row.cells; track $index) {
                    <td>{{ cell.text }}</td>
                  }
                </tr>
              }
            </tbody>
          </table>
        }
      }
    }
  `,
})
export class FlightsComponent {
  protected readonly connection = CONNECTION;
  /** In the address of the app in Qlik: …/sense/app/<id>. */
  protected readonly appId = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1001';

  /** Open as long as this component lives; the chart above shares it. */
  private readonly appSession = injectAppSession(() => ({ connectionId: CONNECTION, appId: this.appId }));
  private readonly definition = signal<HypercubeDefinition>({
    dimensions: [{ field: '[Origin State]', label: 'From' }],
    measures: [
      { expression: 'Count([Flight ID])', label: 'Flights', format: '#,##0' },
      { expression: 'Avg(Delay)', label: 'Average delay (min)', format: '0.0' },
    ],
    sort: { column: 2, direction: 'descending' },
  });
  protected readonly table = injectHypercube(this.appSession, this.definition);
}
