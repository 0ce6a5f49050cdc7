import { ChangeDetectionStrategy, Component } from '@angular/core';
import { AssistantBase } from './assistant-base';
import { EMBED_TEMPLATE } from './embed-base';
import { EmbedFrameComponent } from './frame/embed-frame.component';

/**
 * An assistant of Qlik Answers over texts (`ai/assistant`), which Qlik calls legacy since February 2026; see
 * `QlikAgenticAssistantComponent`. Default height: 36 rem.
 *
 * Qlik has no API for it: `ready` emits `undefined` when the input field appears.
 *
 * @example <qlik-assistant connectionId="tenant" assistantId="abc" />
 */
@Component({
  selector: 'qlik-assistant',
  imports: [EmbedFrameComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: EMBED_TEMPLATE,
  styles: ':host { display: block; position: relative; height: 36rem; min-height: 16rem; }',
})
export class QlikAssistantComponent extends AssistantBase {
  protected readonly ui = 'ai/assistant';
}
