import { MAX_CELLS, pagesTooLarge } from './engine-faults';
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
  totalCell,
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
  /** How many of the columns are dimensions. */
  readonly dimensions: number;
  readonly rows: readonly (readonly Json[])[];
}

/** `NxGroupTail` of a straight table. */
const NO_TAIL: Json = { qUp: 0, qDown: 0 };

interface Cube {
  readonly dimensions: readonly DimensionColumn[];
  readonly measures: readonly MeasureColumn[];
  readonly rows: readonly CubeRow[];
  readonly totals: readonly FakeValue[];
  readonly sortOrder: readonly number[];
}

/** `HyperCube`: the layout of a straight table. @throws {UnsupportedByFake} for what the fake engine cannot calculate */
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
    qGrandTotalRow: measures.map(({ format }, index) => totalCell(totals[index], format)),
    qDataPages: initialPages(cells, definition['qInitialDataFetch']),
    qPivotDataPages: [],
    qStackedDataPages: [],
  };
}

/** The cells of a hypercube, for pages. @throws {UnsupportedByFake} for what the fake engine cannot calculate */
export function hypercubeCells(definition: Json, context: LayoutContext): FakeCells {
  return toCells(calculate(definition, context));
}

/** The pages of a call. @throws enigma's error for more cells than the engine gives, whether they exist or not */
export function requestedPages(cells: FakeCells, pages: unknown): readonly Json[] {
  const requested = toList(pages).map(toRecord);
  const count = requested.reduce((sum, { qWidth, qHeight }) => sum + toNumber(qWidth) * toNumber(qHeight), 0);
  if (count > MAX_CELLS) throw pagesTooLarge(count);
  return requested.map((page) => pageOf(cells, page));
}

/** The pages of a layout: they lose rows at the engine's limit. */
export function initialPages(cells: FakeCells, pages: unknown): readonly Json[] {
  let left = MAX_CELLS;
  return toList(pages).map((page) => {
    const { qMatrix, qArea, qTails } = pageOf(cells, page);
    const width = toNumber(toRecord(qArea)['qWidth']);
    const matrix = toList(qMatrix).slice(0, width === 0 ? 0 : Math.floor(left / width));
    left -= width * matrix.length;
    return { qArea: { ...toRecord(qArea), qHeight: matrix.length }, qMatrix: matrix, qTails };
  });
}

/** `NxDataPage`. */
function pageOf({ width, dimensions, rows }: FakeCells, page: unknown): Json {
  const { qTop, qLeft, qWidth, qHeight } = toRecord(page);
  const top = Math.min(toNumber(qTop), rows.length);
  const left = Math.min(toNumber(qLeft), width);
  const right = Math.min(width, left + toNumber(qWidth));
  const shown = right > left ? rows.slice(top, top + toNumber(qHeight)) : [];
  const matrix = shown.map((row) => row.slice(left, right));
  return {
    qArea: { qTop: top, qLeft: left, qWidth: right - left, qHeight: matrix.length },
    qMatrix: matrix,
    qTails: matrix.length > 0 ? Array.from({ length: dimensions }, () => NO_TAIL) : [],
  };
}

function calculate(definition: Json, context: LayoutContext): Cube {
  refuse(
    definition,
    ({ qMode }) => !['', 'S', 'DATA_MODE_STRAIGHT'].includes(toString(qMode)),
    'pivot tables',
  );
  refuse(
    definition,
    ({ qContextSetExpression }) => toString(qContextSetExpression) !== '',
    'set expressions of hypercubes ("qContextSetExpression")',
  );
  refuse(
    definition,
    ({ qColumnOrder }) => toList(qColumnOrder).some((column, index) => column !== index),
    'other orders of columns ("qColumnOrder")',
  );
  refuseCondition(definition);
  const dimensions = toList(definition['qDimensions']).map((each) => readDimension(each, context));
  const measures = toList(definition['qMeasures']).map((each) => readMeasureColumn(each, context));
  const { table, selections, stateName } = context;
  const possible = selections.possibleRows(stateName);
  const groups = new Map<string, { readonly elements: readonly number[]; readonly rows: FakeRow[] }>();
  // Without a dimension there is one row, also when no data is left.
  if (dimensions.length === 0 && measures.length > 0) groups.set('', { elements: [], rows: [] });
  for (const row of dimensions.length + measures.length > 0 ? possible : []) {
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
  return ({ measures }) => {
    if (measures.length === 0) return true;
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
      return (one: CubeRow, other: CubeRow) =>
        dimension.compare(one.elements[column]!, other.elements[column]!);
    }
    const index = column - dimensions.length;
    const { criteria, isReversed } = measures[index]!;
    const sign = toNumber(criteria['qSortByNumeric']) || toNumber(criteria['qSortByAscii']);
    return (one: CubeRow, other: CubeRow) => {
      const [first, second] = [one.measures[index] ?? null, other.measures[index] ?? null];
      const isLast = Number(first === null) - Number(second === null);
      // Null comes last, in every direction; without one it is not compared.
      if (sign !== 0 && isLast !== 0) return isLast;
      return (isReversed ? -sign : sign) * compareValues(first, second);
    };
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
    dimensions: dimensions.length,
    rows: rows.map((row) => [
      ...dimensions.map((column, index) => dimensionCell(column, row.elements[index]!)),
      ...measures.map(({ format }, index) => measureCell(row.measures[index], format)),
    ]),
  };
}
