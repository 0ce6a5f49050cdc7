import { isTrueAt, type Json, listAt, recordsAt, textAt, textsAt } from '../objects/layout';

/** Which way a column is sorted. */
export type SortDirection = 'ascending' | 'descending';

/** How a column is sorted at present, as far as a change of its direction depends on it. */
export interface ColumnSorting {
  /** `undefined` where it is sorted by nothing that has a direction. */
  readonly direction: SortDirection | undefined;
  /** `qReverseSort`. The direction has it counted in. */
  readonly isReversed: boolean;
  /** The definition's list that the column is in, and its place there. */
  readonly list: 'qDimensions' | 'qMeasures';
  readonly place: number;
  /** A dimension has sort criteria for each field of its group. */
  readonly fieldCount: number;
}

/** A change of a definition, an `NxPatch`. */
export interface DefinitionPatch {
  readonly qOp: 'Replace';
  readonly qPath: string;
  /** JSON. */
  readonly qValue: string;
}

/** By number, by text, in the order of loading. */
export const NATURAL_ORDER = { qSortByNumeric: 1, qSortByAscii: 1, qSortByLoadOrder: 1 };

/** Reads how the columns of a `HyperCube` are sorted, dimensions first. */
export function readSorting(cube: Json): readonly ColumnSorting[] {
  return [
    ...recordsAt(cube, 'qDimensionInfo').map((info, place) => readColumn(info, 'qDimensions', place)),
    ...recordsAt(cube, 'qMeasureInfo').map((info, place) => readColumn(info, 'qMeasures', place)),
  ];
}

/** The columns that rows are sorted by, all of them, the first first. */
export function readSortOrder(cube: Json, columnCount: number): readonly number[] {
  const given = listAt(cube, 'qEffectiveInterColumnSortOrder').filter(
    (column) => typeof column === 'number' && column >= 0 && column < columnCount,
  );
  const all = Array.from({ length: columnCount }, (_, column) => column);
  return [...new Set([...given.filter((column) => typeof column === 'number'), ...all])];
}

/** The column to sort by first, then the others as they were. */
export function toSortOrder(order: readonly number[], column: number | undefined): readonly number[] {
  return column === undefined ? order : [column, ...order.filter((each) => each !== column)];
}

/**
 * The changes that sort rows by a column first, in that direction, whatever the column's own sort criteria are.
 *
 * `qReverseSort` is written as a value and not as "the other way", so that a second change made before the first is seen is right too.
 *
 * @param path of the definition, such as `/qHyperCubeDef`
 */
export function toSortPatches(
  path: string,
  sorting: ColumnSorting,
  { order, direction }: { readonly order: readonly number[]; readonly direction: SortDirection },
): DefinitionPatch[] {
  const column = `${path}/${sorting.list}/${sorting.place}`;
  const isChanged = direction !== (sorting.direction ?? 'ascending');
  const isReversed = sorting.direction === undefined ? isChanged : isChanged !== sorting.isReversed;
  return [
    replace(`${path}/qInterColumnSortOrder`, order),
    ...(sorting.direction === undefined ? [naturalCriteria(column, sorting)] : []),
    replace(`${column}/qDef/qReverseSort`, isReversed),
  ];
}

function readColumn(info: Json, list: ColumnSorting['list'], place: number): ColumnSorting {
  const indicator = textAt(info, 'qSortIndicator');
  return {
    direction: indicator === 'A' ? 'ascending' : indicator === 'D' ? 'descending' : undefined,
    isReversed: isTrueAt(info, 'qReverseSort'),
    list,
    place,
    fieldCount: Math.max(1, textsAt(info, 'qGroupFieldDefs').length),
  };
}

/** What a column without a direction is sorted by from now on. */
function naturalCriteria(column: string, { list, fieldCount }: ColumnSorting): DefinitionPatch {
  return list === 'qMeasures'
    ? replace(`${column}/qSortBy`, { qSortByNumeric: 1 })
    : replace(
        `${column}/qDef/qSortCriterias`,
        Array.from({ length: fieldCount }, () => NATURAL_ORDER),
      );
}

function replace(qPath: string, value: unknown): DefinitionPatch {
  return { qOp: 'Replace', qPath, qValue: JSON.stringify(value) };
}
