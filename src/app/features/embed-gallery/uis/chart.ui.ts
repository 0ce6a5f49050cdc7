import { QlikChartComponent } from 'ngx-qlik/embed';
import type { EmbedUi } from '../embed-ui';
import { COMMON_INPUTS } from './common-inputs';

/** A chart that is in the app. */
export const CHART_UI: EmbedUi = {
  id: 'chart',
  title: 'Chart of the app',
  ui: 'analytics/chart',
  selector: 'qlik-chart',
  componentName: 'QlikChartComponent',
  component: QlikChartComponent,
  purpose: 'One chart, table or filter pane of the app, drawn and selected in as on its sheet.',
  useWhen: 'Somebody keeps the chart in Qlik, and your page is one of the places that show it.',
  inputs: [
    {
      name: 'objectId',
      attribute: 'object-id',
      label: 'Object',
      control: { kind: 'choice', list: 'objects', isRequired: true },
    },
    ...COMMON_INPUTS,
  ],
  initialValues: ({ objects }) => ({
    objectId: (objects.find(({ label }) => /bar chart/i.test(label)) ?? objects[0])?.value,
  }),
  brokenExamples: [{ label: 'An object that does not exist', values: { objectId: 'no-such-object' } }],
};
