import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { type EmbedBoolean, toOptionalBoolean } from './element/embed-attributes';
import type { FieldRefApi } from './element/ref-api';
import { AppEmbedBase, EMBED_TEMPLATE } from './embed-base';
import { EmbedFrameComponent } from './frame/embed-frame.component';

/** Order of the values of a field: below each other, or beside each other. */
export type FieldListLayout = 'vertical' | 'horizontal';

/** How often each value occurs: not shown, as a number, as a percentage, or as a share of 1. */
export type FieldFrequencyMode = 'none' | 'value' | 'percent' | 'relative';

/** Whether there is a search field; `toggle` shows it after a click on its icon. */
export type FieldSearch = boolean | 'toggle';

/** What the input for {@link FieldSearch} accepts. */
export type FieldSearchInput = EmbedBoolean | 'toggle';

/** Place of the toolbar of a field: in the list, in a popup, or as the width allows. */
export type FieldToolbarMode = 'attach' | 'detach' | 'auto';

/**
 * A list of a field's values for selections. Default height: 20 rem.
 *
 * Its options are those of nebula's `FieldInstance.mount()`, with the same defaults.
 *
 * @example <qlik-field connectionId="tenant" [appId]="appId" fieldId="Carrier" />
 */
@Component({
  selector: 'qlik-field',
  imports: [EmbedFrameComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: EMBED_TEMPLATE,
  styles: ':host { display: block; position: relative; height: 20rem; min-height: 8rem; }',
})
export class QlikFieldComponent extends AppEmbedBase<FieldRefApi> {
  /** The field's name; required without `libraryId`. */
  readonly fieldId = input<string>();
  /** Id of a master item. */
  readonly libraryId = input<string>();
  /** Kind of that master item (`type`). */
  readonly libraryType = input<'dimension' | 'measure'>('dimension');
  /** Heading in place of the field's name (`title`). */
  readonly heading = input<string>();
  /** Whether rows have less height (`dense`). */
  readonly isDense = input(undefined, { transform: toOptionalBoolean });
  /** Direction of the texts. */
  readonly direction = input<'ltr' | 'rtl'>();
  /** Order of the values (`list-layout`). */
  readonly listLayout = input<FieldListLayout>();
  /** Form of the number of occurrences (`frequency-mode`). */
  readonly frequencyMode = input<FieldFrequencyMode>();
  /** Whether a bar behind each value shows how often it occurs (`histogram`). */
  readonly hasHistogram = input(undefined, { transform: toOptionalBoolean });
  /** Whether values have checkboxes (`checkboxes`). */
  readonly hasCheckboxes = input(undefined, { transform: toOptionalBoolean });
  /** Whether there is a search field. */
  readonly search = input<FieldSearch | undefined, FieldSearchInput>(undefined, { transform: toSearch });
  /** Whether the heading has tools for selections (`toolbar`). */
  readonly hasToolbar = input(undefined, { transform: toOptionalBoolean });
  /** Place of the tools (`toolbar-mode`). */
  readonly toolbarMode = input<FieldToolbarMode>();
  /** Whether the heading has a lock for the selections (`show-lock`). */
  readonly hasLock = input(undefined, { transform: toOptionalBoolean });
  /** Name of an alternate state (`state-name`). */
  readonly stateName = input<string>();

  protected readonly request = computed(() => {
    const search = this.search();
    return this.inApp('analytics/field', {
      'field-id': this.fieldId(),
      'library-id': this.libraryId(),
      type: this.libraryId() === undefined ? undefined : this.libraryType(),
      title: this.heading(),
      direction: this.direction(),
      'list-layout': this.listLayout(),
      'frequency-mode': this.frequencyMode(),
      'toolbar-mode': this.toolbarMode(),
      'state-name': this.stateName(),
      'dense:boolean': this.isDense()?.toString(),
      'histogram:boolean': this.hasHistogram()?.toString(),
      'checkboxes:boolean': this.hasCheckboxes()?.toString(),
      'toolbar:boolean': this.hasToolbar()?.toString(),
      'show-lock:boolean': this.hasLock()?.toString(),
      [search === 'toggle' ? 'search' : 'search:boolean']: search?.toString(),
    });
  });
}

function toSearch(value: FieldSearchInput): FieldSearch | undefined {
  return value === 'toggle' ? value : toOptionalBoolean(value);
}
