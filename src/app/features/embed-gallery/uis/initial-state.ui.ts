import { QlikSelectionsComponent } from 'ngx-qlik/embed';
import type { EmbedUi } from '../embed-ui';
import { COMMON_INPUTS } from './common-inputs';

/** What an app begins with, shown by its selections. */
export const INITIAL_STATE_UI: EmbedUi = {
  id: 'initial-state',
  title: 'Initial selections',
  ui: 'analytics/selections',
  selector: 'qlik-selections',
  componentName: 'QlikSelectionsComponent',
  component: QlikSelectionsComponent,
  picture: 'initial',
  purpose:
    'Selections, a bookmark or cleared fields that an app begins with. Each embed of an app has this input.',
  useWhen: 'Your page knows what its user wants to see: a customer, a country, the present month.',
  inputs: [
    {
      name: 'identity',
      attribute: 'identity',
      label: 'Session',
      control: { kind: 'text', hint: 'Another name opens the app anew' },
    },
    {
      name: 'initialState',
      attribute: undefined,
      element: 'qlik-initial-selections',
      label: 'Initial state',
      control: { kind: 'json', hint: 'Has an effect when the app opens' },
    },
    ...COMMON_INPUTS,
  ],
  initialValues: ({ fields }) => ({
    identity: 'initial-selections',
    initialState: {
      clearsSelections: true,
      selections: [{ field: fields[0]?.value ?? '', search: '*1' }],
    },
  }),
  brokenExamples: [
    { label: 'An app that does not exist', values: {}, appId: '00000000-0000-4000-8000-000000000000' },
  ],
};
