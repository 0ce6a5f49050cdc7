import { QlikClassicChartComponent } from 'ngx-qlik/embed';
import type { EmbedUi } from '../embed-ui';
import { COMMON_INPUTS } from './common-inputs';
import { initialObject, NO_SUCH_OBJECT, OBJECT } from './object-inputs';

/** One chart in Qlik's own client. */
export const CLASSIC_CHART_UI: EmbedUi = {
  id: 'classic-chart',
  title: 'Classic chart',
  ui: 'classic/chart',
  selector: 'qlik-classic-chart',
  componentName: 'QlikClassicChartComponent',
  component: QlikClassicChartComponent,
  attributes: { iframe: 'true' },
  picture: 'frame',
  purpose: 'One chart of the app, drawn by Qlik’s own client in a frame.',
  useWhen:
    'The chart is an older extension, which only that client can draw; otherwise take the chart of the app.',
  inputs: [OBJECT, ...COMMON_INPUTS],
  initialValues: (lists) => ({ objectId: initialObject(lists) }),
  brokenExamples: [NO_SUCH_OBJECT],
};
