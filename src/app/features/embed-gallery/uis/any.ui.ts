import { QlikEmbedUiComponent } from 'ngx-qlik/embed';
import type { EmbedUi } from '../embed-ui';

/** Any UI by its name and attributes. */
export const ANY_UI: EmbedUi = {
  id: 'any',
  title: 'Any UI of Qlik',
  ui: 'analytics/field',
  selector: 'qlik-embed-ui',
  componentName: 'QlikEmbedUiComponent',
  component: QlikEmbedUiComponent,
  picture: 'any',
  purpose: 'A UI of Qlik by its name and attributes, with the sign-in, states and errors of the others.',
  useWhen: 'Qlik has a UI or an attribute that the library does not know yet.',
  inputs: [
    {
      name: 'ui',
      attribute: 'ui',
      label: 'UI',
      control: { kind: 'text', hint: 'Qlik’s name of it' },
    },
    {
      name: 'attributes',
      attribute: undefined,
      label: 'Attributes',
      control: { kind: 'json', hint: '{ "field-id": "Carrier" }' },
    },
  ],
  initialValues: ({ fields }) => ({
    ui: 'analytics/field',
    attributes: { 'field-id': fields[0]?.value ?? '' },
  }),
  brokenExamples: [
    { label: 'A UI that does not exist', values: { ui: 'analytics/no-such-ui' } },
    { label: 'A UI that the tenant does not have', values: { ui: 'insights/feed-cards', attributes: {} } },
  ],
};
