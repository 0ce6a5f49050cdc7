import { QlikAgenticAssistantComponent } from 'ngx-qlik/embed';
import type { EmbedUi } from '../embed-ui';

/** A conversation with an agentic assistant of the tenant. */
export const AGENTIC_ASSISTANT_UI: EmbedUi = {
  id: 'agentic-assistant',
  title: 'Agentic assistant',
  ui: 'ai/agentic-assistant',
  selector: 'qlik-agentic-assistant',
  componentName: 'QlikAgenticAssistantComponent',
  component: QlikAgenticAssistantComponent,
  isWithoutApp: true,
  purpose: 'Qlik Answers: users ask, and the tenant’s assistant answers from its apps and knowledge bases.',
  useWhen: 'Questions are about figures as well as texts, and the tenant has an assistant for them.',
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
