import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { FieldRefApi } from './element/ref-api';
import { AppEmbedBase, EMBED_TEMPLATE } from './embed-base';
import { EmbedFrameComponent } from './frame/embed-frame.component';

/**
 * The values of a field, to select from. It is 20 rem high unless a style says otherwise.
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
  /** The field's name; without it, `libraryId` is needed. */
  readonly fieldId = input<string>();
  /** A master dimension. */
  readonly libraryId = input<string>();
  /** Heading in place of the field's name. */
  readonly heading = input<string>();
  /** Rows close to each other. */
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
