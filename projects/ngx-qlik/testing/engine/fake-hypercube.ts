import type { FakeRow, FakeValue } from './fake-app-data';
import {
  compareValues,
  dimensionCell,
  type DimensionColumn,
  dimensionInfo,
  type LayoutContext,
  measureCell,
  type MeasureColumn,
  measureInfo,
  readDimension,
  readMeasureColumn,
  refuse,
  refuseCondition,
} from './fake-columns';
import { type Json, toList, toNumber, toRecord, toString } from './json';

/** A row of a hypercube. */
interface CubeRow {
  /** Element numbers of the dimensions. */
  readonly elements: readonly number[];
  readonly measures: readonly FakeValue[];
}

/** A calculated table: its size, and its cells in the order of the rows. */
export interface FakeCells {
  readonly width: number;
  readonly rows: readonly (readonly Json[])[];
}

interface Cube {
  readonly dimensions: readonly DimensionColumn[];
  readonly measures: readonly MeasureColumn[];
  readonly rows: readonly CubeRow[];
  readonly totals: readonly FakeValue[];
  readonly sortOrder: readonly number[];
}

/** `HyperCube`: the layout of a straight table. @throws {QlikError} for what the fake engine cannot calculate */
export function hypercubeLayout(definition: Json, context: LayoutContext): Json {
  const cube = calculate(definition, context);
  const { dimensions, measures, rows, totals, sortOrder } = cube;
  const cells = toCells(cube);
  return {
    qMode: 'S',
    qSize: { qcx: cells.width, qcy: cells.rows.length },
    qDimensionInfo: dimensions.map(dimensionInfo),
    qMeasureInfo: measures.map((column, index) =>
      measureInfo(
        column,
        rows.map((row) => row.measures[index]),
      ),
    ),
    qEffectiveInterColumnSortOrder: sortOrder,
    qGrandTotalRow: measures.map(({ format }, index) => measureCell(totals[index], format)),
    qDataPages: toList(definition['qInitialDataFetch']).map((page) => pageOf(cells, page)),
    qPivotDataPages: [],
    qStackedDataPages: [],
  };
}

/** The cells of a hypercube, for pages. @throws {QlikError} for what the fake engine cannot calculate */
export function hypercubeCells(definition: Json, context: LayoutContext): FakeCells {
  return toCells(calculate(definition, context));
}

/** `NxDataPage`. */
export function pageOf({ width, rows }: FakeCells, page: unknown): Json {
  const { qTop, qLeft, qWidth, qHeight } = toRecord(page);
  const [top, left] = [toNumber(qTop), toNumber(qLeft)];
  const right = Math.min(width, left + toNumber(qWidth));
  const matrix = rows.slice(top, top + toNumber(qHeight)).map((row) => row.slice(left, right));
  return {
    qArea: { qTop: top, qLeft: left, qWidth: Math.max(0, right - left), qHeight: matrix.length },
    qMatrix: matrix,
    qTails: [],
  };
}

function calculate(definition: Json, context: LayoutContext): Cube {
  refuse(
    definition,
    ({ qMode }) => !['', 'S', 'DATA_MODE_STRAIGHT'].includes(toString(qMode)),
    'pivot tables',
  );
  refuseCondition(definition);
  const dimensions = toList(definition['qDimensions']).map((each) => readDimension(each, context));
  const measures = toList(definition['qMeasures']).map((each) => readMeasureColumn(each, context));
  const { table, selections, stateName } = context;
  const possible = selections.possibleRows(stateName);
  const groups = new Map<string, { readonly elements: readonly number[]; readonly rows: FakeRow[] }>();
  // Without a dimension there is one row, also when no data is left.
  if (dimensions.length === 0 && measures.length > 0) groups.set('', { elements: [], rows: [] });
  for (const row of possible) {
    const elements = dimensions.map(({ field }) => field.elements[row]!);
    if (dimensions.some(({ hidesNull }, index) => hidesNull && elements[index]! < 0)) continue;
    const key = elements.join();
    const group = groups.get(key) ?? { elements, rows: [] };
    groups.set(key, group);
    group.rows.push(table.rows[row]!);
  }
  const rows = [...groups.values()].map((group) => ({
    elements: group.elements,
    measures: measures.map(({ measure }) => measure(group.rows)),
  }));
  const sortOrder = readSortOrder(definition, dimensions.length + measures.length);
  return {
    dimensions,
    measures,
    rows: sorted(rows.filter(isShown(definition)), { dimensions, measures, sortOrder }),
    totals: measures.map(({ measure }) => measure(possible.map((row) => table.rows[row]!))),
    sortOrder,
  };
}

/** @see Qlik's `HyperCubeDef`: `qSuppressZero`, `qSuppressMissing` */
function isShown(definition: Json): (row: CubeRow) => boolean {
  const hidesZero = definition['qSuppressZero'] === true;
  const hidesMissing = definition['qSuppressMissing'] === true;
  return ({ elements, measures }) => {
    if (measures.length === 0 || elements.length === 0) return true;
    const isMissing = (value: FakeValue) => value === null || value === undefined;
    if (hidesMissing && measures.every(isMissing)) return false;
    return !(hidesZero && measures.every((value) => value === 0 || isMissing(value)));
  };
}

function readSortOrder(definition: Json, count: number): readonly number[] {
  const given = toList(definition['qInterColumnSortOrder']).filter(
    (column): column is number => typeof column === 'number' && column >= 0 && column < count,
  );
  return [...new Set([...given, ...Array.from({ length: count }, (_, column) => column)])];
}

function sorted(
  rows: readonly CubeRow[],
  { dimensions, measures, sortOrder }: Pick<Cube, 'dimensions' | 'measures' | 'sortOrder'>,
): readonly CubeRow[] {
  const comparisons = sortOrder.map((column) => {
    const dimension = dimensions[column];
    if (dimension) {
      const { compare, isReversed } = dimension;
      return (one: CubeRow, other: CubeRow) =>
        (isReversed ? -1 : 1) * compare(one.elements[column]!, other.elements[column]!);
    }
    const index = column - dimensions.length;
    const { sign, isReversed } = measures[index]!;
    return (one: CubeRow, other: CubeRow) =>
      (isReversed ? -sign : sign) * compareValues(one.measures[index], other.measures[index]);
  });
  return [...rows].sort((one, other) => {
    for (const compare of comparisons) {
      const difference = compare(one, other);
      if (difference !== 0) return difference;
    }
    return 0;
  });
}

function toCells({ dimensions, measures, rows }: Cube): FakeCells {
  return {
    width: dimensions.length + measures.length,
    rows: rows.map((row) => [
      ...dimensions.map((column, index) => dimensionCell(column, row.elements[index]!)),
      ...measures.map(({ format }, index) => measureCell(row.measures[index], format)),
    ]),
  };
}
