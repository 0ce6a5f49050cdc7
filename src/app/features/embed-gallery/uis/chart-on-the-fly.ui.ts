import { QlikChartComponent } from 'ngx-qlik/embed';
import type { EmbedUi } from '../embed-ui';
import { COMMON_INPUTS } from './common-inputs';

/** A chart that is made by the page. */
export const CHART_ON_THE_FLY_UI: EmbedUi = {
  id: 'chart-on-the-fly',
  title: 'Chart made on the fly',
  ui: 'analytics/chart',
  selector: 'qlik-chart',
  componentName: 'QlikChartComponent',
  component: QlikChartComponent,
  purpose: 'A chart that is not in the app: your page says which type, dimensions and measures it has.',
  useWhen: 'Your users choose what they want to see, or the app belongs to others and stays as it is.',
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
