import { ChangeDetectionStrategy, Component, computed, input, output, signal } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import type { ChartColumn } from 'ngx-qlik/embed';
import { IconComponent } from '../../../ui/icon.component';
import type { AppLists, ListItem } from '../app-lists';

/** Chooses the columns of a chart: dimensions or measures from the library, from fields, or as expressions. */
@Component({
  selector: 'app-column-picker',
  imports: [IconComponent, MatButton, MatIconButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <fieldset>
      <legend>{{ label() }}</legend>
      <ul [attr.aria-label]="'Chosen: ' + label()">
        @for (column of columns(); track $index) {
          <li>
            <code>{{ nameOf(column) }}</code>
            <button
              mat-icon-button
              type="button"
              [attr.aria-label]="'Remove ' + nameOf(column)"
              (click)="remove($index)"
            >
              <app-icon name="close" />
            </button>
          </li>
        } @empty {
          <li class="quiet">None</li>
        }
      </ul>
      <select
        class="control"
        [attr.aria-label]="'Add one of the app’s: ' + label()"
        (change)="choose($event)"
      >
        <option value="" selected>Add …</option>
        @for (item of choices(); track item.value) {
          <option [value]="item.value">{{ item.label }}</option>
        }
      </select>
      <form (submit)="write($event)">
        <input
          class="control"
          type="text"
          autocomplete="off"
          spellcheck="false"
          [attr.aria-label]="'Add an expression: ' + label()"
          [placeholder]="kind() === 'measures' ? '=Sum([Sales])' : '[Region] or =Year([Date])'"
          [value]="written()"
          (input)="type($event)"
        />
        <button mat-stroked-button type="submit" [disabled]="written().trim() === ''">Add</button>
      </form>
    </fieldset>
  `,
  styleUrl: './controls.scss',
})
export class ColumnPickerComponent {
  readonly label = input.required<string>();
  readonly kind = input.required<'dimensions' | 'measures'>();
  readonly columns = input.required<readonly ChartColumn[]>();
  readonly lists = input.required<AppLists>();
  readonly changed = output<readonly ChartColumn[]>();

  protected readonly written = signal('');
  protected readonly choices = computed<readonly ListItem[]>(() => {
    const { masterDimensions, masterMeasures, fields, numericFields } = this.lists();
    const library = this.kind() === 'measures' ? masterMeasures : masterDimensions;
    const own = this.kind() === 'measures' ? numericFields.map(toSum) : fields.map(toField);
    return [...library.map(({ value, label }) => ({ value: LIBRARY + value, label })), ...own];
  });

  /** Display name: the title in the library, or the expression. */
  protected nameOf(column: ChartColumn): string {
    if (typeof column === 'string') return column;
    const id = column['qLibraryId'];
    const { masterDimensions, masterMeasures } = this.lists();
    const item = [...masterDimensions, ...masterMeasures].find(({ value }) => value === id);
    return item?.label ?? JSON.stringify(column);
  }

  protected remove(index: number): void {
    this.changed.emit(this.columns().filter((_, each) => each !== index));
  }

  protected choose({ target }: Event): void {
    if (!(target instanceof HTMLSelectElement) || target.value === '') return;
    this.add(this.toColumn(target.value));
    target.value = '';
  }

  protected type({ target }: Event): void {
    if (target instanceof HTMLInputElement) this.written.set(target.value);
  }

  protected write(event: Event): void {
    event.preventDefault();
    const text = this.written().trim();
    this.add(this.kind() === 'measures' && !text.startsWith('=') ? `=${text}` : text);
    this.written.set('');
  }

  private toColumn(value: string): ChartColumn {
    if (!value.startsWith(LIBRARY)) return value;
    const column = { qLibraryId: value.slice(LIBRARY.length) };
    return this.kind() === 'measures' ? { ...column, type: 'measure' } : column;
  }

  private add(column: ChartColumn): void {
    this.changed.emit([...this.columns(), column]);
  }
}

const LIBRARY = 'library:';

function toField({ value }: ListItem): ListItem {
  const name = bracketed(value);
  return { value: name, label: `${value} (field)` };
}

function toSum({ value }: ListItem): ListItem {
  return { value: `=Sum(${bracketed(value)})`, label: `Sum of ${value}` };
}

function bracketed(field: string): string {
  return `[${field.replaceAll(']', ']]')}]`;
}
