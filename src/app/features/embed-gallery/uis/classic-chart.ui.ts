import { QlikClassicChartComponent } from 'ngx-qlik/embed';
import type { EmbedUi } from '../embed-ui';
import { COMMON_INPUTS } from './common-inputs';

/** One chart in Qlik's own client. */
export const CLASSIC_CHART_UI: EmbedUi = {
  id: 'classic-chart',
  title: 'Classic chart',
  ui: 'classic/chart',
  selector: 'qlik-classic-chart',
  componentName: 'QlikClassicChartComponent',
  component: QlikClassicChartComponent,
  attributes: { iframe: 'true' },
  purpose: 'One chart of the app, drawn by Qlik’s own client in a frame.',
  useWhen:
    'The chart is an older extension, which only that client can draw; otherwise take the chart of the app.',
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
