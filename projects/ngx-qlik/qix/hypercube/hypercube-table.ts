import type { QlikError } from 'ngx-qlik';
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

/** A column of a table. */
export interface HypercubeColumn {
  readonly kind: 'dimension' | 'measure';
  /** Among all columns, dimensions first: what {@link Hypercube.sort} takes. */
  readonly index: number;
  /** Among the columns of its kind: what {@link Hypercube.select} takes for a dimension. */
  readonly indexInKind: number;
  readonly title: string;
  /** Present on the column that the rows are ordered by first. */
  readonly sorted?: 'ascending' | 'descending';
  /** How it is ordered now where it counts, and how it would be where another column comes first. */
  readonly direction: 'ascending' | 'descending';
  readonly isNumeric: boolean;
  /** Smallest and biggest number; absent for texts. */
  readonly min?: number;
  readonly max?: number;
  /** Why this column shows nothing, for example an expression that cannot be read. */
  readonly error?: QlikError;
}

/** How a value stands with the selections. */
export type SelectionState = 'selected' | 'locked' | 'possible' | 'alternative' | 'excluded';

/** A value in a table. */
export interface HypercubeCell {
  readonly text: string;
  /** Absent for texts. */
  readonly number?: number;
  /** The value's number in its field: what {@link Hypercube.select} takes. Negative for nulls, totals and measures. */
  readonly elementNumber: number;
  readonly state?: SelectionState;
  readonly isNull: boolean;
}

/** A row of a table. */
export interface HypercubeRow {
  /** From the top of the whole table. */
  readonly index: number;
  readonly cells: readonly HypercubeCell[];
}

/** A table as the engine calculated it, with its first rows. */
export interface HypercubeTable {
  readonly columns: readonly HypercubeColumn[];
  readonly rowCount: number;
  /** The rows that came with it; {@link Hypercube.page} gives the others. */
  readonly firstRows: readonly HypercubeRow[];
  /** All measures over all rows. */
  readonly totals: readonly HypercubeCell[];
  readonly sortOrder: readonly number[];
}

/**
 * Reads a layout with a straight table.
 * @throws {QlikError} `engine-error` when the engine could not calculate it
 */
export function readTable(layout: unknown): HypercubeTable {
  const cube = recordAt(layout, 'qHyperCube');
  const error = cube['qError'];
  if (error) throw toLayoutError(recordAt(error), 'The table cannot be calculated.');
  const dimensions = recordsAt(cube, 'qDimensionInfo');
  const measures = recordsAt(cube, 'qMeasureInfo');
  const width = dimensions.length + measures.length;
  const order = listAt(cube, 'qEffectiveInterColumnSortOrder').filter((each) => typeof each === 'number');
  const sortOrder = order.length > 0 ? order : Array.from({ length: width }, (_, index) => index);
  return {
    columns: [
      ...dimensions.map((info, index) => readColumn('dimension', info, index, { index, sortOrder })),
      ...measures.map((info, index) =>
        readColumn('measure', info, index, { index: dimensions.length + index, sortOrder }),
      ),
    ],
    rowCount: numberAt(cube, 'qSize', 'qcy') ?? 0,
    firstRows: recordsAt(cube, 'qDataPages').flatMap((page) => readRows(page)),
    totals: recordsAt(cube, 'qGrandTotalRow').map(readCell),
    sortOrder,
  };
}

/** Reads a page of rows, with their places in the whole table. */
export function readRows(page: unknown): readonly HypercubeRow[] {
  const top = numberAt(page, 'qArea', 'qTop') ?? 0;
  return listAt(page, 'qMatrix').map((row, index) => ({
    index: top + index,
    cells: Array.isArray(row) ? row.map(readCell) : [],
  }));
}

function readColumn(
  kind: 'dimension' | 'measure',
  info: Json,
  indexInKind: number,
  { index, sortOrder }: { readonly index: number; readonly sortOrder: readonly number[] },
): HypercubeColumn {
  const direction = textAt(info, 'qSortIndicator') === 'D' ? 'descending' : 'ascending';
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
    ...(sortOrder[0] === index && { sorted: direction }),
    isNumeric,
    ...(isNumeric && min !== undefined && { min }),
    ...(isNumeric && max !== undefined && { max }),
    ...(Boolean(info['qError']) && {
      error: toLayoutError(recordAt(info, 'qError'), 'This column cannot be calculated.'),
    }),
  };
}

/** @see the QIX API's `StateEnumType` */
const STATES: Readonly<Record<string, SelectionState>> = {
  S: 'selected',
  XS: 'selected',
  L: 'locked',
  XL: 'locked',
  O: 'possible',
  A: 'alternative',
  D: 'alternative',
  X: 'excluded',
};

function readCell(cell: unknown): HypercubeCell {
  const number = numberAt(cell, 'qNum');
  const state = STATES[textAt(cell, 'qState')];
  return {
    text: textAt(cell, 'qText'),
    ...(number !== undefined && { number }),
    elementNumber: numberAt(cell, 'qElemNumber') ?? -1,
    ...(state && { state }),
    isNull: isTrueAt(cell, 'qIsNull'),
  };
}
