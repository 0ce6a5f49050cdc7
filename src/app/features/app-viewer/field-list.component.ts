import { ChangeDetectionStrategy, Component, computed, input, signal } from '@angular/core';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatTableModule } from '@angular/material/table';
import { type AppSession, injectFields, injectMasterItems, type MasterItem } from 'ngx-qlik/qix';
import { ListStateComponent } from '../../app-objects/list-state.component';
import { EmptyStateComponent } from '../../ui/empty-state.component';
import { writeNumber } from '../../ui/write-number';

/** The fields of the app with their number of values and their tables, and the master items. */
@Component({
  selector: 'app-field-list',
  imports: [EmptyStateComponent, ListStateComponent, MatFormFieldModule, MatInput, MatTableModule],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './field-list.component.html',
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 2fr) minmax(0, 1fr);
      gap: 16px;
      align-items: start;
    }
    @media (max-width: 839px) {
      :host {
        grid-template-columns: minmax(0, 1fr);
      }
    }
    .number {
      text-align: end;
      font-variant-numeric: tabular-nums;
    }
    @media (max-width: 599px) {
      .number {
        text-align: start;
      }
    }
    mat-form-field {
      max-width: 480px;
    }
    ul {
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      padding: 6px 0;
    }
  `,
})
export class FieldListComponent {
  protected readonly writeNumber = writeNumber;
  readonly appSession = input.required<AppSession | undefined>();

  protected readonly fields = injectFields(this.appSession);
  protected readonly library = injectMasterItems(this.appSession);
  protected readonly search = signal('');

  protected readonly found = computed(() => {
    const wanted = this.search().trim().toLocaleLowerCase();
    return (this.fields.value() ?? []).filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
  });
  protected readonly masterItems = computed<
    readonly { readonly kind: string; readonly items: readonly MasterItem[] }[]
  >(() => {
    const items = this.library.value();
    if (!items) return [];
    return [
      { kind: 'Dimensions', items: items.dimensions },
      { kind: 'Measures', items: items.measures },
      { kind: 'Visualizations', items: items.visualizations },
    ];
  });

  protected readonly COLUMNS = ['name', 'cardinality', 'tables'];
  protected readonly onSearch = (event: Event) => {
    if (event.target instanceof HTMLInputElement) this.search.set(event.target.value);
  };
}
