import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { ClassicChartRefApi } from './element/ref-api';
import { AppEmbedBase, EMBED_TEMPLATE } from './embed-base';
import { EmbedFrameComponent } from './frame/embed-frame.component';

/**
 * One of the app's charts in Qlik's own client, in a frame: for what nebula does not draw, such as older extensions. It is 16 rem high
 * unless a style says otherwise.
 *
 * What a frame needs, and what `ready` means for it, is as for `QlikClassicAppComponent`.
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
        // Qlik's advice for extensions, and the only mode whose beginning can be seen.
        iframe: 'true',
      },
      { objectId: this.objectId(), sign: 'iframe' },
    ),
  );
}
