import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { QlikChartComponent, QlikLoadingDirective } from 'ngx-qlik/embed';
import { type HypercubeDefinition, injectAppSession, injectHypercube } from 'ngx-qlik/qix';

/** The id of the connection in public/connections.json. */
const CONNECTION = 'tenant';
/** In the address of the app in Qlik: …/sense/app/<id>. */
const APP = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1002';

/**
 * The server renders the texts, the loading templates and the empty table. The browser takes that page over as it is, and loads charts and
 * data into it: nothing here asks where it runs.
 */
@Component({
  selector: 'app-root',
  imports: [QlikChartComponent, QlikLoadingDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h1>Movies</h1>
    <p>What movies earn, by genre. This text is in the page before any script has run.</p>
    <qlik-chart [connectionId]="connection" [appId]="app" objectId="gross-by-genre">
      <ng-template qlikLoading>
        <p class="placeholder" role="status">The chart is loading …</p>
      </ng-template>
    </qlik-chart>
    @let state = table.state();
    @if (state.status === 'failed') {
      <p role="alert">{{ state.error.message }} {{ state.error.remedy }}</p>
    }
    <table>
      <thead>
        <tr>
          <th scope="col">Genre</th>
          <th scope="col">Movies</th>
          <th scope="col">Average IMDB rating</th>
        </tr>
      </thead>
      <tbody>
        @for (row of table.firstRows(); track row.index) {
          <tr>
            @for (cell of row.cells; track $index) {
              <td>{{ cell.text }}</td>
            }
          </tr>
        }
      </tbody>
    </table>
  `,
  styles: `
    .placeholder {
      display: grid;
      place-items: center;
      height: 100%;
      margin: 0;
      background: #f4f4f4;
    }
  `,
})
export class AppComponent {
  protected readonly connection = CONNECTION;
  protected readonly app = APP;
  private readonly appSession = injectAppSession(() => ({ connectionId: CONNECTION, appId: APP }));
  private readonly definition = signal<HypercubeDefinition>({
    dimensions: [{ field: '[Major Genre]', hidesNull: true }],
    measures: [
      { expression: 'Count([Movie ID])', format: '#,##0' },
      { expression: 'Avg([IMDB Rating])', format: '0.0' },
    ],
    sort: { column: 1, direction: 'descending' },
  });
  protected readonly table = injectHypercube(this.appSession, this.definition);
}
