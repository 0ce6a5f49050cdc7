import { textOf } from '../expression/value.ts';
import { ExpressionError } from '../expression/tokens.ts';
import { valueAt, type ValueColumn } from '../expression/value-column.ts';
import { jsonNumber, toArray, toIntegers, toObject, toText, type JsonObject } from '../protocol/json.ts';
import { dimensionCell, measureCell, valueNumber } from './cells.ts';
import type { Cube } from './cube.ts';
import { checkedPages, type Page } from './pages.ts';

/** Columns in the order of the data pages. */
export function pageColumns(cube: Cube): readonly number[] {
  const all = cube.dimensions.length + cube.measures.length;
  const given = toIntegers(cube.definition['qColumnOrder']);
  const isPermutation =
    given.length === all &&
    new Set(given).size === all &&
    given.every((column) => column >= 0 && column < all);
  return isPermutation ? given : Array.from({ length: all }, (_, column) => column);
}

/** `qSize` of a straight table. */
export function straightSize(cube: Cube): { readonly qcx: number; readonly qcy: number } {
  return { qcx: cube.dimensions.length + cube.measures.length, qcy: cube.order.length };
}

/** `NxDataPage`s of a straight table. @throws {QixError} when pages are too large. */
export function straightPages(cube: Cube, pages: unknown): readonly JsonObject[] {
  const { qcx, qcy } = straightSize(cube);
  return checkedPages(pages, qcx, qcy).map((page) => straightPage(cube, page));
}

function straightPage(cube: Cube, page: Page): JsonObject {
  const columns = pageColumns(cube).slice(page.qLeft, page.qLeft + page.qWidth);
  const cellAt = columns.map((column) => cellReader(cube, column));
  const qMatrix: JsonObject[][] = [];
  for (let row = page.qTop; row < page.qTop + page.qHeight; row += 1) {
    const group = cube.order[row] ?? 0;
    qMatrix.push(cellAt.map((read) => read(group)));
  }
  return { qMatrix, qTails: [], qArea: page };
}

/** Reads one column's cells. */
export function cellReader(cube: Cube, column: number): (group: number) => JsonObject {
  const dimension = cube.dimensions[column];
  if (dimension) {
    const { field } = dimension;
    const codes = cube.grouping.codes[column];
    if (!field || !codes)
      return () => ({ qText: '-', qNum: 'NaN', qElemNumber: -2, qState: 'L', qIsNull: true });
    const states = cube.context.liveScope.association(cube.context.state).statesOf(field);
    const attributes = attributeReader(cube, dimension.definition, [field.name]);
    return (group) => ({ ...dimensionCell(field, codes[group] ?? -1, states), ...attributes(group) });
  }
  const result = cube.measures[column - cube.dimensions.length];
  if (!result) return () => ({});
  const attributes = attributeReader(cube, result.measure.definition, undefined);
  return (group) => ({ ...measureCell(result.measure, valueAt(result.values, group)), ...attributes(group) });
}

/** Attribute expressions of a column, evaluated per row (a measure's) or per value (a dimension's). */
function attributeReader(
  cube: Cube,
  definition: JsonObject,
  fields: readonly string[] | undefined,
): (group: number) => JsonObject {
  const expressions = toArray(definition['qAttributeExpressions']).map((item) =>
    attributeExpression(cube, toObject(item)),
  );
  if (expressions.length === 0) return () => ({});
  const { grouping, groupThere } = fields
    ? cube.grouping.coarser(fields)
    : { grouping: cube.grouping, groupThere: undefined };
  const { scope, state } = cube.context;
  const columns = expressions.map((expression): ValueColumn | undefined => {
    try {
      return expression === '' ? undefined : scope.evaluateOver(expression, grouping, state);
    } catch (error) {
      // A wrong colour or tooltip expression leaves its cell empty; the chart itself is right.
      if (error instanceof ExpressionError) return undefined;
      throw error;
    }
  });
  return (group) => ({
    qAttrExps: {
      qValues: columns.map((column) => {
        const value = column ? valueAt(column, groupThere ? (groupThere[group] ?? 0) : group) : null;
        const number = jsonNumber(valueNumber(value));
        return { qText: textOf(value), qNum: number };
      }),
    },
  });
}

function attributeExpression(cube: Cube, attribute: JsonObject): string {
  const libraryId = toText(attribute['qLibraryId']);
  if (!libraryId) return toText(attribute['qExpression']);
  return toText(toObject(cube.context.library.measure(libraryId)?.['qMeasure'])['qDef']);
}
