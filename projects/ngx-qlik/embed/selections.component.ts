import { ChangeDetectionStrategy, Component, computed } from '@angular/core';
import type { EmbedRefApi } from './element/ref-api';
import { AppEmbedBase } from './embed-base';
import { EmbedFrameComponent } from './frame/embed-frame.component';

/**
 * Qlik's selections bar. Its height fits its content.
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
      [slots]="slots()"
      (ready)="onReady($event)"
      (failed)="failed.emit($event)"
    />
  `,
  styles: ':host { display: block; position: relative; min-height: 3.25rem; }',
})
export class QlikSelectionsComponent extends AppEmbedBase<EmbedRefApi> {
  protected readonly request = computed(() => this.inApp('analytics/selections', {}));
}
