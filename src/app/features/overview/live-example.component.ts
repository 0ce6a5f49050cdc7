import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { QlikAuthService } from 'ngx-qlik';
import { QlikChartComponent, QlikSheetComponent } from 'ngx-qlik/embed';
import { injectAppSession, injectSheets } from 'ngx-qlik/qix';
import { findReason } from '../../connections/connection-status';
import { describeProblem } from '../../connections/describe-problem';
import { injectOpenApp } from '../../connections/open-app';
import { EMBED_VIEWS } from '../../app-objects/embed-views';
import { THEMED_EMBEDS } from '../../app-objects/themed-embeds';
import { ErrorPanelComponent } from '../../ui/error-panel.component';
import { injectMediaQuery } from '../../ui/media-query';
import { SkeletonComponent } from '../../ui/skeleton.component';

const SMALL_TYPES: readonly string[] = ['kpi', 'filterpane', 'listbox', 'text-image', 'action-button'];

/** A sheet of an app that everyone may see; its first chart on a narrow screen. Nothing where no connection has such an app. */
@Component({
  selector: 'app-live-example',
  imports: [ErrorPanelComponent, QlikChartComponent, QlikSheetComponent, RouterLink, SkeletonComponent],
  providers: [EMBED_VIEWS, THEMED_EMBEDS],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let shown = sheet();
    @let appId = app()?.id ?? '';
    @if (connection(); as open) {
      @if (problem(); as found) {
        <app-error-panel [problem]="found" (retry)="retry()" />
      } @else if (shown) {
        <p class="quiet">
          {{ app()?.name }}, from {{ open.label }}:
          <a [routerLink]="['/connections', open.id, 'apps', appId]">open the app</a>
        </p>
        @if (isNarrow()) {
          @if (chart(); as cell) {
            <qlik-chart [connectionId]="open.id" [appId]="appId" [objectId]="cell.objectId" />
          }
        } @else {
          <qlik-sheet [connectionId]="open.id" [appId]="appId" [sheetId]="shown.id" />
        }
      } @else if (isEmpty()) {
        <p>{{ open.label }} shows no app with a sheet to everyone.</p>
      } @else {
        <app-skeleton of="sheet" class="sheet" />
      }
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 8px;
    }
    qlik-sheet,
    app-skeleton.sheet {
      height: 700px;
    }
    qlik-chart {
      height: 320px;
    }
  `,
})
export class LiveExampleComponent {
  private readonly auth = inject(QlikAuthService);
  private readonly openApp = injectOpenApp();
  private readonly apps = this.openApp.apps;

  protected readonly connection = this.openApp.connection;
  protected readonly app = this.openApp.app;
  private readonly appSession = injectAppSession(() => {
    const [connection, app] = [this.connection(), this.app()];
    return connection && app && { connectionId: connection.id, appId: app.id };
  });
  private readonly sheets = injectSheets(this.appSession);
  protected readonly sheet = computed(() => this.sheets.value()?.[0]);
  /** On a narrow screen a chart says more than a number or a filter. */
  protected readonly chart = computed(() => {
    const cells = this.sheet()?.cells ?? [];
    return cells.find(({ type }) => !SMALL_TYPES.includes(type)) ?? cells[0];
  });
  protected readonly isEmpty = computed(
    () => (this.apps.state().status === 'ready' && !this.app()) || (this.sheets.hasValue() && !this.sheet()),
  );
  protected readonly problem = computed(() => {
    const connection = this.connection();
    const apps = this.apps.state();
    const error =
      (connection && findReason(this.auth.state(connection.id)())) ??
      (apps.status === 'failed' ? apps.error : undefined) ??
      this.sheets.error();
    return error && describeProblem(error);
  });

  protected readonly isNarrow = injectMediaQuery('(max-width: 899px)');

  protected retry(): void {
    const connection = this.connection();
    if (connection) void this.auth.connectionSession(connection.id).retry();
    this.apps.reload();
    this.sheets.reload();
  }
}
