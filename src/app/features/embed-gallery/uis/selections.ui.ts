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
  picture: 'selections',
  purpose: 'The selections in the app, with steps back and forward, and a button to clear each field.',
  useWhen: 'The page has more than one chart or field, and users need to see the selections behind them.',
  inputs: COMMON_INPUTS,
  initialValues: () => ({}),
  brokenExamples: [
    { label: 'An app that does not exist', values: {}, appId: '00000000-0000-4000-8000-000000000000' },
  ],
};
