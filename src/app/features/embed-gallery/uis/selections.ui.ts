import { QlikSelectionsComponent } from 'ngx-qlik/embed';
import type { EmbedUi } from '../embed-ui';
import { COMMON_INPUTS } from './common-inputs';

/** The bar of selections. */
export const SELECTIONS_UI: EmbedUi = {
  id: 'selections',
  title: 'Selections bar',
  ui: 'analytics/selections',
  selector: 'qlik-selections',
  componentName: 'QlikSelectionsComponent',
  component: QlikSelectionsComponent,
  purpose: 'What is selected in the app, with steps back and forward, and a way to clear each field.',
  useWhen:
    'There is more than one chart or field on the page: users have to see why they show what they show.',
  inputs: COMMON_INPUTS,
  initialValues: () => ({}),
  brokenExamples: [
    { label: 'An app that does not exist', values: {}, appId: '00000000-0000-4000-8000-000000000000' },
  ],
};
