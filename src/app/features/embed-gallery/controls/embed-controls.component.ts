import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import type { ChartColumn, EmbedContext } from 'ngx-qlik/embed';
import { isRecord } from '../../../json/is-record';
import type { AppLists, ListItem } from '../app-lists';
import { type EmbedInput, type EmbedUi, type EmbedValue, type EmbedValues, isColumns } from '../embed-ui';
import { ColumnPickerComponent } from './column-picker.component';
import { InteractionsComponent } from './interactions.component';
import { JsonInputComponent, type JsonValue } from './json-input.component';

/** A control for each input of an embed. */
@Component({
  selector: 'app-embed-controls',
  imports: [ColumnPickerComponent, InteractionsComponent, JsonInputComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './embed-controls.component.html',
  styleUrl: './controls.scss',
})
export class EmbedControlsComponent {
  readonly ui = input.required<EmbedUi>();
  readonly lists = input.required<AppLists>();
  readonly values = input.required<EmbedValues>();
  readonly changed = output<EmbedValues>();

  protected textOf({ name }: EmbedInput): string {
    const value = this.values()[name];
    return typeof value === 'string' ? value : '';
  }

  protected isOn({ name }: EmbedInput): boolean {
    return this.values()[name] === true;
  }

  protected columnsOf({ name }: EmbedInput): readonly ChartColumn[] {
    const value = this.values()[name];
    return isColumns(value) ? value : [];
  }

  protected objectOf({ name }: EmbedInput): EmbedContext | undefined {
    const value = this.values()[name];
    return typeof value === 'object' && !isColumns(value) ? value : undefined;
  }

  protected jsonOf(input: EmbedInput): JsonValue | undefined {
    const value = this.values()[input.name];
    return isColumns(value) ? value.filter(isRecord) : this.objectOf(input);
  }

  /** Returns the options, preceded by the present value if it is not one of them: an invalid value set on purpose. */
  protected choicesOf(input: EmbedInput): readonly ListItem[] {
    if (input.control.kind !== 'choice') return [];
    const list = this.lists()[input.control.list];
    const value = this.textOf(input);
    const isListed = value === '' || list.some((item) => item.value === value);
    return isListed ? list : [{ value, label: value }, ...list];
  }

  protected set({ name }: EmbedInput, value: EmbedValue | undefined): void {
    this.changed.emit({ ...this.values(), [name]: value });
  }

  protected setText(input: EmbedInput, { target }: Event): void {
    if (target instanceof HTMLSelectElement || target instanceof HTMLInputElement) {
      this.set(input, target.value.trim() || undefined);
    }
  }

  /** Off is not set, unless the default of the component is on. */
  protected setToggle(input: EmbedInput, { target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    const off = input.control.kind === 'toggle' && input.control.isOnByDefault ? false : undefined;
    this.set(input, target.checked || off);
  }
}
