import { QlikClassicChartComponent } from 'ngx-qlik/embed';
import type { EmbedUi } from '../embed-ui';
import { COMMON_INPUTS, FRAME } from './common-inputs';
import { initialObject, NO_SUCH_OBJECT, OBJECT } from './object-inputs';

/** One chart of Qlik's own client, without a frame. */
export const CLASSIC_CHART_IN_PAGE_UI: EmbedUi = {
  id: 'classic-chart-in-page',
  title: 'Classic chart in the page',
  ui: 'classic/chart',
  selector: 'qlik-classic-chart',
  componentName: 'QlikClassicChartComponent',
  component: QlikClassicChartComponent,
  picture: 'chart',
  purpose: 'One chart of the app, drawn by Qlik’s own client in your page.',
  useWhen: 'Only that client can draw the chart, and your page has no session of the tenant for a frame.',
  inputs: [OBJECT, ...FRAME, ...COMMON_INPUTS],
  initialValues: (lists) => ({ objectId: initialObject(lists), isFramed: false }),
  brokenExamples: [NO_SUCH_OBJECT],
};
