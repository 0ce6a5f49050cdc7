import { ChangeDetectionStrategy, Component, computed } from '@angular/core';
import { toJsonAttribute } from './element/embed-attributes';
import type { EmbedRefApi } from './element/ref-api';
import { EmbedBase } from './embed-base';
import { EmbedFrameComponent, type EmbedRequest } from './frame/embed-frame.component';

/**
 * Qlik's bar of current selections. As high as it needs to be.
 *
 * @example <qlik-selections connectionId="tenant" [appId]="appId" />
 */
@Component({
  selector: 'qlik-selections',
  imports: [EmbedFrameComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <qlik-embed-frame
      class="bar"
      [request]="request()"
      [loadingTemplate]="loadingTemplate()?.template"
      [failedTemplate]="failedTemplate()?.template"
      (ready)="onReady($event)"
      (failed)="failed.emit($event)"
    />
  `,
  styles: ':host { display: block; position: relative; min-height: 3.25rem; }',
})
export class QlikSelectionsComponent extends EmbedBase<EmbedRefApi> {
  protected readonly request = computed((): EmbedRequest => ({
    connectionId: this.connectionId(),
    appId: this.appId(),
    identity: this.identity(),
    ui: 'analytics/selections',
    attributes: {
      theme: this.theme(),
      language: this.language(),
      'context:json': toJsonAttribute(this.context()),
    },
  }));
}
