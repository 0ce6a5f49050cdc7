import { COLOR_FUNCTIONS } from './color-functions.ts';
import { contextualArguments } from './contextual-functions.ts';
import { DATE_FUNCTIONS } from './date-functions.ts';
import { GENERAL_FUNCTIONS } from './general-functions.ts';
import { MATH_FUNCTIONS } from './math-functions.ts';
import { RANGE_FUNCTIONS } from './range-functions.ts';
import { PERIOD_FUNCTIONS } from './period-functions.ts';
import { TEXT_FUNCTIONS } from './text-functions.ts';
import type { Value } from './value.ts';

/** A function of an expression, over values of one row or one group. */
export interface ScalarFunction {
  readonly minArguments: number;
  readonly maxArguments: number;
  readonly apply: (args: readonly Value[]) => Value;
}

/** Functions by lower-case name that need nothing but their arguments. */
const FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  ...GENERAL_FUNCTIONS,
  ...MATH_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ...DATE_FUNCTIONS,
  ...PERIOD_FUNCTIONS,
  ...RANGE_FUNCTIONS,
  ...COLOR_FUNCTIONS,
};

/** Is there such a function, aggregations aside? In lower case. */
export function isFunction(name: string): boolean {
  return name === 'if' || contextualArguments(name) !== undefined || Object.hasOwn(FUNCTIONS, name);
}

/** The function by its lower-case name. */
export function scalarFunction(name: string): ScalarFunction | undefined {
  return Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
}

/** Names of all functions that need nothing but their arguments, in lower case. */
export function functionNames(): readonly string[] {
  return Object.keys(FUNCTIONS);
}
