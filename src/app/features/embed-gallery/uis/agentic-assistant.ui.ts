import { QlikAgenticAssistantComponent } from 'ngx-qlik/embed';
import type { EmbedUi } from '../embed-ui';
import { ASSISTANT_INPUTS, DEMO_ASSISTANT } from './assistant-inputs';
import { LANGUAGE } from './common-inputs';

/** A conversation with an agentic assistant of the tenant. */
export const AGENTIC_ASSISTANT_UI: EmbedUi = {
  id: 'agentic-assistant',
  title: 'Agentic assistant',
  ui: 'ai/agentic-assistant',
  selector: 'qlik-agentic-assistant',
  componentName: 'QlikAgenticAssistantComponent',
  component: QlikAgenticAssistantComponent,
  isWithoutApp: true,
  picture: 'answers',
  purpose: 'Qlik Answers: users ask, and the tenant’s assistant answers from its apps and knowledge bases.',
  useWhen: 'Questions are about figures as well as texts, and the tenant has an assistant for them.',
  inputs: [...ASSISTANT_INPUTS, LANGUAGE],
  initialValues: () => DEMO_ASSISTANT,
  brokenExamples: [],
};
