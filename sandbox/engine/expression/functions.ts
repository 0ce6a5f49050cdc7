import { DATE_FUNCTIONS } from './date-functions.ts';
import { GENERAL_FUNCTIONS } from './general-functions.ts';
import { MATH_FUNCTIONS } from './math-functions.ts';
import { TEXT_FUNCTIONS } from './text-functions.ts';
import type { Value } from './value.ts';

/** A function of an expression, over values of one row or one group. */
export interface ScalarFunction {
  readonly fewest: number;
  readonly most: number;
  readonly apply: (args: readonly Value[]) => Value;
}

/** Functions by lower-case name that need nothing but their arguments. */
const FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  ...GENERAL_FUNCTIONS,
  ...MATH_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ...DATE_FUNCTIONS,
};

/** Functions that the evaluator answers from the selections; arguments are names. */
export const SELECTION_FUNCTIONS: ReadonlySet<string> = new Set([
  'getselectedcount',
  'getpossiblecount',
  'getexcludedcount',
  'getfieldselections',
  'getcurrentselections',
]);

/** Is there such a function, aggregations aside? In lower case. */
export function isFunction(name: string): boolean {
  return name === 'if' || SELECTION_FUNCTIONS.has(name) || Object.hasOwn(FUNCTIONS, name);
}

/** The function by its lower-case name. */
export function scalarFunction(name: string): ScalarFunction | undefined {
  return Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
}
