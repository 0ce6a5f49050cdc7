import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { FieldRefApi } from './element/ref-api';
import { AppEmbedBase, EMBED_TEMPLATE } from './embed-base';
import { EmbedFrameComponent } from './frame/embed-frame.component';

/**
 * A list of a field's values for selections. Default height: 20 rem.
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
  /** Id of a master dimension. */
  readonly libraryId = input<string>();
  /** Heading in place of the field's name. */
  readonly heading = input<string>();
  /** Whether rows have less height. */
  readonly isDense = input<boolean>();

  protected readonly request = computed(() =>
    this.inApp('analytics/field', {
      'field-id': this.fieldId(),
      'library-id': this.libraryId(),
      title: this.heading(),
      'dense:boolean': this.isDense()?.toString(),
    }),
  );
}
