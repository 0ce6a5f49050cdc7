import { ChangeDetectionStrategy, Component } from '@angular/core';
import { QlikChartComponent, QlikFieldComponent, QlikSelectionsComponent } from 'ngx-qlik/embed';
import { injectAppSession, injectSelections } from 'ngx-qlik/qix';
import { FieldFilterComponent } from './field-filter.component';
import { KeyFiguresComponent } from './key-figures.component';
import { MovieTableComponent } from './movie-table.component';
import { APP, CONNECTION } from './movies-app';

/**
 * The dashboard. All its parts show the same app session, so a selection in one of them (a filter, a bar of a chart, a value of the field)
 * is applied to all.
 */
@Component({
  selector: 'app-root',
  imports: [
    FieldFilterComponent,
    KeyFiguresComponent,
    MovieTableComponent,
    QlikChartComponent,
    QlikFieldComponent,
    QlikSelectionsComponent,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <header>
      <h1>Movies</h1>
      <app-field-filter [appSession]="appSession()" field="Release Year" label="Year" />
      <app-field-filter [appSession]="appSession()" field="MPAA Rating" label="Rating" />
      <button type="button" [disabled]="selections.fields().length === 0" (click)="selections.clear()">
        Clear all
      </button>
    </header>
    <qlik-selections [connectionId]="connection" [appId]="app" />
    <app-key-figures [appSession]="appSession()" />
    <section class="charts" aria-label="Charts">
      <qlik-field [connectionId]="connection" [appId]="app" fieldId="Major Genre" heading="Genre" />
      <qlik-chart [connectionId]="connection" [appId]="app" objectId="gross-by-genre" />
      <qlik-chart [connectionId]="connection" [appId]="app" objectId="movies-by-rating" />
    </section>
    <app-movie-table [appSession]="appSession()" />
  `,
  styles: `
    .charts {
      display: grid;
      grid-template-columns: 12rem 2fr 1fr;
      gap: 1rem;
    }
    qlik-field {
      height: 22rem;
    }
  `,
})
export class AppComponent {
  protected readonly connection = CONNECTION;
  protected readonly app = APP;
  protected readonly appSession = injectAppSession(() => ({ connectionId: CONNECTION, appId: APP }));
  protected readonly selections = injectSelections(this.appSession);
}
