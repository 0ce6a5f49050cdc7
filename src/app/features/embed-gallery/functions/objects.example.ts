import { ChangeDetectionStrategy, Component, computed, input, signal } from '@angular/core';
import { type QlikError, toQlikError } from 'ngx-qlik';
import { injectAppSession, injectLayout, injectModel, injectObject, injectSheets } from 'ngx-qlik/qix';

@Component({
  selector: 'app-objects-example',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[attr.aria-busy]': 'isBusy()' },
  template: `
    @if (failure(); as error) {
      <p role="alert">{{ error.message }} {{ error.remedy }}</p>
    }
    @if (sheets.error() ?? count.error() ?? model.error() ?? chart.error(); as error) {
      <p role="alert">
        {{ error.message }} {{ error.remedy }}
        <button type="button" (click)="sheets.reload(); count.reload(); model.reload(); chart.reload()">
          Try again
        </button>
      </p>
    }
    @if (count.hasValue()) {
      <p>{{ key() }}: {{ count.value().toLocaleString() }} values under the present selections.</p>
    }
    @if (chart.hasValue()) {
      <p>The first chart: {{ chart.value().visualization }}</p>
    } @else if (sheets.hasValue() && chartId() === undefined) {
      <p>The first sheet has no chart.</p>
    }
    <button type="button" [disabled]="!chart.hasValue()" (click)="readProperties()">
      Read its properties
    </button>
    <p role="status">{{ properties() }}</p>
    <table [attr.aria-busy]="model.isLoading()">
      <caption>
        Tables of the data model
      </caption>
      <tr>
        <th scope="col">Table</th>
        <th scope="col">Rows</th>
        <th scope="col">Fields</th>
      </tr>
      @for (table of model.value()?.tables; track table.name) {
        <tr>
          <td>{{ table.name }}</td>
          <td>{{ table.rowCount.toLocaleString() }}</td>
          <td>{{ table.fields.length }}</td>
        </tr>
      }
    </table>
  `,
})
export class ObjectsExampleComponent {
  readonly connectionId = input.required<string>();
  readonly appId = input.required<string>();

  private readonly appSession = injectAppSession(() => ({
    connectionId: this.connectionId(),
    appId: this.appId(),
  }));
  protected readonly sheets = injectSheets(this.appSession);
  protected readonly chartId = computed(() => {
    const cells = this.sheets.value()?.at(0)?.cells ?? [];
    return cells.find(({ type }) => type !== 'filterpane')?.objectId;
  });
  /** Its layout, which follows the selections, and with `call` each method of the engine's object. */
  protected readonly chart = injectObject<{ readonly visualization?: string }>(this.appSession, this.chartId);
  protected readonly properties = signal('');
  protected readonly failure = signal<QlikError | undefined>(undefined);
  /** Whether an answer of the engine is awaited. */
  protected readonly isBusy = signal(false);
  protected readonly model = injectModel(this.appSession);
  protected readonly key = computed(() => this.model.value()?.tables.at(0)?.fields.at(0)?.name);
  /** An object of this component's own: the engine calculates it anew when the selections change. */
  protected readonly count = injectLayout(
    this.appSession,
    () => {
      const key = this.key();
      if (key === undefined) return undefined;
      const values = { qValueExpression: `=Count(distinct [${key}])` };
      return { properties: { qInfo: { qType: 'count' }, values } };
    },
    { read: (layout: { readonly values: number }) => layout.values },
  );

  protected async readProperties(): Promise<void> {
    this.isBusy.set(true);
    try {
      const { qInfo } = await this.chart.call((object) => object.getProperties());
      this.properties.set(`They are of the object ${qInfo?.qId}.`);
      this.failure.set(undefined);
    } catch (thrown) {
      this.failure.set(toQlikError(thrown));
    } finally {
      this.isBusy.set(false);
    }
  }
}
