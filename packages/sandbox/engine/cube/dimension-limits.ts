import { Grouping } from '../expression/grouping.ts';
import { numberOf } from '../expression/value.ts';
import { valueAt } from '../expression/value-column.ts';
import { ExpressionError } from '../expression/tokens.ts';
import type { Field } from '../model/field.ts';
import type { Island } from '../model/island.ts';
import { toFlag, toObject, toText, type JsonObject } from '../protocol/json.ts';
import {
  evaluateText,
  expressionIn,
  type CubeContext,
  type CubeDimension,
  type CubeMeasure,
} from './columns.ts';

/** "Others": the values that a dimension's limits exclude, combined into one. */
export interface Others {
  /** The dimension's field with an additional code, which replaces the excluded values. */
  readonly field: Field;
  readonly code: number;
  readonly label: string;
}

/** The effect of dimension limits on a cube's dimensions and rows. */
export interface LimitedDimensions {
  /** Per dimension its "Others"; undefined when no value is excluded. */
  readonly others: readonly (Others | undefined)[];
  /** 1 per row of the cube. */
  readonly domain: Uint8Array;
}

/**
 * Applies `qOtherTotalSpec` of each dimension: excluded values are combined into "Others", or removed with `qSuppressOther`.
 * An inner dimension is limited within each value of the outer dimensions, unless `qGlobalOtherGrouping` is set.
 */
export function limitDimensions(
  dimensions: readonly CubeDimension[],
  measures: readonly CubeMeasure[],
  island: Island,
  domain: Uint8Array,
  context: CubeContext,
): LimitedDimensions {
  const others: (Others | undefined)[] = [];
  const outer: Field[] = [];
  let shown = domain;
  let collapsed: Uint8Array | undefined;
  for (const dimension of dimensions) {
    const { field } = dimension;
    if (!field) {
      others.push(undefined);
      continue;
    }
    const spec = toObject(dimension.definition['qOtherTotalSpec']);
    const isGlobal = toFlag(spec['qGlobalOtherGrouping']);
    const excluded = excludedRows(
      spec,
      isGlobal ? [] : outer,
      dimension,
      field,
      measures,
      island,
      shown,
      context,
    );
    if (excluded && toFlag(spec['qSuppressOther'])) {
      shown = shown.map((flag, row) => (excluded[row] === 1 ? 0 : flag));
      others.push(undefined);
      outer.push(field);
      continue;
    }
    const rows = union(excluded, collapsed);
    const otherValues = rows ? othersOf(dimension, field, rows, context) : undefined;
    others.push(otherValues);
    outer.push(otherValues?.field ?? field);
    if (excluded && toFlag(spec['qOtherCollapseInnerDimensions'])) collapsed = union(excluded, collapsed);
  }
  return { others, domain: shown };
}

function union(left: Uint8Array | undefined, right: Uint8Array | undefined): Uint8Array | undefined {
  if (!left || !right) return left ?? right;
  return left.map((flag, row) => flag | (right[row] as number));
}

function othersOf(dimension: CubeDimension, field: Field, rows: Uint8Array, context: CubeContext): Others {
  const label =
    evaluateText(expressionIn(dimension.definition['qOtherLabel']), context) ||
    toText(dimension.qDef['othersLabel']) ||
    'Others';
  const code = field.symbols.size;
  const codes = field.codes.map((own, row) => (rows[row] === 1 ? code : own));
  return { field: { ...field, symbols: field.symbols.extended(label), codes }, code, label };
}

/** Returns a mask with 1 per row whose value is excluded; undefined when no value is excluded. */
function excludedRows(
  spec: JsonObject,
  outer: readonly Field[],
  dimension: CubeDimension,
  field: Field,
  measures: readonly CubeMeasure[],
  island: Island,
  domain: Uint8Array,
  context: CubeContext,
): Uint8Array | undefined {
  const mode = toText(spec['qOtherMode'], 'OTHER_OFF');
  const expression = rankingExpression(spec, measures);
  if (mode === 'OTHER_OFF' || expression === '') return undefined;
  const excludeNull = [...outer.map(() => false), dimension.isNullSuppressed];
  const grouping = Grouping.by([...outer, field], island, domain, excludeNull);
  let values: Float64Array;
  let limit: Limit;
  try {
    const column = context.scope.evaluateOver(expression, grouping, context.state);
    values = Float64Array.from({ length: grouping.size }, (_, group) => numberOf(valueAt(column, group)));
    limit = readLimit(spec, mode, context);
  } catch (error) {
    // The measure's column reports its error; an invalid limit has no effect.
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
  const keepsTexts = spec['qForceBadValueKeeping'] !== false;
  const isKept = new Uint8Array(grouping.size);
  for (const members of groupsByOuter(grouping, outer.length))
    for (const group of keptGroups(members, values, limit, keepsTexts)) isKept[group] = 1;
  if (!isKept.includes(0)) return undefined;
  const rows = new Uint8Array(island.rowCount);
  grouping.groupOf?.forEach((group, row) => {
    if (group >= 0 && isKept[group] === 0) rows[row] = 1;
  });
  return rows;
}

/** Returns the ranking expression: `qReferencedExpression`, by label or as expression, else the first visible measure. */
function rankingExpression(spec: JsonObject, measures: readonly CubeMeasure[]): string {
  const named = expressionIn(spec['qReferencedExpression']).trim();
  if (named === '') return measures.find((measure) => !measure.isHidden)?.expression ?? '';
  return measures.find((measure) => measure.title === named)?.expression ?? named;
}

function groupsByOuter(grouping: Grouping, outer: number): Iterable<readonly number[]> {
  const members = new Map<string, number[]>();
  for (let group = 0; group < grouping.size; group += 1) {
    const key = grouping.codes
      .slice(0, outer)
      .map((codes) => codes[group])
      .join('|');
    const known = members.get(key);
    if (known) known.push(group);
    else members.set(key, [group]);
  }
  return members.values();
}

interface Limit {
  readonly mode: string;
  /** A count, a value, or a share of the sum, depending on the mode. */
  readonly bound: number;
  readonly comparison: string;
  readonly isAscending: boolean;
}

function readLimit(spec: JsonObject, mode: string, context: CubeContext): Limit {
  const source = expressionIn(spec[mode === 'OTHER_COUNTED' ? 'qOtherCounted' : 'qOtherLimit']).trim();
  const isPercent = source.endsWith('%');
  const text = (isPercent ? source.slice(0, -1) : source).replace(/^=/, '');
  const bound = text === '' ? 0 : numberOf(context.scope.evaluate(text, context.state));
  return {
    mode,
    // A relative limit is a percentage, as in Qlik's property panel.
    bound: mode.startsWith('OTHER_REL') ? bound / 100 : bound,
    comparison: toText(spec['qOtherLimitMode'], 'OTHER_GT_LIMIT'),
    isAscending: spec['qOtherSortMode'] === 'OTHER_SORT_ASCENDING',
  };
}

function keptGroups(
  groups: readonly number[],
  values: Float64Array,
  limit: Limit,
  keepsTexts: boolean,
): readonly number[] {
  const valueOf = (group: number): number => values[group] as number;
  const numeric = groups.filter((group) => !Number.isNaN(valueOf(group)));
  const sum = numeric.reduce((total, group) => total + valueOf(group), 0);
  const others = keepsTexts ? groups.filter((group) => Number.isNaN(valueOf(group))) : [];
  const ranked = [...numeric].sort((left, right) =>
    limit.isAscending ? valueOf(left) - valueOf(right) : valueOf(right) - valueOf(left),
  );
  switch (limit.mode) {
    case 'OTHER_COUNTED':
      return ranked.slice(0, Math.max(limit.bound, 0));
    case 'OTHER_ABS_LIMITED':
      return [...numeric.filter((group) => isWithin(valueOf(group), limit.bound, limit)), ...others];
    case 'OTHER_REL_LIMITED':
      return [...numeric.filter((group) => isWithin(valueOf(group), limit.bound * sum, limit)), ...others];
    case 'OTHER_ABS_ACC_TARGET':
      return [...groupsUpToTarget(ranked, valueOf, limit.bound), ...others];
    case 'OTHER_REL_ACC_TARGET':
      return [...groupsUpToTarget(ranked, valueOf, limit.bound * sum), ...others];
    default:
      return groups;
  }
}

function isWithin(value: number, bound: number, { comparison }: Limit): boolean {
  switch (comparison) {
    case 'OTHER_GE_LIMIT':
      return value >= bound;
    case 'OTHER_LE_LIMIT':
      return value <= bound;
    case 'OTHER_LT_LIMIT':
      return value < bound;
    default:
      return value > bound;
  }
}

/** Returns the first groups whose sum reaches a target. */
function groupsUpToTarget(
  ranked: readonly number[],
  valueOf: (group: number) => number,
  target: number,
): readonly number[] {
  let reached = 0;
  const count = ranked.findIndex((group) => {
    reached += valueOf(group);
    return reached >= target;
  });
  return count < 0 ? ranked : ranked.slice(0, count + 1);
}
