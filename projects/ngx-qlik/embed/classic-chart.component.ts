import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { ClassicChartRefApi } from './element/ref-api';
import { AppEmbedBase, EMBED_TEMPLATE } from './embed-base';
import { EmbedFrameComponent } from './frame/embed-frame.component';

/**
 * A chart of the app in Qlik's client, in an iframe: for charts that nebula does not draw, such as older extensions. Default height: 16
 * rem.
 *
 * The requirements of the iframe and the meaning of `ready` are those of `QlikClassicAppComponent`.
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

  protected readonly request = computed(() =>
    this.inApp(
      'classic/chart',
      {
        'object-id': this.objectId(),
        // Qlik recommends it for extensions, and only this mode has a detectable start.
        iframe: 'true',
      },
      { objectId: this.objectId(), sign: 'iframe' },
    ),
  );
}
