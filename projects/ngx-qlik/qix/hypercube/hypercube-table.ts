import { QlikError } from 'ngx-qlik';
import { toLayoutError } from '../objects/engine-errors';
import {
  isTrueAt,
  type Json,
  listAt,
  numberAt,
  recordAt,
  recordsAt,
  textAt,
  textsAt,
} from '../objects/layout';
import { type ColumnSorting, readSorting, readSortOrder, type SortDirection } from './column-sorting';
import {
  type DeliveredColumns,
  placeFirstRows,
  placeRows,
  placeTotals,
  readDeliveredColumns,
} from './delivered-columns';
import type { HypercubeCell, HypercubeRow } from './table-cells';

/** A column of a table. */
export interface HypercubeColumn {
  readonly kind: 'dimension' | 'measure';
  /**
   * Index among all columns, dimensions first, hidden ones included: that of its cell in {@link HypercubeRow.cells}, and the parameter of
   * {@link Hypercube.sort}. The display order is that of {@link HypercubeTable.shownColumns}.
   */
  readonly index: number;
  /** Index among the columns of its kind, hidden ones included: for a dimension, the parameter of {@link Hypercube.select}. */
  readonly indexInKind: number;
  readonly title: string;
  /** Present on the first sort column only. */
  readonly sorted?: SortDirection;
  /** The direction in which it sorts, when it is the first sort column or becomes it. */
  readonly direction: SortDirection;
  /** True when the column's calculation condition is not met: the table does not show it, and its cells are empty. */
  readonly isHidden?: boolean;
  readonly isNumeric: boolean;
  /** True when the measure has no number format: the texts of its cells have up to 14 digits. */
  readonly isAutoFormat?: boolean;
  /** Smallest and largest number; absent for texts. */
  readonly min?: number;
  readonly max?: number;
  /** Why this column shows nothing, for example an invalid expression. */
  readonly error?: QlikError;
}

/** A calculated table with its first rows. */
export interface HypercubeTable {
  /** All columns by {@link HypercubeColumn.index}, hidden ones included. */
  readonly columns: readonly HypercubeColumn[];
  /** The visible columns in display order. */
  readonly shownColumns: readonly HypercubeColumn[];
  readonly rowCount: number;
  /** The rows that came with the layout; {@link Hypercube.page} fetches the others. */
  readonly firstRows: readonly HypercubeRow[];
  /** One total per measure by {@link HypercubeColumn.indexInKind}. Empty for hidden measures. */
  readonly totals: readonly HypercubeCell[];
  readonly sortOrder: readonly number[];
}

/** A table with the data needed to fetch more rows or to sort. */
export interface EngineTable extends HypercubeTable {
  readonly delivered: DeliveredColumns;
  readonly sorting: readonly ColumnSorting[];
}

/**
 * Reads a layout with a straight table.
 * @throws {QlikError} `engine-error` when the engine cannot calculate it, or its cells cannot be assigned to columns
 */
export function readTable(layout: unknown): EngineTable {
  const cube = recordAt(layout, 'qHyperCube');
  const error = cube['qError'];
  if (error) throw toLayoutError(recordAt(error), 'table');
  const delivered = readDeliveredColumns(cube);
  if (!delivered) throw unknownWidth(cube);
  const sortOrder = readSortOrder(cube, delivered.count);
  const sortedColumn = sortOrder.find((column) => !delivered.hidden.has(column));
  const sorting = readSorting(cube);
  const columns = [...recordsAt(cube, 'qDimensionInfo'), ...recordsAt(cube, 'qMeasureInfo')].map(
    (info, index) =>
      readColumn(info, {
        ...kindOf(index, delivered),
        index,
        direction: sorting[index]?.direction ?? 'ascending',
        isSortedFirst: index === sortedColumn,
        isHidden: delivered.hidden.has(index),
      }),
  );
  return {
    columns,
    shownColumns: delivered.order.flatMap((column) => columns[column] ?? []),
    rowCount: numberAt(cube, 'qSize', 'qcy') ?? 0,
    firstRows: placeFirstRows(recordsAt(cube, 'qDataPages'), delivered),
    totals: placeTotals(listAt(cube, 'qGrandTotalRow'), delivered),
    sortOrder,
    delivered,
    sorting,
  };
}

/**
 * Reads a page of rows, with their index in the whole table.
 * @throws {QlikError} `engine-error`, retryable, when the rows do not match the columns of the table
 */
export function readRows(page: unknown, columns: DeliveredColumns): readonly HypercubeRow[] {
  const rows = placeRows(page, columns);
  if (!rows) throw columnsChanged();
  return rows;
}

function kindOf(
  index: number,
  { dimensionCount }: DeliveredColumns,
): Pick<HypercubeColumn, 'kind' | 'indexInKind'> {
  return index < dimensionCount
    ? { kind: 'dimension', indexInKind: index }
    : { kind: 'measure', indexInKind: index - dimensionCount };
}

function readColumn(
  info: Json,
  { kind, indexInKind, index, direction, isSortedFirst, isHidden }: ColumnPlace,
): HypercubeColumn {
  const min = numberAt(info, 'qMin');
  const max = numberAt(info, 'qMax');
  const isNumeric =
    kind === 'measure' ||
    textAt(info, 'qDimensionType') === 'N' ||
    textsAt(info, 'qTags').includes('$numeric');
  return {
    kind,
    index,
    indexInKind,
    title: textAt(info, 'qFallbackTitle'),
    direction,
    ...(isSortedFirst && { sorted: direction }),
    ...(isHidden && { isHidden }),
    isNumeric,
    ...(kind === 'measure' && isTrueAt(info, 'qIsAutoFormat') && { isAutoFormat: true }),
    ...(isNumeric && min !== undefined && { min }),
    ...(isNumeric && max !== undefined && { max }),
    ...(Boolean(info['qError']) && {
      error: toLayoutError(recordAt(info, 'qError'), 'column'),
    }),
  };
}

interface ColumnPlace extends Pick<
  HypercubeColumn,
  'kind' | 'index' | 'indexInKind' | 'direction' | 'isHidden'
> {
  readonly isSortedFirst: boolean;
}

function unknownWidth(cube: Json): QlikError {
  const width = numberAt(cube, 'qSize', 'qcx') ?? 0;
  return new QlikError(
    'engine-error',
    `The table's rows have ${width} cells, which does not match its columns.`,
    {
      remedy: 'Create a table of its dimensions and measures: readObjectColumns() reads them.',
      variant: 'width',
      params: { width },
    },
  );
}

/** The error for rows that belong to another calculation than the columns. */
export function columnsChanged(): QlikError {
  return new QlikError('engine-error', 'The table changed while rows were fetched.', {
    remedy: 'Wait for the changed table, then fetch the rows again.',
    variant: 'table-changed',
    isRetryable: true,
  });
}
