import { QlikClassicChartComponent } from 'ngx-qlik/embed';
import type { EmbedUi } from '../embed-ui';
import { COMMON_INPUTS } from './common-inputs';

/** One chart of Qlik's own client, without a frame. */
export const CLASSIC_CHART_IN_PAGE_UI: EmbedUi = {
  id: 'classic-chart-in-page',
  title: 'Classic chart in the page',
  ui: 'classic/chart',
  selector: 'qlik-classic-chart',
  componentName: 'QlikClassicChartComponent',
  component: QlikClassicChartComponent,
  purpose: 'One chart of the app, drawn by Qlik’s own client in your page.',
  useWhen: 'Only that client can draw the chart, and your page has no session of the tenant for a frame.',
  inputs: [
    {
      name: 'objectId',
      attribute: 'object-id',
      label: 'Object',
      control: { kind: 'choice', list: 'objects', isRequired: true },
    },
    {
      name: 'isFramed',
      attribute: 'iframe',
      label: 'In a frame',
      control: { kind: 'toggle' },
    },
    ...COMMON_INPUTS,
  ],
  initialValues: ({ objects }) => ({
    objectId: (objects.find(({ label }) => /bar chart/i.test(label)) ?? objects[0])?.value,
    isFramed: false,
  }),
  brokenExamples: [{ label: 'An object that does not exist', values: { objectId: 'no-such-object' } }],
};
