import { computed, Directive, input } from '@angular/core';
import { EmbedBase } from './embed-base';
import type { EmbedRequest } from './frame/embed-request';

/** Color scheme of an assistant. Qlik's default: `qlik-light`. */
export type AssistantAppearance = 'qlik-light' | 'qlik-dark';

/** Base class of the assistants of Qlik Answers. */
@Directive()
export abstract class AssistantBase extends EmbedBase<undefined> {
  /** The id in the assistant's address in Qlik. */
  readonly assistantId = input.required<string>();
  /** Color scheme. Default: that of {@link QLIK_EMBED_DEFAULTS}. */
  readonly appearance = input<AssistantAppearance>();
  /** For example `en-US`. Default: that of {@link QLIK_EMBED_DEFAULTS}. */
  readonly language = input<string>();
  /** Id of a conversation to continue (`thread-id`). */
  readonly threadId = input<string>();

  /** Qlik's name of the UI. */
  protected abstract readonly ui: 'ai/assistant' | 'ai/agentic-assistant';

  protected readonly request = computed((): EmbedRequest =>
    this.toRequest(
      this.ui,
      {
        'assistant-id': this.assistantId(),
        appearance: this.appearance() ?? this.defaults().appearance,
        language: this.language() ?? this.defaults().language,
        'thread-id': this.threadId(),
      },
      { sign: 'textarea, input, [contenteditable]' },
    ),
  );
}
