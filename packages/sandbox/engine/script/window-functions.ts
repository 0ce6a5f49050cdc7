import type { Call, Expression } from '../expression/ast.ts';
import { rankOf } from '../expression/rank.ts';
import { ExpressionError } from '../expression/tokens.ts';
import { isTrue, numberOf, type Value } from '../expression/value.ts';
import { childrenOf, mapExpression } from '../expression/walk.ts';
import { loadGroups } from './group-load.ts';
import type { NamedField } from './load-runner.ts';
import { RowContext } from './row-context.ts';
import { orderRows } from './row-order.ts';
import { ScriptError } from './script-error.ts';
import { MAX_ROWS, type ScriptState } from './script-state.ts';
import { emptyTable, keyOf, takeRows, type ScriptTable } from './script-table.ts';

/** Returns whether an expression contains `Window(…)`. */
export function hasWindow(expression: Expression): boolean {
  return isWindow(expression) || childrenOf(expression).some(hasWindow);
}

function isWindow(expression: Expression): expression is Call {
  return expression.type === 'call' && expression.name === 'window';
}

/**
 * Computes the calls of `Window` in fields: returns the records with a column for each call, and the fields with these columns in place of
 * the calls.
 * @throws {ExpressionError} for an invalid call
 */
export function withWindows(
  fields: readonly NamedField[],
  source: ScriptTable,
  state: ScriptState,
): { readonly fields: readonly NamedField[]; readonly source: ScriptTable } {
  const columns = new Map(source.columns);
  const replace = (part: Expression): Expression => {
    if (!isWindow(part)) return part;
    const name = `\u0000window ${columns.size}`;
    columns.set(name, windowValues(part, source, state));
    return { type: 'field', name };
  };
  const replaced = fields.map((field) => ({
    ...field,
    expression: mapExpression(field.expression, replace),
  }));
  return { fields: replaced, source: { ...source, columns } };
}

/** The parameters of `Window(main, partitions…, 'ASC' or 'DESC', sort, filter, start, end)`. */
interface WindowArguments {
  readonly main: Expression;
  readonly partitions: readonly Expression[];
  readonly isDescending: boolean;
  readonly sort: Expression | undefined;
  readonly filter: Expression | undefined;
  /** Records before and after the record; undefined for the whole partition. */
  readonly frame: readonly [start: Expression, end: Expression] | undefined;
}

function argumentsOf({ args }: Call): WindowArguments {
  const [main, ...others] = args;
  if (!main) throw new ExpressionError('Error in expression: Window takes an expression', 0);
  const direction = others.findIndex((part) => part.type === 'text' && /^(asc|desc)$/i.test(part.value));
  const partitions = direction < 0 ? others : others.slice(0, direction);
  const [, sort, filter, start, end] = direction < 0 ? [] : others.slice(direction);
  if (start && !end) throw new ExpressionError('Error in expression: Window takes a start and an end', 0);
  const word = others[direction];
  return {
    main,
    partitions,
    isDescending: word?.type === 'text' && /^desc$/i.test(word.value),
    sort,
    filter,
    frame: start && end ? [start, end] : undefined,
  };
}

/** Records in the order of a window: all of a partition, and those among them that are part of the calculation. */
interface Partition {
  readonly rows: readonly number[];
  readonly included: readonly number[];
}

const SORT_COLUMN = '\u0000sort';
const KEY_COLUMN = '\u0000key';

function windowValues(call: Call, source: ScriptTable, state: ScriptState): Value[] {
  const { main, partitions, isDescending, sort, filter, frame } = argumentsOf(call);
  const rows = new RowContext(state, source, emptyTable(source.name, []));
  const valuesOf = (expression: Expression): Value[] => {
    const evaluate = rows.compile(expression);
    return Array.from({ length: source.rowCount }, (_, row) => evaluate(row));
  };
  const keys = partitions.map(valuesOf);
  const sortValues = sort ? valuesOf(sort) : undefined;
  const isIncluded = filter ? valuesOf(filter).map(isTrue) : undefined;
  const byKey = new Map<string, number[]>();
  for (let row = 0; row < source.rowCount; row += 1) {
    const key = keys.map((values) => keyOf(values[row] ?? null) ?? '').join('\u0000');
    byKey.set(key, [...(byKey.get(key) ?? []), row]);
  }
  const order = sortValues ? [{ field: SORT_COLUMN, isDescending }] : [];
  const sortable = { ...source, columns: new Map([[SORT_COLUMN, sortValues ?? []]]) };
  const parts = [...byKey.values()].map((own): Partition => {
    const sorted = orderRows(sortable, own, order);
    return { rows: sorted, included: sorted.filter((row) => isIncluded?.[row] ?? true) };
  });
  const place = placeFunction(main, sortValues, isDescending);
  if (place) return placeValues(parts, place, source.rowCount);
  const frames = frame
    ? slidingFrames(
        parts,
        frame.map((bound) => boundOf(bound, rows)),
      )
    : parts.map(({ rows: receivers, included }) => ({ receivers, included }));
  return aggregated(main, frames, source, state);
}

/** The records of a calculation, and the records that get its value. */
interface Frame {
  readonly receivers: readonly number[];
  readonly included: readonly number[];
}

/** Returns the number of a bound; infinite for `Unbounded()`. */
function boundOf(bound: Expression, rows: RowContext): number {
  const isUnbounded = bound.type === 'call' && bound.name === 'unbounded';
  return isUnbounded ? Number.POSITIVE_INFINITY : numberOf(rows.compile(bound)(0));
}

function slidingFrames(parts: readonly Partition[], [start = 0, end = 0]: readonly number[]): Frame[] {
  return parts.flatMap(({ rows, included }) => {
    const isIncluded = new Set(included);
    return rows.map((row, place) => {
      // The start counts backward from the record: its sign does not matter.
      const [from, to] = [Math.max(place - Math.abs(start), 0), place + Math.abs(end) + 1];
      return { receivers: [row], included: rows.slice(from, to).filter((other) => isIncluded.has(other)) };
    });
  });
}

/** Evaluates the expression once per frame, as a load that aggregates does. */
function aggregated(
  main: Expression,
  frames: readonly Frame[],
  source: ScriptTable,
  state: ScriptState,
): Value[] {
  const rows = frames.flatMap(({ included }) => included);
  if (rows.length > MAX_ROWS) throw new ScriptError(`More than ${MAX_ROWS} rows: out of virtual memory`);
  const records = takeRows(source, rows);
  records.columns.set(
    KEY_COLUMN,
    frames.flatMap(({ included }, place) => included.map(() => place)),
  );
  const key: Expression = { type: 'field', name: KEY_COLUMN };
  const field = (name: string, expression: Expression): NamedField => ({
    type: 'expression',
    name,
    expression,
    isNamed: true,
  });
  const groups = loadGroups([field('key', key), field('value', withOnly(main))], [key], records, state);
  const result = new Array<Value>(source.rowCount).fill(null);
  groups.columns.get('key')?.forEach((of, group) => {
    const value = groups.columns.get('value')?.[group] ?? null;
    frames[numberOf(of)]?.receivers.forEach((row) => (result[row] = value));
  });
  return result;
}

/** Replaces fields outside aggregations by their only value. */
function withOnly(expression: Expression): Expression {
  if (expression.type === 'aggregation') return expression;
  if (expression.type === 'field')
    return {
      type: 'aggregation',
      name: 'only',
      isDistinct: false,
      total: undefined,
      set: undefined,
      args: [expression],
    };
  if (expression.type === 'call') return { ...expression, args: expression.args.map(withOnly) };
  if (expression.type === 'unary') return { ...expression, operand: withOnly(expression.operand) };
  if (expression.type === 'binary')
    return { ...expression, left: withOnly(expression.left), right: withOnly(expression.right) };
  return expression;
}

/** Returns the value of a record by its place in its partition. */
type PlaceFunction = (part: Partition, place: number) => Value;

/** Returns `RecNo()`, `RowNo()` or `WRank(mode, format)` in a window; undefined for any other expression. */
function placeFunction(
  main: Expression,
  sortValues: readonly Value[] | undefined,
  isDescending: boolean,
): PlaceFunction | undefined {
  if (main.type !== 'call') return undefined;
  if (main.name === 'recno' || main.name === 'rowno') return (_, place) => place + 1;
  if (main.name !== 'wrank') return undefined;
  if (!sortValues)
    throw new ExpressionError('Error in expression: WRank takes a sort expression of its window', 0);
  const [mode, format] = [0, 1].map((at) => (main.args[at]?.type === 'number' ? main.args[at].value : 0));
  const known = new Map<Partition, Float64Array>();
  return (part, place) => {
    let numbers = known.get(part);
    if (!numbers) {
      // `rankOf` ranks the largest number first.
      numbers = Float64Array.from(
        part.included,
        (row) => (isDescending ? 1 : -1) * numberOf(sortValues[row] ?? null),
      );
      known.set(part, numbers);
    }
    return rankOf(numbers, place, mode ?? 0, format ?? 0);
  };
}

function placeValues(parts: readonly Partition[], valueAt: PlaceFunction, rowCount: number): Value[] {
  const result = new Array<Value>(rowCount).fill(null);
  for (const part of parts) part.included.forEach((row, place) => (result[row] = valueAt(part, place)));
  return result;
}
