import type { Call, Expression } from './ast.ts';
import { contextualArguments } from './contextual-functions.ts';
import { checkArguments } from './compile.ts';
import { ExpressionError } from './tokens.ts';
import { numberOf, textOf, type Value } from './value.ts';

/** The values of a synthetic dimension. */
export interface ValueList {
  /** The call with its evaluated arguments: equal lists have equal names. */
  readonly name: string;
  readonly values: readonly Value[];
}

/** Maximum number of values of `ValueLoop`. */
const MAX_VALUES = 60_000;

/** Returns whether a lower-case name is a function that defines a synthetic dimension. */
export function isValueList(name: string): boolean {
  return name === 'valuelist' || name === 'valueloop';
}

/**
 * Returns the values of `ValueList(a, b, …)` or `ValueLoop(from, to, step)`.
 * @throws {ExpressionError} for arguments that are no numbers, and for too many values
 */
export function valuesOfList({ name, args }: Call, evaluate: (argument: Expression) => Value): ValueList {
  const [minArguments, maxArguments] = contextualArguments(name) ?? [0, 0];
  checkArguments(name, args.length, minArguments, maxArguments);
  const given = args.map(evaluate);
  if (name === 'valuelist') return { name: `=ValueList(${given.map(literal).join(',')})`, values: given };
  const [from = Number.NaN, to = from, step = 1] = given.map(numberOf);
  return { name: `=ValueLoop(${[from, to, step].join(',')})`, values: loop(from, to, step) };
}

function loop(from: number, to: number, step: number): readonly number[] {
  if ([from, to, step].some(Number.isNaN))
    throw new ExpressionError('Error in expression: ValueLoop takes numbers', 0);
  if (step === 0 || (to - from) * step < 0) return from === to ? [from] : [];
  // A step such as 0.1 is not exact: the end of the loop is still one of its values.
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  if (count > MAX_VALUES)
    throw new ExpressionError(`Error in expression: ValueLoop has more than ${MAX_VALUES} values`, 0);
  return Array.from({ length: count }, (_, place) => from + place * step);
}

function literal(value: Value): string {
  return typeof value === 'number' ? String(value) : `'${textOf(value).replaceAll("'", "''")}'`;
}
