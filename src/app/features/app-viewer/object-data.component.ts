import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { MatAnchor } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import { type AppSession, readObjectColumns } from 'ngx-qlik/qix';
import { from } from 'rxjs';
import { injectChartList } from '../../app-objects/chart-list';
import { ListStateComponent } from '../../app-objects/list-state.component';
import { describeProblem } from '../../connections/describe-problem';
import { OtherUserComponent } from '../../connections/other-user.component';
import { ExportMenuComponent } from '../../exports/export-menu.component';
import { injectLoad } from '../../loading/load';
import { EmptyStateComponent } from '../../ui/empty-state.component';
import { ErrorPanelComponent } from '../../ui/error-panel.component';
import { ProgressComponent } from '../../ui/progress.component';
import { DataTableComponent } from './data-table/data-table.component';

/** The data of a chart, as a table with the chart's columns. */
@Component({
  selector: 'app-object-data',
  imports: [
    DataTableComponent,
    EmptyStateComponent,
    ErrorPanelComponent,
    ExportMenuComponent,
    ListStateComponent,
    MatAnchor,
    OtherUserComponent,
    ProgressComponent,
    RouterLink,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="card" aria-labelledby="object-data-title">
      <h2 id="object-data-title">Data of a chart</h2>
      <app-list-state
        things="charts"
        [lists]="chartList.lists"
        [empty]="charts().length === 0 ? 'This app has no charts' : ''"
      >
        <p>The data table shows the data of the app.</p>
      </app-list-state>
      @if (chart(); as shown) {
        <div class="row">
          <label>
            Chart
            <select class="control" (change)="choose($event)">
              @for (each of charts(); track each.id) {
                <option [value]="each.id" [selected]="each.id === shown.id">{{ each.label }}</option>
              }
            </select>
          </label>
          <a
            mat-button
            [routerLink]="[]"
            [queryParams]="{ view: 'sheets', chart: shown.id }"
            queryParamsHandling="merge"
            >See the chart</a
          >
          @for (target of [shown.id]; track target) {
            <app-export-menu [appSession]="appSession()" [objectId]="target" label="Export this chart" />
          }
        </div>
        @let state = columns.state();
        @switch (state.status) {
          @case ('failed') {
            <app-error-panel [problem]="describeProblem(state.error)" (retry)="columns.reload()">
              @if (appSession(); as open) {
                <app-other-user [connectionId]="open.connectionId" [code]="state.error.code" />
              }
            </app-error-panel>
          }
          @case ('ready') {
            @if (state.value; as definition) {
              <app-data-table
                [appSession]="appSession()"
                [definition]="definition"
                [isTall]="true"
                (action)="action.emit($event)"
              />
            } @else {
              <app-empty-state title="This object has no data">
                <p>Filter panes and text objects have no table of data. Choose a chart.</p>
              </app-empty-state>
            }
          }
          @default {
            <app-progress label="Fetching the chart’s columns …" />
          }
        }
      }
    </section>
  `,
  styles: `
    label {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px;
      min-width: 0;
    }
    select {
      min-width: 0;
      max-width: 100%;
    }
  `,
})
export class ObjectDataComponent {
  private readonly router = inject(Router);

  readonly appSession = input.required<AppSession | undefined>();
  /** The chart to show; the first one if the app does not have it. */
  readonly chartId = input.required<string | undefined>();
  /** An action in progress; it may fail. */
  readonly action = output<Promise<void>>();

  protected readonly chartList = injectChartList(this.appSession);
  protected readonly charts = computed(() => this.chartList.charts() ?? []);
  protected readonly chart = computed(() => {
    const charts = this.charts();
    return charts.find(({ id }) => id === this.chartId()) ?? charts[0];
  });
  private readonly shownId = computed(() => this.chart()?.id);
  protected readonly columns = injectLoad(() => {
    const [appSession, id] = [this.appSession(), this.shownId()];
    return appSession && id !== undefined ? from(readObjectColumns(appSession, id)) : undefined;
  });
  protected readonly describeProblem = describeProblem;

  protected choose({ target }: Event): void {
    if (!(target instanceof HTMLSelectElement)) return;
    void this.router.navigate([], { queryParams: { chart: target.value }, queryParamsHandling: 'merge' });
  }
}
