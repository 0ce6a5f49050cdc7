import { QlikChartComponent } from 'ngx-qlik/embed';
import type { EmbedUi } from '../embed-ui';
import { COMMON_INPUTS, PREVIEW } from './common-inputs';
import { initialObject, NO_SUCH_OBJECT, OBJECT } from './object-inputs';

/** A chart of the app. */
export const CHART_UI: EmbedUi = {
  id: 'chart',
  title: 'Chart of the app',
  ui: 'analytics/chart',
  selector: 'qlik-chart',
  componentName: 'QlikChartComponent',
  component: QlikChartComponent,
  isOnIndex: true,
  picture: 'chart',
  purpose: 'One chart, table or filter pane of the app, with selections, as on its sheet.',
  useWhen: 'The chart is maintained in Qlik, and your page shows it.',
  inputs: [
    OBJECT,
    PREVIEW,
    {
      name: 'overrideProperties',
      attribute: 'override-properties:json',
      label: 'Other properties (with the former)',
      control: { kind: 'json', hint: '{ "title": "New title" }' },
    },
    ...COMMON_INPUTS,
  ],
  initialValues: (lists) => ({ objectId: initialObject(lists) }),
  brokenExamples: [NO_SUCH_OBJECT],
};
