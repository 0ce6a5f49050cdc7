import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { toJsonAttribute } from './element/embed-attributes';
import { EmbedBase, EMBED_TEMPLATE } from './embed-base';
import { EmbedFrameComponent } from './frame/embed-frame.component';
import type { EmbedRequest } from './frame/embed-request';

/**
 * A chart as it was when a snapshot was taken: drawn from its data alone, without an app and without a sign-in. It is 16 rem high unless
 * a style says otherwise.
 *
 * Qlik's own code draws it, so the connection names the tenant that serves `/qlik-embed/main.js`. `ready` comes with nothing.
 *
 * @example <qlik-snapshot connectionId="tenant" [data]="snapshot" />
 */
@Component({
  selector: 'qlik-snapshot',
  imports: [EmbedFrameComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: EMBED_TEMPLATE,
  styles: ':host { display: block; position: relative; height: 16rem; min-height: 6rem; }',
})
export class QlikSnapshotComponent extends EmbedBase<undefined> {
  /** A chart's layout with its data and `snapshotData`, as Qlik's sharing tasks and nebula's `takeSnapshot` give it. */
  readonly data = input.required<Readonly<Record<string, unknown>>>();
  /** Name of one of Qlik's or the tenant's themes. */
  readonly theme = input<string>();
  /** For example `en-US`. */
  readonly language = input<string>();

  protected readonly request = computed((): EmbedRequest => ({
    connectionId: this.connectionId(),
    ui: 'analytics/snapshot',
    sign: '.njs-viz, canvas, svg, table',
    isOffline: true,
    attributes: {
      'data:json': toJsonAttribute(this.data()),
      theme: this.theme(),
      language: this.language(),
    },
  }));
}
