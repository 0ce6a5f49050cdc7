import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  signal,
} from '@angular/core';
import { ConnectionRegistry } from 'ngx-qlik';
import { injectAppSession, injectSheets } from 'ngx-qlik/qix';
import { type ExportFormat, exportFormats, QlikExportDirective } from 'ngx-qlik/reports';

@Component({
  selector: 'app-export-example',
  imports: [QlikExportDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <label>
      Chart
      <select #chart (change)="objectId.set(chart.value)">
        @for (each of charts(); track each.objectId) {
          <option [value]="each.objectId" [selected]="each.objectId === objectId()">
            {{ each.type }}: {{ each.objectId }}
          </option>
        } @empty {
          <option>
            {{ sheets.hasValue() ? 'This app has none' : sheets.error() ? '–' : 'The sheets are read …' }}
          </option>
        }
      </select>
    </label>
    @if (sheets.error(); as error) {
      <p role="alert">
        {{ error.message }} {{ error.remedy }}
        <button type="button" (click)="sheets.reload()">Try again</button>
      </p>
    }
    <label>
      Format
      <select #format (change)="choose(format.value)">
        @for (each of formats(); track each) {
          <option [value]="each" [selected]="each === chosen()">{{ each }}</option>
        }
      </select>
    </label>
    <button type="button" [qlikExport]="request()" #export="qlikExport">Export</button>
    @if (export.isRunning()) {
      <progress aria-label="Progress of the export" [attr.value]="export.progress()"></progress>
      <button type="button" (click)="export.cancel()">Cancel</button>
    }
    @if (export.state(); as state) {
      @if (state.status === 'done') {
        <p>{{ state.file.name }} is saved.</p>
      } @else if (state.status === 'failed') {
        <p role="alert">{{ state.error.message }} {{ state.error.remedy }}</p>
      }
    }
  `,
})
export class ExportExampleComponent {
  readonly connectionId = input.required<string>();
  readonly appId = input.required<string>();

  private readonly connections = inject(ConnectionRegistry);
  private readonly appSession = injectAppSession(() => ({
    connectionId: this.connectionId(),
    appId: this.appId(),
  }));
  protected readonly sheets = injectSheets(this.appSession);
  protected readonly charts = computed(() =>
    (this.sheets.value() ?? []).flatMap(({ cells }) => cells.filter(({ type }) => type !== 'filterpane')),
  );
  /** Kept when the list is read again. */
  protected readonly objectId = linkedSignal(computed(() => this.charts().at(0)?.objectId));
  protected readonly formats = computed(() =>
    exportFormats(this.connections.get(this.connectionId()).platform, 'chart'),
  );
  protected readonly chosen = signal<ExportFormat>('xlsx');

  protected readonly request = computed(() => {
    const [appSession, objectId] = [this.appSession(), this.objectId()];
    if (!appSession || objectId === undefined) return undefined;
    return { appSession, objectId, format: this.chosen() };
  });

  protected choose(format: string): void {
    this.chosen.set(this.formats().find((each) => each === format) ?? 'xlsx');
  }
}
