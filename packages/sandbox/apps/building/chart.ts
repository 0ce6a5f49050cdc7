import type { ObjectEntry } from '../app-definition.ts';
import { BOX_PLOT, CHART_SETTINGS } from './chart-settings.ts';

/** Qlik's names of the chart types. */
export type ChartType =
  | 'barchart'
  | 'boxplot'
  | 'bulletchart'
  | 'combochart'
  | 'distributionplot'
  | 'filterpane'
  | 'histogram'
  | 'kpi'
  | 'linechart'
  | 'mekkochart'
  | 'piechart'
  | 'pivot-table'
  | 'qlik-funnel-chart-ext'
  | 'qlik-sankey-chart-ext'
  | 'scatterplot'
  | 'sn-grid-chart'
  | 'table'
  | 'waterfallchart';

/** A column of a chart: a master item's id, or an inline field or expression. */
type ColumnSource = ({ readonly item: string } | { readonly expression: string; readonly label: string }) & {
  /** Column settings of the chart's type, such as the series type of a measure in a combo chart. */
  readonly members?: Readonly<Record<string, unknown>>;
};

/**
 * A table's column is as wide as its heading and its longest text, as Qlik's client saves it, and never narrower than 120 pixels: in a narrow
 * table the columns scroll. Qlik's chart breaks headings within words.
 */
export const FIT_TO_CONTENT = { columnWidth: { type: 'fitToContent' } } as const;

/** The sort order of a dimension. */
type DimensionOrder = 'text' | 'number' | 'load-order';

/** A dimension of a chart. */
interface ChartDimension {
  readonly source: ColumnSource;
  readonly order?: DimensionOrder;
}

/** The definition of a chart. */
export interface ChartSpecification {
  readonly id: string;
  readonly type: ChartType;
  readonly title: string;
  readonly dimensions?: readonly ChartDimension[];
  readonly measures?: readonly ColumnSource[];
  /** The column that sorts first: dimensions count from 0, measures follow. Default 0. */
  readonly sortFirst?: number;
  /** Initial page. Default: 500 rows, or 50 for tables. */
  readonly rows?: number;
  /** The mode of the cube (`qMode`). Default `S`. */
  readonly mode?: 'S' | 'K' | 'P' | 'T';
  /** Dimensions on the left of a pivot table. */
  readonly leftDimensions?: number;
  /** Settings of the chart type besides its hypercube. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A chart over a hypercube. */
export function chart(specification: ChartSpecification): ObjectEntry {
  const { id, type, title, settings = {} } = specification;
  return {
    properties: {
      qInfo: { qId: id, qType: type },
      qMetaDef: {},
      visualization: type,
      showTitles: true,
      title,
      subtitle: '',
      footnote: '',
      disableNavMenu: false,
      showDetails: false,
      showDetailsExpression: false,
      ...CHART_SETTINGS[type],
      ...settings,
      ...cubeOf(specification),
    },
  };
}

/** A box plot stores its source cube in `boxplotDef` and creates its own hypercubes from it. */
function cubeOf(specification: ChartSpecification) {
  const qHyperCubeDef = hyperCube(specification);
  if (specification.type !== 'boxplot') return { qHyperCubeDef };
  return { boxplotDef: { ...BOX_PLOT, qHyperCubeDef } };
}

/** Chart types that fetch their own data; they have no initial page. */
const FETCHES_ITSELF: readonly ChartType[] = ['boxplot', 'distributionplot', 'histogram', 'sn-grid-chart'];

function hyperCube({
  type,
  dimensions = [],
  measures = [],
  sortFirst = 0,
  rows,
  mode = 'S',
  leftDimensions,
}: ChartSpecification) {
  const columns = dimensions.length + measures.length;
  const others = Array.from({ length: columns }, (_, column) => column).filter(
    (column) => column !== sortFirst,
  );
  const height = rows ?? (type === 'table' ? 50 : 500);
  return {
    qDimensions: dimensions.map(dimensionOf),
    qMeasures: measures.map(measureOf),
    qInterColumnSortOrder: columns === 0 ? [] : [sortFirst, ...others],
    qMode: mode,
    qAlwaysFullyExpanded: mode !== 'S' && mode !== 'P',
    ...(leftDimensions === undefined ? {} : { qNoOfLeftDims: leftDimensions }),
    qInitialDataFetch: FETCHES_ITSELF.includes(type)
      ? []
      : [{ qLeft: 0, qTop: 0, ...firstPage(mode, columns, height) }],
    qSuppressZero: false,
    qSuppressMissing: true,
    columnOrder: [],
    columnWidths: Array.from({ length: columns }, () => -1),
  };
}

function firstPage(mode: ChartSpecification['mode'], columns: number, height: number) {
  if (mode === 'P') return { qWidth: 50, qHeight: 50 };
  const qWidth = Math.max(columns, 1);
  return { qWidth, qHeight: Math.min(height, Math.floor(10_000 / qWidth)) };
}

function dimensionOf({ source, order = 'text' }: ChartDimension, index: number) {
  return {
    ...('item' in source ? { qLibraryId: source.item } : {}),
    qDef: {
      cId: `dimension-${index}`,
      ...('item' in source ? {} : { qFieldDefs: [source.expression], qFieldLabels: [source.label] }),
      qSortCriterias: [
        {
          qSortByState: 0,
          qSortByNumeric: order === 'number' ? 1 : 0,
          qSortByAscii: order === 'text' ? 1 : 0,
          qSortByLoadOrder: 1,
        },
      ],
      autoSort: false,
      othersLabel: 'Others',
      textAlign: { auto: true, align: 'left' },
      representation: { type: 'text', urlLabel: '' },
      ...source.members,
    },
    qNullSuppression: true,
    qOtherTotalSpec: {},
  };
}

function measureOf(source: ColumnSource, index: number) {
  return {
    ...('item' in source ? { qLibraryId: source.item } : {}),
    qDef: {
      cId: `measure-${index}`,
      ...('item' in source ? {} : { qDef: source.expression, qLabel: source.label }),
      autoSort: false,
      textAlign: { auto: true, align: 'left' },
      representation: { type: 'text', indicator: {}, miniChart: {} },
      ...source.members,
    },
    qSortBy: { qSortByNumeric: -1, qSortByLoadOrder: 1 },
  };
}

/** A filter pane: one list box per dimension, as children. */
export function filterPane(
  id: string,
  title: string,
  dimensions: readonly { readonly item: string; readonly title: string }[],
): ObjectEntry {
  return {
    properties: {
      qInfo: { qId: id, qType: 'filterpane' },
      qMetaDef: {},
      visualization: 'filterpane',
      showTitles: false,
      title,
      subtitle: '',
      footnote: '',
      qChildListDef: { qData: { info: '/qInfo', title: '/title', visualization: '/visualization' } },
    },
    children: dimensions.map(({ item, title: listTitle }) => ({
      properties: {
        qInfo: { qId: `${id}-${item}`, qType: 'listbox' },
        qMetaDef: {},
        visualization: 'listbox',
        title: listTitle,
        showTitles: true,
        qListObjectDef: {
          qLibraryId: item,
          qDef: {
            qSortCriterias: [{ qSortByState: 1, qSortByNumeric: 1, qSortByAscii: 1, qSortByLoadOrder: 1 }],
            autoSort: true,
          },
          qShowAlternatives: true,
          qInitialDataFetch: [{ qLeft: 0, qTop: 0, qWidth: 1, qHeight: 100 }],
        },
        layoutOptions: { dataLayout: 'singleColumn', maxVisibleColumns: { auto: true, maxColumns: 3 } },
        searchMode: 'always',
        checkboxes: false,
        dense: false,
      },
    })),
  };
}
