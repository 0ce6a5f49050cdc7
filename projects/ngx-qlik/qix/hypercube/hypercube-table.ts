import { QlikError } from 'ngx-qlik';
import { toLayoutError } from '../objects/engine-errors';
import { type Json, listAt, numberAt, recordAt, recordsAt, textAt, textsAt } from '../objects/layout';
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
   * Among all columns, dimensions first, hidden ones included: the place of its cell in {@link HypercubeRow.cells}, and what
   * {@link Hypercube.sort} takes. The order of display is another: {@link HypercubeTable.shownColumns}.
   */
  readonly index: number;
  /** Among the columns of its kind, hidden ones included: what {@link Hypercube.select} takes for a dimension. */
  readonly indexInKind: number;
  readonly title: string;
  /** Present on the column that the rows are ordered by first. */
  readonly sorted?: SortDirection;
  /** How it is ordered now where it counts, and how it would be where another column comes first. */
  readonly direction: SortDirection;
  /** True where the column's own calculation condition is not met: the table does not show it, and its cells are empty. */
  readonly isHidden?: boolean;
  readonly isNumeric: boolean;
  /** Smallest and biggest number; absent for texts. */
  readonly min?: number;
  readonly max?: number;
  /** Why this column shows nothing, for example an expression that cannot be read. */
  readonly error?: QlikError;
}

/** A table as the engine calculated it, with its first rows. */
export interface HypercubeTable {
  /** All of them, by {@link HypercubeColumn.index}, hidden ones included. */
  readonly columns: readonly HypercubeColumn[];
  /** Those that the table shows, in its own order: without the hidden ones. */
  readonly shownColumns: readonly HypercubeColumn[];
  readonly rowCount: number;
  /** The rows that came with it; {@link Hypercube.page} gives the others. */
  readonly firstRows: readonly HypercubeRow[];
  /** One per measure, over all rows, by {@link HypercubeColumn.indexInKind}. Those of hidden measures are empty. */
  readonly totals: readonly HypercubeCell[];
  readonly sortOrder: readonly number[];
}

/** A table with what the engine must be told to give more of it, or to sort it. */
export interface EngineTable extends HypercubeTable {
  readonly delivered: DeliveredColumns;
  readonly sorting: readonly ColumnSorting[];
}

/**
 * Reads a layout with a straight table.
 * @throws {QlikError} `engine-error` when the engine could not calculate it, or its cells cannot be put under columns
 */
export function readTable(layout: unknown): EngineTable {
  const cube = recordAt(layout, 'qHyperCube');
  const error = cube['qError'];
  if (error) throw toLayoutError(recordAt(error), 'The table cannot be calculated.');
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
 * Reads a page of rows, with their places in the whole table.
 * @throws {QlikError} `engine-error`, retryable, when its rows do not have the columns of the table
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
    ...(isNumeric && min !== undefined && { min }),
    ...(isNumeric && max !== undefined && { max }),
    ...(Boolean(info['qError']) && {
      error: toLayoutError(recordAt(info, 'qError'), 'This column cannot be calculated.'),
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
    `The table's rows have ${width} cells, which is not what its columns are.`,
    {
      remedy: 'Make a table of its dimensions and measures: readObjectColumns() reads them.',
    },
  );
}

/** The answer to a request for rows may be of another calculation than the columns that are known. */
export function columnsChanged(): QlikError {
  return new QlikError('engine-error', 'The table changed while rows were fetched.', {
    remedy: 'Wait for the changed table, then fetch the rows again.',
    isRetryable: true,
  });
}
