import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { EmbedBase, EMBED_TEMPLATE } from './embed-base';
import { EmbedFrameComponent } from './frame/embed-frame.component';
import type { EmbedRequest } from './frame/embed-request';

/** Color scheme of an assistant. */
export type AssistantAppearance = 'qlik-light' | 'qlik-dark';

/**
 * An assistant of Qlik Answers. Default height: 36 rem.
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
