import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { toJsonAttribute } from './element/embed-attributes';
import { EmbedBase, EMBED_TEMPLATE } from './embed-base';
import { EmbedFrameComponent } from './frame/embed-frame.component';

/**
 * A snapshot of a chart, drawn from its data without an app and without a sign-in. Default height: 16 rem.
 *
 * Qlik's code draws it, so the connection names the tenant that serves `/qlik-embed/main.js`. `ready` emits `undefined`.
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
  /** A chart's layout with its data and `snapshotData`, from Qlik's sharing tasks or nebula's `takeSnapshot`. */
  readonly data = input.required<Readonly<Record<string, unknown>>>();
  /** Name of a theme of Qlik or of the tenant. Default: that of {@link QLIK_EMBED_DEFAULTS}. */
  readonly theme = input<string>();
  /** For example `en-US`. Default: that of {@link QLIK_EMBED_DEFAULTS}. */
  readonly language = input<string>();

  protected readonly request = computed(() =>
    this.toRequest(
      'analytics/snapshot',
      {
        'data:json': toJsonAttribute(this.data()),
        theme: this.theme() ?? this.defaults().theme,
        language: this.language() ?? this.defaults().language,
      },
      { sign: '.njs-viz, canvas, svg, table', isOffline: true },
    ),
  );
}
