import { DOCUMENT } from '@angular/common';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  signal,
} from '@angular/core';
import { type QlikError, toQlikError } from 'ngx-qlik';
import {
  type HypercubeFields,
  injectAppSession,
  injectHypercube,
  injectSheets,
  readObjectColumns,
} from 'ngx-qlik/qix';
import { exportFileName, saveFile, toCsv } from 'ngx-qlik/reports';

@Component({
  selector: 'app-chart-data-example',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[attr.aria-busy]': 'isReading()' },
  template: `
    <label>
      Chart
      <select #chart (change)="objectId.set(chart.value)">
        @for (each of objects(); track each) {
          <option [value]="each" [selected]="each === objectId()">{{ each }}</option>
        } @empty {
          <option>
            {{ sheets.hasValue() ? 'This app has none' : sheets.error() ? '–' : 'The sheets are read …' }}
          </option>
        }
      </select>
    </label>
    <button type="button" [disabled]="isReading() || !objectId()" (click)="read()">Read its data</button>
    @if (failure(); as error) {
      <p role="alert">{{ error.message }} {{ error.remedy }}</p>
    }
    @if (sheets.error() ?? table.error(); as error) {
      <p role="alert">
        {{ error.message }} {{ error.remedy }}
        <button type="button" (click)="sheets.reload(); table.reload()">Try again</button>
      </p>
    }
    @if (table.hasValue()) {
      <p role="status">
        {{ table.rowCount() === 1 ? 'One row' : table.rowCount() + ' rows' }} of {{ titles().join(', ') }}
      </p>
      <button type="button" (click)="save()">Save the first rows as CSV</button>
    } @else if (isReading() || table.isLoading()) {
      <p role="status">The data are read …</p>
    }
  `,
})
export class ChartDataExampleComponent {
  readonly connectionId = input.required<string>();
  readonly appId = input.required<string>();

  private readonly page = inject(DOCUMENT);
  private readonly appSession = injectAppSession(() => ({
    connectionId: this.connectionId(),
    appId: this.appId(),
  }));
  protected readonly sheets = injectSheets(this.appSession);
  protected readonly objects = computed(() =>
    (this.sheets.value()?.at(0)?.cells ?? [])
      .filter(({ type }) => type !== 'filterpane')
      .map(({ objectId }) => objectId),
  );
  /** Kept when the list is read again. */
  protected readonly objectId = linkedSignal(computed(() => this.objects().at(0)));
  /** The columns of the chart; a chart without data has none. */
  private readonly columns = signal<HypercubeFields | undefined>(undefined);
  protected readonly table = injectHypercube(this.appSession, this.columns);
  protected readonly titles = computed(() => this.table.columns().map(({ title }) => title));
  protected readonly isReading = signal(false);
  protected readonly failure = signal<QlikError | undefined>(undefined);

  protected async read(): Promise<void> {
    const [appSession, objectId] = [this.appSession(), this.objectId()];
    if (!appSession || objectId === undefined) return;
    this.isReading.set(true);
    this.failure.set(undefined);
    try {
      this.columns.set(await readObjectColumns(appSession, objectId));
    } catch (thrown) {
      this.failure.set(toQlikError(thrown));
    } finally {
      this.isReading.set(false);
    }
  }

  /** For all rows: `injectExports`, with this hypercube. */
  protected save(): void {
    const rows = this.table
      .firstRows()
      .map(({ cells }) => cells.map(({ isNull, text }) => (isNull ? null : text)));
    const name = exportFileName({ title: this.objectId(), extension: 'csv' });
    const content = new Blob([toCsv([this.titles(), ...rows])], { type: 'text/csv' });
    saveFile({ name, content, warnings: [] }, this.page);
  }
}
