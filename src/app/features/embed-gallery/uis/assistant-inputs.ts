import type { EmbedInput, EmbedValues } from '../embed-ui';

/** Inputs of all assistants besides the language. */
export const ASSISTANT_INPUTS: readonly EmbedInput[] = [
  {
    name: 'assistantId',
    attribute: 'assistant-id',
    label: 'Assistant’s id',
    control: { kind: 'text', hint: 'From its address in Qlik' },
  },
  {
    name: 'appearance',
    attribute: 'appearance',
    label: 'Appearance',
    control: { kind: 'choice', list: 'appearances' },
  },
  {
    name: 'threadId',
    attribute: 'thread-id',
    label: 'Conversation’s id',
    control: { kind: 'text', hint: 'To continue it' },
  },
];

/** The sandbox accepts any id; for a tenant, use the id of one of its assistants. */
export const DEMO_ASSISTANT: EmbedValues = { assistantId: 'demo-assistant' };
