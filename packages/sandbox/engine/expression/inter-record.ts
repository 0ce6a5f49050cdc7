import type { Call } from './ast.ts';
import type { ChartRows, Direction, Segment } from './chart-rows.ts';
import type { Evaluator, ListEvaluator } from './compile.ts';
import { INTER_RECORD_FUNCTIONS } from './contextual-functions.ts';
import { rankOf } from './rank.ts';
import { rowAnalysis } from './row-analysis.ts';
import { ExpressionError } from './tokens.ts';
import { numberOf, type Value } from './value.ts';

/** Context of inter-record functions. */
export interface InterRecordContext {
  readonly rows: ChartRows;
  readonly groupCount: number;
  readonly compile: (argument: Call['args'][number]) => Evaluator;
  /** The measures of the chart that refer to themselves. */
  readonly columns: Map<string, RecursiveColumn>;
}

/** A measure that refers to itself: its values by group, null while they are evaluated. */
interface RecursiveColumn {
  readonly values: Map<number, Value>;
  evaluate: Evaluator | undefined;
  /** The number of values that are being evaluated. */
  depth: number;
}

/** Returns the index of a value at an offset from a place, or from an end of the segment. */
type PlaceFunction = (place: number, offset: number, length: number) => number;

const PLACE_FUNCTIONS: Readonly<Record<string, readonly [Direction, PlaceFunction]>> = {
  above: ['column', (place, offset) => place - offset],
  below: ['column', (place, offset) => place + offset],
  top: ['column', (_, offset) => offset - 1],
  bottom: ['column', (_place, offset, length) => length - offset],
  before: ['row', (place, offset) => place - offset],
  after: ['row', (place, offset) => place + offset],
  first: ['row', (_, offset) => offset - 1],
  last: ['row', (_place, offset, length) => length - offset],
};

/**
 * Returns the evaluator of an inter-record function per group.
 * @throws {ExpressionError} for a function of load scripts
 */
export function interRecord(call: Call, context: InterRecordContext): Evaluator {
  if (!Object.hasOwn(INTER_RECORD_FUNCTIONS, call.name))
    throw new ExpressionError(`Error in expression: ${call.name} is a function of load scripts`, 0);
  const list = interRecordList(call, context);
  if (list) return (group) => list(group)[0] ?? null;
  const analysis = rowAnalysis(call, context);
  if (analysis) return analysis;
  const { rows } = context;
  const isTotal = call.isTotal === true;
  const segmentAt = (direction: Direction, group: number): Segment => rows.segment(group, direction, isTotal);
  switch (call.name) {
    case 'rowno':
      return (group) => rowNumber(segmentAt('column', group).place);
    case 'columnno':
      return (group) => rowNumber(segmentAt('row', group).place);
    case 'noofrows':
      return (group) => segmentAt('column', group).groups.length;
    case 'noofcolumns':
      return (group) => segmentAt('row', group).groups.length;
    case 'dimensionality':
      return () => rows.dimensions;
    case 'secondarydimensionality':
      return () => rows.topDimensions;
    default:
      return ranking(call, context, call.name === 'hrank' ? 'row' : 'column');
  }
}

/** Returns the evaluator of a function that returns the values of other rows as a list; undefined for any other function. */
export function interRecordList(call: Call, context: InterRecordContext): ListEvaluator | undefined {
  const placeFunction = Object.hasOwn(PLACE_FUNCTIONS, call.name) ? PLACE_FUNCTIONS[call.name] : undefined;
  const [expression, offsets, counts] = call.args;
  if (!placeFunction || !expression) return undefined;
  const [direction, placeAt] = placeFunction;
  const valueOf = memoized(context.compile(expression), context.groupCount);
  const offsetOf = offsets ? context.compile(offsets) : () => 1;
  const countOf = counts ? context.compile(counts) : () => 1;
  return (group) => {
    const { groups, place } = context.rows.segment(group, direction, call.isTotal === true);
    const offset = numberOf(offsetOf(group));
    const count = Math.min(numberOf(countOf(group)), groups.length + 1);
    if (place < 0 || Number.isNaN(offset)) return [];
    const values: Value[] = [];
    for (let taken = 0; taken < count; taken += 1) {
      const found = groups[placeAt(place, offset + taken, groups.length)];
      values.push(found === undefined ? null : valueOf(found));
    }
    return values;
  };
}

function rowNumber(place: number): Value {
  return place < 0 ? null : place + 1;
}

/** Caches the value of each group. */
function memoized(evaluate: Evaluator, size: number): Evaluator {
  const values = new Array<Value | undefined>(size);
  return (group) => {
    const known = values[group];
    if (known !== undefined) return known;
    const value = evaluate(group);
    values[group] = value;
    return value;
  };
}

function ranking(call: Call, context: InterRecordContext, direction: Direction): Evaluator {
  const [expression, modes, formats] = call.args;
  if (!expression) throw new ExpressionError(`Error in expression: ${call.name} takes a parameter`, 0);
  const valueOf = memoized(context.compile(expression), context.groupCount);
  const modeOf = modes ? context.compile(modes) : () => 0;
  const formatOf = formats ? context.compile(formats) : () => 0;
  const sorted = new Map<readonly number[], Float64Array>();
  return (group) => {
    const { groups, place } = context.rows.segment(group, direction, call.isTotal === true);
    if (place < 0) return null;
    let numbers = sorted.get(groups);
    if (!numbers) {
      numbers = Float64Array.from(groups, (other) => numberOf(valueOf(other)));
      sorted.set(groups, numbers);
    }
    return rankOf(numbers, place, numberOf(modeOf(group)), numberOf(formatOf(group)));
  };
}
