import { Grouping } from '../expression/grouping.ts';
import { ExpressionError } from '../expression/tokens.ts';
import type { Field } from '../model/field.ts';
import { valueAt } from '../expression/value-column.ts';
import { jsonNumber, toArray, toObject, toText, type JsonObject } from '../protocol/json.ts';
import { searchValues } from '../expression/value-search.ts';
import { dimensionCell, valueNumber } from './cells.ts';
import { dimensionInfo } from './column-info.ts';
import { expressionIn, readDimension, type CubeContext, type CubeDimension } from './columns.ts';
import { customMembers } from './definition.ts';
import { checkedPages, initialPages } from './pages.ts';
import { codeOrder, frequencies } from './sorting.ts';

/** A computed list object: the values of a field in the order of rows. */
export interface ListObject {
  readonly definition: JsonObject;
  readonly context: CubeContext;
  readonly dimension: CubeDimension;
  readonly codes: Int32Array;
  readonly search: string | undefined;
}

/** Computes a list object from a definition with all members. A search keeps only the matching values. */
export function computeListObject(
  definition: JsonObject,
  given: CubeContext,
  search: string | undefined,
): ListObject {
  const stateName = toText(definition['qStateName']);
  const context = stateName === '' ? given : { ...given, state: stateName };
  const dimension = readDimension(definition, context);
  const { field } = dimension;
  if (!field) return { definition, context, dimension, codes: new Int32Array(), search };
  const found = search === undefined || search === '' ? undefined : foundValues(field, search, context);
  const codes = Int32Array.from({ length: field.symbols.size }, (_, code) => code).filter(
    (code) => !found || found[code] === 1,
  );
  const order = codeOrder(field, dimension.sort, context);
  codes.sort(dimension.isReversed ? (left, right) => order(right, left) : order);
  return { definition, context, dimension, codes, search };
}

/** Returns the values that match a search; none for an invalid `=expression`. */
function foundValues(field: Field, search: string, { scope, state }: CubeContext): Uint8Array {
  if (!search.trimStart().startsWith('='))
    return searchValues(field, search, { plain: 'anywhere', settings: scope.settings });
  try {
    return scope.valuesWhere(field, search, state);
  } catch (error) {
    if (error instanceof ExpressionError) return new Uint8Array(field.symbols.size);
    throw error;
  }
}

/** Returns `ListObject`, the layout of a list object, with the pages of its initial fetch. */
export function listObjectLayout(list: ListObject): JsonObject {
  const { definition, dimension, context } = list;
  const stateName = toText(definition['qStateName']);
  const expressions = toArray(definition['qExpressions']);
  const qSize = { qcx: 1 + expressions.length, qcy: list.codes.length };
  return {
    ...(stateName ? { qStateName: stateName } : {}),
    qSize,
    ...(dimension.error ? { qError: dimension.error } : {}),
    qDimensionInfo: dimensionInfo(dimension, context, list.codes.length),
    qExpressions: expressions.map((item) => ({
      qExpr: expressionIn(toObject(item)['qExpr']),
      qError: undefined,
    })),
    qDataPages: listPages(list, initialPages(definition['qInitialDataFetch'], qSize)),
    ...customMembers(definition),
  };
}

/** Returns `NxDataPage`s of a list object. @throws {QixError} 7009 when pages are too large */
export function listPages(list: ListObject, pages: unknown): readonly JsonObject[] {
  const { field } = list.dimension;
  const expressions = toArray(list.definition['qExpressions']).map((item) =>
    expressionIn(toObject(item)['qExpr']),
  );
  const areas = checkedPages(pages, 1 + expressions.length, list.codes.length);
  if (!field) return areas.map((qArea) => ({ qMatrix: [], qTails: [], qArea }));
  const states = list.context.liveScope.association(list.context.state).statesOf(field);
  const frequency = frequencyReader(list);
  const extra = expressions.map((expression) => expressionReader(list, expression));
  return areas.map((qArea) => ({
    qMatrix: [...list.codes.subarray(qArea.qTop, qArea.qTop + qArea.qHeight)].map((code) =>
      [
        {
          ...dimensionCell(field, code, states),
          ...frequency(code),
          ...highlight(field.symbols.textOf(code), list.search),
        },
        ...extra.map((read) => read(code)),
      ].slice(qArea.qLeft, qArea.qLeft + qArea.qWidth),
    ),
    qTails: qArea.qHeight > 0 ? [{ qUp: 0, qDown: 0 }] : [],
    qArea,
  }));
}

function frequencyReader(list: ListObject): (code: number) => JsonObject {
  const mode = toText(list.definition['qFrequencyMode'], 'N')
    .replace(/^NX_FREQUENCY_/, '')
    .charAt(0);
  const { field } = list.dimension;
  if (!field || mode === 'N') return () => ({});
  const counts = frequencies(field, list.context);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return (code) => {
    const count = counts[code] ?? 0;
    if (mode === 'P') return { qFrequency: `${((count / (total || 1)) * 100).toFixed(1)}%` };
    return { qFrequency: mode === 'R' ? String(count / (total || 1)) : String(count) };
  };
}

function expressionReader(list: ListObject, expression: string): (code: number) => JsonObject {
  const { field } = list.dimension;
  const { scope, state } = list.context;
  const empty = { qText: '', qNum: 'NaN', qElemNumber: 0, qState: 'L' };
  if (!field || expression === '') return () => empty;
  try {
    const island = scope.fields.model.island(field.island);
    const grouping = Grouping.by([field], island, scope.association(state).rows(field.island), [true]);
    const column = scope.evaluateOver(expression, grouping, state);
    const groups = new Map([...(grouping.codes[0] ?? [])].map((code, group) => [code, group]));
    return (code) => {
      const group = groups.get(code);
      const value = group === undefined ? null : valueAt(column, group);
      return { ...empty, qText: scope.settings.textOf(value), qNum: jsonNumber(valueNumber(value)) };
    };
  } catch (error) {
    // An invalid expression has empty cells, as in Qlik; the list of values does not depend on it.
    if (error instanceof ExpressionError) return () => empty;
    throw error;
  }
}

function highlight(text: string, search: string | undefined): JsonObject {
  const plain = search?.replaceAll('*', '').toLowerCase() ?? '';
  if (plain === '' || /[?<>=]/.test(plain)) return {};
  const at = text.toLowerCase().indexOf(plain);
  return at < 0 ? {} : { qHighlightRanges: { qRanges: [{ qCharPos: at, qCharCount: plain.length }] } };
}
