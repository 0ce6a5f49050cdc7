import { DOCUMENT } from '@angular/common';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenu, MatMenuContent, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { ConnectionRegistry } from 'ngx-qlik';
import type { AppSession, Hypercube } from 'ngx-qlik/qix';
import {
  type ExportFormat,
  exportFormats,
  type ExportRequest,
  type ExportState,
  injectExports,
  type RunningExport,
  saveFile,
} from 'ngx-qlik/reports';
import { describeProblem } from '../connections/describe-problem';
import { PageTitle } from '../page/page-title';
import { ErrorPanelComponent } from '../ui/error-panel.component';
import { IconComponent } from '../ui/icon.component';
import { injectIdle } from '../ui/idle';
import { RunningTaskComponent } from '../ui/running-task.component';

const LABELS: Readonly<Record<ExportFormat, string>> = {
  xlsx: 'Data as Excel (.xlsx)',
  csv: 'Data as text (.csv)',
  png: 'Image (.png)',
  pdf: 'Document (.pdf)',
  pptx: 'PowerPoint (.pptx)',
};

/** Exports a chart, a sheet or a table in the formats of its platform, with the present selections; shows progress and errors below. */
@Component({
  selector: 'app-export-menu',
  imports: [
    ErrorPanelComponent,
    IconComponent,
    MatButton,
    MatMenu,
    MatMenuContent,
    MatMenuItem,
    MatMenuTrigger,
    RunningTaskComponent,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (isIdle() && formats().length > 0) {
      <button #opener mat-stroked-button type="button" [matMenuTriggerFor]="menu">
        {{ label() }}
        <app-icon matButtonIcon iconPositionEnd name="chevron" />
      </button>
      <mat-menu #menu>
        <ng-template matMenuContent>
          @for (format of formats(); track format) {
            <button mat-menu-item type="button" (click)="start(format)">{{ labels[format] }}</button>
          }
        </ng-template>
      </mat-menu>
    }
    @if (latest(); as current) {
      @let state = current.state();
      <div class="outcome">
        <app-running-task
          name="export"
          [isRunning]="current.isRunning()"
          [progress]="current.progress()"
          [status]="describe(state)"
          (canceled)="cancel(current)"
        />
        @if (state.status === 'failed') {
          <app-error-panel
            [problem]="describeProblem(state.error)"
            [retryLabel]="state.error.code === 'export-unsupported' ? undefined : 'Try again'"
            (retry)="again()"
          />
        }
      </div>
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      align-items: flex-start;
      gap: 8px;
      min-width: 0;
    }
    .outcome {
      display: flex;
      flex-direction: column;
      gap: 4px;
      width: 100%;
      min-width: min(320px, 100%);
    }
  `,
})
export class ExportMenuComponent {
  readonly appSession = input<AppSession>();
  /** The chart or sheet; without it, {@link hypercube}. */
  readonly objectId = input<string>();
  readonly kind = input<'chart' | 'sheet'>('chart');
  /** A table in the page, with all its rows. */
  readonly hypercube = input<Hypercube>();
  readonly label = input('Export');

  /** Connections and the page's title are needed for some exports only. */
  private readonly injector = inject(Injector);
  private readonly document = inject(DOCUMENT);
  private readonly exports = injectExports();
  private readonly opener = viewChild<unknown, ElementRef<HTMLElement>>('opener', { read: ElementRef });
  /** What it exports is shown first. */
  protected readonly isIdle = injectIdle();
  protected readonly labels = LABELS;
  protected readonly describeProblem = describeProblem;
  protected readonly latest = signal<RunningExport | undefined>(undefined);
  private format: ExportFormat = 'csv';

  protected readonly formats = computed<readonly ExportFormat[]>(() => {
    if (this.hypercube()) return ['csv'];
    const appSession = this.appSession();
    if (!appSession || this.objectId() === undefined) return [];
    return exportFormats(
      this.injector.get(ConnectionRegistry).get(appSession.connectionId).platform,
      this.kind(),
    );
  });

  protected start(format: ExportFormat): void {
    const request = this.requestFor(format);
    if (!request) return;
    this.format = format;
    this.latest()?.cancel();
    const running = this.exports.start(request);
    this.latest.set(running);
    running.file.then(
      (file) => saveFile(file, this.document),
      // The state has the error, and is shown.
      () => undefined,
    );
  }

  protected again(): void {
    this.start(this.format);
  }

  protected cancel(running: RunningExport): void {
    running.cancel();
    // The button that had the focus is gone.
    this.opener()?.nativeElement.focus();
  }

  protected describe(state: ExportState): string {
    switch (state.status) {
      case 'preparing':
        return 'Preparing the export …';
      case 'queued':
        return 'Waiting for Qlik …';
      case 'producing':
        return this.hypercube() ? 'Reading the rows …' : 'Qlik makes the file …';
      case 'downloading':
        return 'Downloading the file …';
      case 'done':
        return [`${state.file.name} is saved.`, ...state.file.warnings].join(' ');
      case 'canceled':
        return 'The export was canceled.';
      case 'failed':
        return '';
    }
  }

  private requestFor(format: ExportFormat): ExportRequest | undefined {
    const [hypercube, appSession, objectId] = [this.hypercube(), this.appSession(), this.objectId()];
    if (hypercube) {
      const names = { app: this.injector.get(PageTitle).current(), title: 'Data table' };
      return { hypercube, format: 'csv', names };
    }
    if (!appSession || objectId === undefined) return undefined;
    return { appSession, objectId, format, kind: this.kind() };
  }
}
