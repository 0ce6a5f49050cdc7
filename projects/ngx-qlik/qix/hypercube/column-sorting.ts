import { isTrueAt, type Json, listAt, recordsAt, textAt, textsAt } from '../objects/layout';

/** The sort direction of a column. */
export type SortDirection = 'ascending' | 'descending';

/** The current sorting of a column, as needed to change its direction. */
export interface ColumnSorting {
  /** `undefined` when its sort criteria have no direction. */
  readonly direction: SortDirection | undefined;
  /** `qReverseSort`, which {@link direction} includes. */
  readonly isReversed: boolean;
  /** The list in the definition, and the column's index in it. */
  readonly list: 'qDimensions' | 'qMeasures';
  readonly place: number;
  /** Number of fields of a dimension's group, each with its sort criteria. */
  readonly fieldCount: number;
}

/** A patch of a definition, an `NxPatch`. */
export interface DefinitionPatch {
  readonly qOp: 'Replace';
  readonly qPath: string;
  /** JSON. */
  readonly qValue: string;
}

/** By number, by text, in the order of loading. */
export const NATURAL_ORDER = { qSortByNumeric: 1, qSortByAscii: 1, qSortByLoadOrder: 1 };

/** Reads the sorting of the columns of a `HyperCube`, dimensions first. */
export function readSorting(cube: Json): readonly ColumnSorting[] {
  return [
    ...recordsAt(cube, 'qDimensionInfo').map((info, place) => readColumn(info, 'qDimensions', place)),
    ...recordsAt(cube, 'qMeasureInfo').map((info, place) => readColumn(info, 'qMeasures', place)),
  ];
}

/** Returns all columns in sort order. */
export function readSortOrder(cube: Json, columnCount: number): readonly number[] {
  const given = listAt(cube, 'qEffectiveInterColumnSortOrder').filter(
    (column) => typeof column === 'number' && column >= 0 && column < columnCount,
  );
  const all = Array.from({ length: columnCount }, (_, column) => column);
  return [...new Set([...given.filter((column) => typeof column === 'number'), ...all])];
}

/** Moves a column to the front of the sort order. */
export function toSortOrder(order: readonly number[], column: number | undefined): readonly number[] {
  return column === undefined ? order : [column, ...order.filter((each) => each !== column)];
}

/**
 * Returns the patches that sort rows by a column first, in the given direction.
 *
 * Sets `qReverseSort` to a value instead of toggling it, so that a second change before the first layout is correct too.
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

/** Returns natural sort criteria for a column without a direction. */
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
