import { ChangeDetectionStrategy, Component, computed, input, linkedSignal } from '@angular/core';
import { injectAppSession, injectHypercube, injectMasterItems } from 'ngx-qlik/qix';

@Component({
  selector: 'app-master-items-example',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (items.error() ?? table.error(); as error) {
      <p role="alert">
        {{ error.message }} {{ error.remedy }}
        <button type="button" (click)="items.reload(); table.reload()">Try again</button>
      </p>
    }
    <label>
      Dimension
      <select #by (change)="dimension.set(by.value)">
        @for (each of items.value()?.dimensions; track each.id) {
          <option [value]="each.id" [selected]="each.id === dimension()">{{ each.title }}</option>
        } @empty {
          <option>
            {{ items.hasValue() ? 'This app has none' : items.error() ? '–' : 'The master items are read …' }}
          </option>
        }
      </select>
    </label>
    <label>
      Measure
      <select #of (change)="measure.set(of.value)">
        @for (each of items.value()?.measures; track each.id) {
          <option [value]="each.id" [selected]="each.id === measure()">{{ each.title }}</option>
        } @empty {
          <option>
            {{ items.hasValue() ? 'This app has none' : items.error() ? '–' : 'The master items are read …' }}
          </option>
        }
      </select>
    </label>
    <table [attr.aria-busy]="table.isLoading()">
      <caption>
        The five highest
      </caption>
      <tr>
        @for (column of table.columns(); track column.index) {
          <th scope="col">{{ column.title }}</th>
        }
      </tr>
      @for (row of table.firstRows().slice(0, 5); track row.index) {
        <tr>
          @for (cell of row.cells; track $index) {
            <td>{{ cell.text }}</td>
          }
        </tr>
      }
    </table>
    @if (items.value(); as all) {
      <p>{{ all.visualizations.length }} master visualizations</p>
    }
  `,
})
export class MasterItemsExampleComponent {
  readonly connectionId = input.required<string>();
  readonly appId = input.required<string>();

  private readonly appSession = injectAppSession(() => ({
    connectionId: this.connectionId(),
    appId: this.appId(),
  }));
  protected readonly items = injectMasterItems(this.appSession);
  /** Kept when the list is read again. */
  protected readonly dimension = linkedSignal(computed(() => this.items.value()?.dimensions.at(0)?.id));
  protected readonly measure = linkedSignal(computed(() => this.items.value()?.measures.at(0)?.id));
  private readonly definition = computed(() => {
    const [dimension, measure] = [this.dimension(), this.measure()];
    if (dimension === undefined || measure === undefined) return undefined;
    return {
      dimensions: [{ libraryId: dimension }],
      measures: [{ libraryId: measure }],
      sort: { column: 1, direction: 'descending' as const },
    };
  });
  protected readonly table = injectHypercube(this.appSession, this.definition);
}
