import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { EmbedBase, EMBED_TEMPLATE } from './embed-base';
import { EmbedFrameComponent } from './frame/embed-frame.component';
import type { EmbedRequest } from './frame/embed-request';

/** How an assistant looks. */
export type AssistantAppearance = 'qlik-light' | 'qlik-dark';

/**
 * Qlik Answers: a conversation with one of the tenant's assistants. It is 36 rem high unless a style says otherwise.
 *
 * Qlik gives no interface to it: `ready` comes with nothing, when there is a field to ask in.
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
export class QlikAssistantComponent extends EmbedBase<undefined> {
  readonly assistantId = input.required<string>();
  readonly appearance = input<AssistantAppearance>();
  /** For example `en-US`. */
  readonly language = input<string>();

  protected readonly request = computed((): EmbedRequest => ({
    connectionId: this.connectionId(),
    ui: 'ai/assistant',
    sign: 'textarea, input, [contenteditable]',
    attributes: {
      'assistant-id': this.assistantId(),
      appearance: this.appearance(),
      language: this.language(),
    },
  }));
}
