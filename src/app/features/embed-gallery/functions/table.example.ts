import { ChangeDetectionStrategy, Component, computed, input, linkedSignal, signal } from '@angular/core';
import { toQlikError } from 'ngx-qlik';
import { checkExpression, injectAppSession, injectFields, injectHypercube } from 'ngx-qlik/qix';

@Component({
  selector: 'app-table-example',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[attr.aria-busy]': 'isBusy()' },
  template: `
    <label>
      Field
      <select #choice (change)="field.set(choice.value)">
        @for (each of fields.value(); track each.name) {
          <option [value]="each.name" [selected]="each.name === field()">{{ each.name }}</option>
        } @empty {
          <option>
            {{ fields.hasValue() ? 'This app has none' : fields.error() ? '–' : 'The fields are read …' }}
          </option>
        }
      </select>
    </label>
    <label>Measure <input #text [value]="measure() ?? ''" /></label>
    <button type="button" (click)="calculate(text.value)">Calculate</button>
    @if (problem()) {
      <p role="alert">{{ problem() }}</p>
    }
    @if (fields.error() ?? table.error(); as error) {
      <p role="alert">
        {{ error.message }} {{ error.remedy }}
        <button type="button" (click)="fields.reload(); table.reload()">Try again</button>
      </p>
    }
    <table [attr.aria-busy]="table.isLoading()">
      <caption>
        @if (table.hasValue()) {
          {{ table.rowCount() === 1 ? 'One row' : table.rowCount() + ' rows, of which the first eight' }}
        } @else if (fields.isLoading() || table.isLoading()) {
          The table is calculated …
        }
      </caption>
      <tr>
        @for (column of table.columns(); track column.index) {
          <th scope="col">{{ column.title }}</th>
        }
      </tr>
      @for (row of table.firstRows().slice(0, 8); track row.index) {
        <tr>
          @for (cell of row.cells; track $index) {
            <td>{{ cell.text }}</td>
          }
        </tr>
      }
    </table>
  `,
})
export class TableExampleComponent {
  readonly connectionId = input.required<string>();
  readonly appId = input.required<string>();

  private readonly appSession = injectAppSession(() => ({
    connectionId: this.connectionId(),
    appId: this.appId(),
  }));
  protected readonly fields = injectFields(this.appSession);
  /** Kept when the list is read again. */
  protected readonly field = linkedSignal(computed(() => this.fields.value()?.at(0)?.name));
  protected readonly measure = linkedSignal(() => this.field() && `Count([${this.field()}])`);
  protected readonly problem = signal('');
  /** Whether an answer of the engine is awaited. */
  protected readonly isBusy = signal(false);
  private readonly definition = computed(() => {
    const [field, expression] = [this.field(), this.measure()];
    if (field === undefined || expression === undefined) return undefined;
    const measure = { expression, label: expression };
    return {
      dimensions: [field],
      measures: [measure],
      sort: { column: 1, direction: 'descending' as const },
    };
  });
  protected readonly table = injectHypercube(this.appSession, this.definition);

  /** The engine would calculate a wrong expression to a null, without an error. */
  protected async calculate(expression: string): Promise<void> {
    const appSession = this.appSession();
    if (!appSession) return;
    this.isBusy.set(true);
    try {
      const { isValid, syntaxError, unknownFields } = await checkExpression(appSession, expression);
      if (isValid) this.measure.set(expression);
      this.problem.set(
        isValid ? '' : (syntaxError ?? `There is no field of the name ${unknownFields.join(', ')}.`),
      );
    } catch (thrown) {
      this.problem.set(toQlikError(thrown).message);
    } finally {
      this.isBusy.set(false);
    }
  }
}
