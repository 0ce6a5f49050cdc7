import { QlikChartComponent } from 'ngx-qlik/embed';
import type { EmbedUi } from '../embed-ui';
import { COMMON_INPUTS } from './common-inputs';

/** A chart of the app. */
export const CHART_UI: EmbedUi = {
  id: 'chart',
  title: 'Chart of the app',
  ui: 'analytics/chart',
  selector: 'qlik-chart',
  componentName: 'QlikChartComponent',
  component: QlikChartComponent,
  purpose: 'One chart, table or filter pane of the app, with selections, as on its sheet.',
  useWhen: 'The chart is maintained in Qlik, and your page shows it.',
  inputs: [
    {
      name: 'objectId',
      attribute: 'object-id',
      label: 'Object',
      control: { kind: 'choice', list: 'objects', isRequired: true },
    },
    {
      name: 'isPreview',
      attribute: 'preview',
      label: 'As in Qlik’s own client (Qlik Cloud)',
      control: { kind: 'toggle' },
    },
    {
      name: 'overrideProperties',
      attribute: 'override-properties:json',
      label: 'Other properties (with the former)',
      control: { kind: 'json', hint: '{ "title": "New title" }' },
    },
    ...COMMON_INPUTS,
  ],
  initialValues: ({ objects }) => ({
    objectId: (objects.find(({ label }) => /bar chart/i.test(label)) ?? objects[0])?.value,
  }),
  brokenExamples: [{ label: 'An object that does not exist', values: { objectId: 'no-such-object' } }],
};
