import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { toJsonAttribute, toOptionalBoolean } from './element/embed-attributes';
import type { EmbedRefApi } from './element/ref-api';
import { AppEmbedBase, EMBED_TEMPLATE } from './embed-base';
import { EmbedFrameComponent } from './frame/embed-frame.component';

/** Values to select when the app opens. */
export interface ClassicSelection {
  readonly field: string;
  readonly values: readonly (string | number)[];
}

/**
 * A whole app in Qlik's client, in an iframe: sheets, their navigation and the selections bar. Default height: 48 rem.
 *
 * The iframe is a page of the tenant: it needs the tenant's session in this browser, and a tenant that allows this origin to frame it. See
 * docs/embedding.md for both, and for what this page cannot detect. `ready` means that the iframe has loaded and the app is open.
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
  /** Id of the first sheet to show. Default: the app's first. */
  readonly sheetId = input<string>();
  /** Id of a bookmark to apply on opening. */
  readonly bookmarkId = input<string>();
  /** Whether to clear all selections on opening, before the bookmark and {@link selections}. */
  readonly clearsSelections = input(undefined, { transform: toOptionalBoolean });
  /** Name of an alternate state to clear on opening. */
  readonly clearedState = input<string>();
  /** Selections to make on opening. */
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
