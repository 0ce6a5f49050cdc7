import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { type AppSession, type HypercubeDefinition, injectHypercube, injectSelections } from 'ngx-qlik/qix';

/** A filter of the page's own, in place of Qlik's: a list of the values of a field, of which one can be selected. */
@Component({
  selector: 'app-field-filter',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <label>
      {{ label() }}
      <select #list (change)="select(list.value)">
        <option value="" [selected]="selected() === ''">All</option>
        @for (row of values.firstRows(); track row.index) {
          @let text = row.cells.at(0)?.text ?? '';
          <option [value]="text" [selected]="text === selected()">{{ text }}</option>
        }
      </select>
    </label>
  `,
})
export class FieldFilterComponent {
  readonly appSession = input.required<AppSession | undefined>();
  readonly field = input.required<string>();
  readonly label = input.required<string>();

  /** The set expression {1} counts without regard to selections, so that the list has the values that are not selected too. */
  private readonly definition = computed<HypercubeDefinition>(() => ({
    dimensions: [{ field: `[${this.field()}]`, hidesNull: true }],
    measures: ['Count({1} [Movie ID])'],
    sort: { column: 0, direction: 'ascending' },
  }));
  protected readonly values = injectHypercube(this.appSession, this.definition);

  private readonly selections = injectSelections(this.appSession);
  /** The one selected value; empty with none, and with several, which other parts of the page can select. */
  protected readonly selected = computed(() => {
    const [first = '', ...others] =
      this.selections.fields().find(({ field }) => field === this.field())?.texts ?? [];
    return others.length === 0 ? first : '';
  });

  protected async select(text: string): Promise<void> {
    if (text === '') await this.selections.clear(this.field());
    else await this.selections.select(this.field(), [text]);
  }
}
