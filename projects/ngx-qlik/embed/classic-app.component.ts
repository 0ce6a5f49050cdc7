import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { toJsonAttribute } from './element/embed-attributes';
import type { EmbedRefApi } from './element/ref-api';
import { AppEmbedBase, EMBED_TEMPLATE } from './embed-base';
import { EmbedFrameComponent } from './frame/embed-frame.component';

/** Values to select when the app opens. */
export interface ClassicSelection {
  readonly field: string;
  readonly values: readonly (string | number)[];
}

/**
 * A whole app in Qlik's own client, in a frame: sheets, their navigation and the selections bar. It is 48 rem high unless a style says
 * otherwise.
 *
 * The frame is a page of the tenant: it needs the tenant's session in this browser, and a tenant that lets this origin frame it. See
 * docs/embedding.md for both, and for what cannot be known from here. `ready` means that the frame has loaded and the app is open.
 *
 * @example <qlik-classic-app connectionId="tenant" [appId]="appId" sheetId="abc" />
 */
@Component({
  selector: 'qlik-classic-app',
  imports: [EmbedFrameComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: EMBED_TEMPLATE,
  styles: ':host { display: block; position: relative; height: 48rem; min-height: 16rem; }',
})
export class QlikClassicAppComponent extends AppEmbedBase<EmbedRefApi> {
  /** The sheet to begin with; without one, the app's first. */
  readonly sheetId = input<string>();
  /** A bookmark to apply at the beginning. */
  readonly bookmarkId = input<string>();
  /** Begin with nothing selected, before the bookmark and {@link selections}. */
  readonly clearsSelections = input<boolean>();
  /** An alternate state to clear at the beginning. */
  readonly clearedState = input<string>();
  /** What to select at the beginning. */
  readonly selections = input<readonly ClassicSelection[]>();

  protected readonly request = computed(() =>
    this.inApp(
      'classic/app',
      {
        'sheet-id': this.sheetId(),
        bookmark: this.bookmarkId(),
        'clear-selections': this.clearsSelections()?.toString(),
        'clear-state': this.clearedState(),
        'select:json': toJsonAttribute(this.selections()),
      },
      { objectId: this.sheetId(), sign: 'iframe' },
    ),
  );
}
