import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { type EmbedBoolean, toOptionalBoolean } from './element/embed-attributes';
import type { ClassicChartRefApi } from './element/ref-api';
import { AppEmbedBase, EMBED_TEMPLATE } from './embed-base';
import { EmbedFrameComponent } from './frame/embed-frame.component';

/**
 * A chart of the app in Qlik's client: for charts that nebula does not draw, such as older extensions. Default height: 16 rem.
 *
 * In an iframe by default, as Qlik recommends for extensions; the requirements of the iframe and the meaning of `ready` are those of
 * `QlikClassicAppComponent`. With `[isFramed]="false"` in the page, without these requirements.
 *
 * @example <qlik-classic-chart connectionId="tenant" [appId]="appId" objectId="abc" />
 */
@Component({
  selector: 'qlik-classic-chart',
  imports: [EmbedFrameComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: EMBED_TEMPLATE,
  styles: ':host { display: block; position: relative; height: 16rem; min-height: 6rem; }',
})
export class QlikClassicChartComponent extends AppEmbedBase<ClassicChartRefApi> {
  readonly objectId = input.required<string>();
  /** Whether Qlik draws in an iframe (`iframe`). */
  override readonly isFramed = input<boolean | undefined, EmbedBoolean>(true, {
    transform: toOptionalBoolean,
  });
  /** Emits after each drawing of a chart in the page (`on-rendered`). Qlik's code in an iframe cannot call the page. */
  readonly rendered = output();

  private readonly onRendered = () => this.rendered.emit();

  protected readonly request = computed(() => {
    const objectId = this.objectId();
    const isFramed = this.isFramed();
    return this.inApp(
      'classic/chart',
      { 'object-id': objectId },
      {
        objectId,
        // Some content of Qlik's client comes with a frame of its own.
        sign: isFramed ? undefined : 'canvas, svg, table, img, iframe',
        onRendered: isFramed ? undefined : this.onRendered,
      },
    );
  });
}
