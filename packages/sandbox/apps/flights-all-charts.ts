import type { ObjectEntry } from './app-definition.ts';
import { actionButton } from './building/action-button.ts';
import { chart, filterPane, FIT_TO_CONTENT, type ChartSpecification } from './building/chart.ts';
import { MEASURE_AXIS } from './building/chart-settings.ts';
import { sheet } from './building/sheet.ts';

const FLIGHTS = { item: 'msr-flights' } as const;
const DELAY = { item: 'msr-average-delay' } as const;
const MONTH = { source: { item: 'dim-month' }, order: 'number' } as const;
const WEEKDAY = { source: { item: 'dim-weekday' }, order: 'number' } as const;
const STATE = { source: { item: 'dim-origin-state' } } as const;
const AIRPORT = { source: { item: 'dim-origin-code' } } as const;

/** Axes that do not begin far below the values: there are no negative counts and distances, and no flight is an hour early. */
export const DELAY_AXES = {
  xAxis: { ...MEASURE_AXIS, spacing: 0.5, autoMinMax: false, minMax: 'min', min: 0 },
  yAxis: { ...MEASURE_AXIS, spacing: 0.5, autoMinMax: false, minMax: 'min', min: -50 },
};

/** One chart of each type that the runtime renders, four in a row. */
const CHARTS: readonly ChartSpecification[] = [
  {
    id: 'all-barchart',
    type: 'barchart',
    title: 'Bar chart',
    dimensions: [STATE],
    measures: [FLIGHTS],
    sortFirst: 1,
  },
  {
    id: 'all-linechart',
    type: 'linechart',
    title: 'Line chart',
    dimensions: [{ source: { item: 'dim-date' }, order: 'number' }],
    measures: [DELAY],
  },
  { id: 'all-piechart', type: 'piechart', title: 'Pie chart', dimensions: [WEEKDAY], measures: [FLIGHTS] },
  {
    id: 'all-combochart',
    type: 'combochart',
    title: 'Combo chart',
    dimensions: [MONTH],
    measures: [
      { ...FLIGHTS, members: { series: { type: 'bar', axis: 0 } } },
      { ...DELAY, members: { series: { type: 'line', axis: 1 } } },
    ],
  },
  {
    id: 'all-scatterplot',
    type: 'scatterplot',
    title: 'Scatter plot',
    dimensions: [AIRPORT],
    measures: [{ item: 'msr-average-distance' }, DELAY, FLIGHTS],
    rows: 1000,
    settings: DELAY_AXES,
  },
  { id: 'all-kpi', type: 'kpi', title: 'KPI', measures: [FLIGHTS, DELAY] },
  {
    id: 'all-table',
    type: 'table',
    title: 'Table',
    dimensions: [{ source: { ...STATE.source, members: FIT_TO_CONTENT } }],
    measures: [FLIGHTS, { ...DELAY, members: FIT_TO_CONTENT }],
    sortFirst: 1,
  },
  {
    id: 'all-pivot-table',
    type: 'pivot-table',
    title: 'Pivot table',
    dimensions: [STATE, { source: { item: 'dim-origin-city' } }, MONTH],
    measures: [FLIGHTS],
    mode: 'P',
    leftDimensions: 2,
  },
  {
    id: 'all-mekkochart',
    type: 'mekkochart',
    title: 'Mekko chart',
    dimensions: [MONTH, WEEKDAY],
    measures: [FLIGHTS],
  },
  {
    id: 'all-waterfallchart',
    type: 'waterfallchart',
    title: 'Waterfall chart',
    measures: [
      { expression: 'Count({<Delay={"<0"}>} [Flight ID])', label: 'Early' },
      { expression: 'Count({<Delay={">=0<=15"}>} [Flight ID])', label: 'On time' },
      { expression: 'Count({<Delay={">15"}>} [Flight ID])', label: 'Late' },
    ],
  },
  {
    id: 'all-distributionplot',
    type: 'distributionplot',
    title: 'Distribution plot',
    dimensions: [AIRPORT, MONTH],
    measures: [DELAY],
    sortFirst: 1,
    mode: 'K',
  },
  {
    id: 'all-bulletchart',
    type: 'bulletchart',
    title: 'Bullet chart',
    dimensions: [MONTH],
    measures: [FLIGHTS, { item: 'msr-late' }],
  },
  {
    id: 'all-funnel',
    type: 'qlik-funnel-chart-ext',
    title: 'Funnel chart',
    dimensions: [WEEKDAY],
    measures: [FLIGHTS],
    sortFirst: 1,
  },
  {
    id: 'all-sankey',
    type: 'qlik-sankey-chart-ext',
    title: 'Sankey chart',
    dimensions: [MONTH, WEEKDAY],
    measures: [FLIGHTS],
  },
  {
    id: 'all-histogram',
    type: 'histogram',
    title: 'Histogram',
    dimensions: [{ source: { expression: 'Delay', label: 'Delay (min)' }, order: 'number' }],
  },
  {
    id: 'all-boxplot',
    type: 'boxplot',
    title: 'Box plot',
    dimensions: [AIRPORT, MONTH],
    measures: [{ expression: 'Avg(Delay)', label: 'Average delay (min)' }],
  },
  {
    id: 'all-grid-chart',
    type: 'sn-grid-chart',
    title: 'Grid chart',
    dimensions: [MONTH, WEEKDAY],
    measures: [FLIGHTS],
    mode: 'T',
  },
];

const PER_ROW = 4;
const ROW_SPAN = 4;

/** A sheet with every chart type. It is taller than a screen. */
export function allCharts(): ObjectEntry {
  const charts = [
    ...CHARTS.map(chart),
    filterPane('all-filterpane', 'Filter pane', [
      { item: 'dim-month', title: 'Month' },
      { item: 'dim-origin-state', title: 'Origin state' },
    ]),
    actionButton('all-action-button', 'Clear selections', [{ actionType: 'clearAll', softLock: false }]),
  ];
  const fullRows = Math.floor(charts.length / PER_ROW);
  const inLastRow = charts.length % PER_ROW || PER_ROW;
  const placements = charts.map((entry, place) => {
    const isLastRow = place >= charts.length - inLastRow;
    const colspan = 24 / (isLastRow ? inLastRow : PER_ROW);
    const column = isLastRow ? place - (charts.length - inLastRow) : place % PER_ROW;
    return {
      chart: entry,
      col: column * colspan,
      row: Math.floor(place / PER_ROW) * ROW_SPAN,
      colspan,
      rowspan: ROW_SPAN,
    };
  });
  const rows = (fullRows + (charts.length % PER_ROW === 0 ? 0 : 1)) * ROW_SPAN;
  return sheet(
    'flights-all-charts',
    'All charts',
    'Every chart type that this runtime draws',
    2,
    placements,
    rows,
  );
}
