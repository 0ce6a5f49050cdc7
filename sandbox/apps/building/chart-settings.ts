import type { ChartType } from './chart.ts';

const COLOR = {
  auto: true,
  mode: 'primary',
  useBaseColors: 'off',
  paletteColor: { index: 6 },
  useDimColVal: true,
  useMeasureGradient: true,
  persistent: false,
  expressionIsColor: true,
  expressionLabel: '',
  measureScheme: 'sg',
  reverseScheme: false,
  dimensionScheme: '12',
  autoMinMax: true,
  measureMin: 0,
  measureMax: 10,
};
const LEGEND = { show: true, dock: 'auto', showTitle: true };
const GRID_LINE = { auto: true, spacing: 2 };
const TOOLTIP = { auto: true, hideBasic: false, title: '', description: '' };
const MEASURE_AXIS = {
  show: 'all',
  dock: 'near',
  spacing: 1,
  autoMinMax: true,
  minMax: 'min',
  min: 0,
  max: 10,
};
const DIMENSION_AXIS = {
  show: 'all',
  dock: 'near',
  label: 'auto',
  axisDisplayMode: 'auto',
  continuousAuto: false,
  maxVisibleItems: 10,
};
const OVER_AN_AXIS = {
  color: COLOR,
  legend: LEGEND,
  tooltip: TOOLTIP,
  dimensionAxis: DIMENSION_AXIS,
  // A continuous axis asks for GetHyperCubeContinuousData, which the engine does not have yet: the chart would stay blank.
  preferContinuousAxis: false,
  showMiniChartForContinuousAxis: true,
  scrollbar: 'miniChart',
  scrollStartPos: 0,
  components: [],
};

/**
 * What Qlik's client saves with a chart of each type. Charts read these members without asking whether they are there; an
 * object without them stays blank. Values as the open-source charts' own initial properties have them.
 */
export const CHART_SETTINGS: Readonly<Record<ChartType, Readonly<Record<string, unknown>>>> = {
  barchart: {
    ...OVER_AN_AXIS,
    orientation: 'vertical',
    barGrouping: { grouping: 'grouped' },
    dataPoint: { showLabels: false, showSegmentLabels: false, showTotalLabels: true },
    gridLine: GRID_LINE,
    measureAxis: MEASURE_AXIS,
    refLine: { refLines: [], dimRefLines: [] },
  },
  combochart: {
    ...OVER_AN_AXIS,
    orientation: 'vertical',
    barGrouping: { grouping: 'grouped' },
    nullMode: 'gap',
    dataPoint: { show: false, showLineLabels: false, showBarLabels: false },
    measureAxes: [MEASURE_AXIS, { ...MEASURE_AXIS, dock: 'far' }],
    refLine: { refLines: [], refLines2: [], dimRefLines: [] },
  },
  filterpane: {},
  kpi: {
    showMeasureTitle: true,
    showSecondMeasureTitle: true,
    textAlign: 'center',
    layoutBehavior: 'relative',
    fontSize: 'M',
    useLink: false,
    sheetLink: '',
    openUrlInNewTab: true,
    components: [],
  },
  linechart: {
    ...OVER_AN_AXIS,
    orientation: 'horizontal',
    lineType: 'line',
    nullMode: 'gap',
    separateStacking: true,
    stackedArea: false,
    dataPoint: { show: false, showLabels: false },
    gridLine: GRID_LINE,
    measureAxis: { ...MEASURE_AXIS, logarithmic: false },
    refLine: { refLines: [], dimRefLines: [] },
  },
  piechart: {
    color: COLOR,
    legend: LEGEND,
    tooltip: TOOLTIP,
    dimensionTitle: true,
    donut: { showAsDonut: false },
    dataPoint: { auto: true, labelMode: 'share', labelValueMode: 'arc' },
    components: [],
  },
  'pivot-table': { nullValueRepresentation: { text: '-' }, components: [] },
  scatterplot: {
    color: COLOR,
    legend: LEGEND,
    tooltip: TOOLTIP,
    dataPoint: { bubbleSizes: 5, rangeBubbleSizes: [2, 8], compressionResolution: 5 },
    gridLine: GRID_LINE,
    labels: { mode: 1 },
    navigation: false,
    refLine: { refLinesX: [], refLinesY: [] },
    trendLines: [],
    xAxis: MEASURE_AXIS,
    yAxis: MEASURE_AXIS,
    components: [],
  },
  table: {
    totals: { show: true, position: 'noTotals', label: 'Totals' },
    usePagination: false,
    enableChartExploration: false,
    components: [],
  },
};
