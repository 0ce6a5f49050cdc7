import { ChangeDetectionStrategy, Component } from '@angular/core';
import { AssistantBase } from './assistant-base';
import { EMBED_TEMPLATE } from './embed-base';
import { EmbedFrameComponent } from './frame/embed-frame.component';

/**
 * An agentic assistant of Qlik Answers, over data and texts (`ai/agentic-assistant`; Qlik Cloud, since February 2026). Default height: 36
 * rem.
 *
 * Qlik has no API for it: `ready` emits `undefined` when the input field appears. Qlik documents `threadId` for `ai/assistant` only.
 *
 * @example <qlik-agentic-assistant connectionId="tenant" assistantId="abc" />
 */
@Component({
  selector: 'qlik-agentic-assistant',
  imports: [EmbedFrameComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: EMBED_TEMPLATE,
  styles: ':host { display: block; position: relative; height: 36rem; min-height: 16rem; }',
})
export class QlikAgenticAssistantComponent extends AssistantBase {
  protected readonly ui = 'ai/agentic-assistant';
}
