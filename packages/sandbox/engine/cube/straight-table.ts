import { valueAt } from '../expression/value-column.ts';
import { toIntegers, type JsonObject } from '../protocol/json.ts';
import { attributeReader } from './attributes.ts';
import { dimensionCell, measureCell, nullCell, otherCell } from './cells.ts';
import type { Cube } from './cube.ts';
import { checkedPages, type Page } from './pages.ts';

/** Returns the visible columns in the order of data pages. */
export function pageColumns(cube: Cube): readonly number[] {
  const all = cube.dimensions.length + cube.measures.length;
  const given = toIntegers(cube.definition['qColumnOrder']);
  const isPermutation =
    given.length === all &&
    new Set(given).size === all &&
    given.every((column) => column >= 0 && column < all);
  const columns = isPermutation ? given : Array.from({ length: all }, (_, column) => column);
  return columns.filter((column) => !isHidden(cube, column));
}

/** Returns whether a column is hidden because its calculation condition is not met. */
function isHidden(cube: Cube, column: number): boolean {
  const dimension = cube.dimensions[column];
  return (dimension ?? cube.measures[column - cube.dimensions.length]?.measure)?.isHidden === true;
}

/** Returns `qSize` of a straight table. */
export function straightSize(cube: Cube): { readonly qcx: number; readonly qcy: number } {
  return { qcx: pageColumns(cube).length, qcy: cube.order.length };
}

/** Returns `NxDataPage`s of a straight table. @throws {QixError} 7009 when pages are too large */
export function straightPages(cube: Cube, pages: unknown): readonly JsonObject[] {
  const { qcx, qcy } = straightSize(cube);
  return checkedPages(pages, qcx, qcy).map((page) => straightPage(cube, page));
}

function straightPage(cube: Cube, page: Page): JsonObject {
  const columns = pageColumns(cube).slice(page.qLeft, page.qLeft + page.qWidth);
  const groups = cube.order.subarray(page.qTop, page.qTop + page.qHeight);
  const hasCells = groups.length > 0 && columns.length > 0;
  const qTails = hasCells ? cube.dimensions.map(() => ({ qUp: 0, qDown: 0 })) : [];
  return { qMatrix: straightRows(cube, groups, columns), qTails, qArea: page };
}

/** Returns the rows of groups of a cube, in the given order. */
export function straightRows(
  cube: Cube,
  groups: Int32Array,
  columns = pageColumns(cube),
): readonly (readonly JsonObject[])[] {
  const cellAt = columns.map((column) => cellReader(cube, column));
  return Array.from(groups, (group) => cellAt.map((read) => read(group)));
}

/** Returns a reader of a column's cells. */
function cellReader(cube: Cube, column: number): (group: number) => JsonObject {
  const dimension = cube.dimensions[column];
  if (dimension) {
    const { field } = dimension;
    const codes = cube.codes[column];
    const others = cube.others[column];
    if (!field || !codes) return nullCell;
    const states = cube.context.liveScope.association(cube.context.state).statesOf(field);
    const attributes = attributeReader(cube, dimension.definition, [field.name]);
    return (group) => {
      const code = codes[group] ?? -1;
      if (code === others?.code) return otherCell(others.label);
      return { ...dimensionCell(field, code, states), ...attributes(group) };
    };
  }
  const result = cube.measures[column - cube.dimensions.length];
  if (!result) return () => ({});
  const attributes = attributeReader(cube, result.measure.definition, undefined);
  return (group) => ({ ...measureCell(result.measure, valueAt(result.values, group)), ...attributes(group) });
}
