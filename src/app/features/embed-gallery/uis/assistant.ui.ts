import { QlikAssistantComponent } from 'ngx-qlik/embed';
import type { EmbedUi } from '../embed-ui';

/** A conversation with an assistant of the tenant. */
export const ASSISTANT_UI: EmbedUi = {
  id: 'assistant',
  title: 'Assistant (legacy)',
  ui: 'ai/assistant',
  selector: 'qlik-assistant',
  componentName: 'QlikAssistantComponent',
  component: QlikAssistantComponent,
  isWithoutApp: true,
  purpose: 'Qlik Answers: users ask, and the tenant’s assistant answers from its knowledge bases.',
  useWhen: 'Questions are about texts rather than figures, and the tenant has an assistant for them.',
  inputs: [
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
    {
      name: 'language',
      attribute: 'language',
      label: 'Language',
      control: { kind: 'choice', list: 'languages' },
    },
  ],
  // The sandbox accepts any id; for a tenant, use the id of one of its assistants.
  initialValues: () => ({ assistantId: 'demo-assistant' }),
  brokenExamples: [],
};
