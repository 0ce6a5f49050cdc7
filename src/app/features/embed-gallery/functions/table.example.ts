import { ChangeDetectionStrategy, Component, computed, input, linkedSignal } from '@angular/core';
import { injectAppSession, injectFields, injectHypercube } from 'ngx-qlik/qix';

@Component({
  selector: 'app-table-example',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <label>
      Field
      <select #choice (change)="field.set(choice.value)">
        @for (each of fields.value(); track each.name) {
          <option [value]="each.name" [selected]="each.name === field()">{{ each.name }}</option>
        }
      </select>
    </label>
    @if (table.error(); as error) {
      <p role="alert">
        {{ error.message }} {{ error.remedy }}
        <button type="button" (click)="table.reload()">Try again</button>
      </p>
    }
    <table [attr.aria-busy]="table.isLoading()">
      <caption>
        {{
          table.rowCount()
        }}
        rows, of which the first eight
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
  protected readonly field = linkedSignal(() => this.fields.value()?.at(0)?.name);
  private readonly definition = computed(() => {
    const field = this.field();
    if (field === undefined) return undefined;
    const measure = { expression: `Count([${field}])`, label: 'Rows of data' };
    return {
      dimensions: [field],
      measures: [measure],
      sort: { column: 1, direction: 'descending' as const },
    };
  });
  protected readonly table = injectHypercube(this.appSession, this.definition);
}
