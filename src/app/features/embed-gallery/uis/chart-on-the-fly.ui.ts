import { QlikChartComponent } from 'ngx-qlik/embed';
import type { EmbedUi } from '../embed-ui';
import { COMMON_INPUTS, STATE_NAME } from './common-inputs';

/** A chart that the page defines. */
export const CHART_ON_THE_FLY_UI: EmbedUi = {
  id: 'chart-on-the-fly',
  title: 'Chart made on the fly',
  ui: 'analytics/chart',
  selector: 'qlik-chart',
  componentName: 'QlikChartComponent',
  component: QlikChartComponent,
  isOnIndex: true,
  picture: 'chart',
  purpose: 'A chart that is not in the app: your page defines its type, dimensions and measures.',
  useWhen: 'Your users define charts, or you cannot change the app.',
  inputs: [
    {
      name: 'type',
      attribute: 'type',
      label: 'Type',
      control: { kind: 'choice', list: 'chartTypes', isRequired: true },
    },
    {
      name: 'dimensions',
      attribute: 'dimensions',
      label: 'Dimensions',
      control: { kind: 'columns', columns: 'dimensions' },
    },
    {
      name: 'measures',
      attribute: 'measures',
      label: 'Measures',
      control: { kind: 'columns', columns: 'measures' },
    },
    {
      name: 'properties',
      attribute: 'properties',
      label: 'Properties',
      control: { kind: 'json', hint: '{ "title": "Sales by region" }' },
    },
    STATE_NAME,
    ...COMMON_INPUTS,
  ],
  initialValues: ({ masterDimensions, masterMeasures, fields }) => ({
    type: 'barchart',
    dimensions: [
      masterDimensions[0] ? { qLibraryId: masterDimensions[0].value } : `[${fields[0]?.value ?? ''}]`,
    ],
    measures: [
      masterMeasures[0]
        ? { qLibraryId: masterMeasures[0].value, type: 'measure' }
        : `=Count([${fields[0]?.value ?? ''}])`,
    ],
  }),
  brokenExamples: [
    { label: 'A chart type that is not installed', values: { type: 'no-such-chart' } },
    { label: 'An expression with a syntax error', values: { measures: ['=Sum('] } },
    { label: 'A field that does not exist', values: { dimensions: ['[No such field]'] } },
  ],
};
