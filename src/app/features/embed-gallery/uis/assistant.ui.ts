import { QlikAssistantComponent } from 'ngx-qlik/embed';
import type { EmbedUi } from '../embed-ui';
import { ASSISTANT_INPUTS, DEMO_ASSISTANT } from './assistant-inputs';
import { LANGUAGE } from './common-inputs';

/** A conversation with an assistant of the tenant. */
export const ASSISTANT_UI: EmbedUi = {
  id: 'assistant',
  title: 'Assistant (legacy)',
  ui: 'ai/assistant',
  selector: 'qlik-assistant',
  componentName: 'QlikAssistantComponent',
  component: QlikAssistantComponent,
  isWithoutApp: true,
  picture: 'answers',
  purpose: 'Qlik Answers: users ask, and the tenant’s assistant answers from its knowledge bases.',
  useWhen: 'Questions are about texts rather than figures, and the tenant has an assistant for them.',
  inputs: [...ASSISTANT_INPUTS, LANGUAGE],
  initialValues: () => DEMO_ASSISTANT,
  brokenExamples: [],
};
