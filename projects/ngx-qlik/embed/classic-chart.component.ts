import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { toJsonAttribute } from './element/embed-attributes';
import type { ClassicChartRefApi } from './element/ref-api';
import { AppEmbedBase } from './embed-base';
import { EmbedFrameComponent } from './frame/embed-frame.component';
import type { EmbedRequest } from './frame/embed-request';

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
  template: `
    <qlik-embed-frame
      [request]="request()"
      [slots]="slots()"
      (ready)="onReady($event)"
      (failed)="failed.emit($event)"
    />
  `,
  styles: ':host { display: block; position: relative; height: 16rem; min-height: 6rem; }',
})
export class QlikClassicChartComponent extends AppEmbedBase<ClassicChartRefApi> {
  readonly objectId = input.required<string>();

  protected readonly request = computed((): EmbedRequest => ({
    connectionId: this.connectionId(),
    appId: this.appId(),
    identity: this.identity(),
    ui: 'classic/chart',
    objectId: this.objectId(),
    sign: 'iframe',
    attributes: {
      'object-id': this.objectId(),
      // Qlik's advice for extensions, and the only mode whose beginning can be seen.
      iframe: 'true',
      theme: this.theme(),
      language: this.language(),
      'context:json': toJsonAttribute(this.context()),
    },
  }));
}
