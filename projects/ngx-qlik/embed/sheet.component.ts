import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { toOptionalBoolean, toPresence } from './element/embed-attributes';
import type { EmbedRefApi } from './element/ref-api';
import { AppEmbedBase, EMBED_TEMPLATE } from './embed-base';
import { EmbedFrameComponent } from './frame/embed-frame.component';

/**
 * A sheet with its charts. Default height: 36 rem.
 *
 * @example <qlik-sheet connectionId="tenant" [appId]="appId" sheetId="abc" />
 */
@Component({
  selector: 'qlik-sheet',
  imports: [EmbedFrameComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: EMBED_TEMPLATE,
  styles: ':host { display: block; position: relative; height: 36rem; min-height: 12rem; }',
})
export class QlikSheetComponent extends AppEmbedBase<EmbedRefApi> {
  readonly sheetId = input.required<string>();
  /** Whether to draw as Qlik's own client does: all chart types, extensions and themes (`preview`; Qlik Cloud, since December 2025). */
  readonly isPreview = input(undefined, { transform: toOptionalBoolean });

  protected readonly request = computed(() =>
    this.inApp(
      'analytics/sheet',
      {
        'object-id': this.sheetId(),
        preview: toPresence(this.isPreview()),
      },
      // Qlik's element has its API when the last chart is there, which one slow calculation holds up.
      { objectId: this.sheetId(), sign: '.njs-viz' },
    ),
  );
}
