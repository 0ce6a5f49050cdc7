import { BLOCK_PERIOD_FUNCTIONS } from './block-period-functions.ts';
import { COLOR_FUNCTIONS } from './color-functions.ts';
import { CONVERSION_FUNCTIONS } from './conversion-functions.ts';
import { contextualArguments } from './contextual-functions.ts';
import { DATE_FUNCTIONS } from './date-functions.ts';
import { DISTRIBUTION_FUNCTIONS } from './distribution-functions.ts';
import { FINANCE_FUNCTIONS } from './finance-functions.ts';
import { GEO_FUNCTIONS } from './geo-functions.ts';
import { GENERAL_FUNCTIONS } from './general-functions.ts';
import { JSON_FUNCTIONS } from './json-functions.ts';
import { MATH_FUNCTIONS } from './math-functions.ts';
import { RANGE_FUNCTIONS } from './range-functions.ts';
import { PERIOD_FUNCTIONS } from './period-functions.ts';
import type { RegionalSettings } from './regional-settings.ts';
import { REGEX_FUNCTIONS } from './regex-functions.ts';
import { TEXT_FUNCTIONS } from './text-functions.ts';
import type { Value } from './value.ts';
import { WORKDAY_FUNCTIONS } from './workday-functions.ts';

/** A function over values of one row or group. */
export interface ScalarFunction {
  readonly minArguments: number;
  readonly maxArguments: number;
  /** True: arguments are not changed. Else a text that reads as a number is a dual, and a number has the text of the app's formats. */
  readonly hasPlainArguments?: boolean;
  /** True: a text is not read as a number. */
  readonly hasTextArguments?: boolean;
  readonly apply: (args: readonly Value[], settings: RegionalSettings) => Value;
}

function withTextArguments(
  functions: Readonly<Record<string, ScalarFunction>>,
): Readonly<Record<string, ScalarFunction>> {
  return Object.fromEntries(
    Object.entries(functions).map(([name, known]) => [name, { ...known, hasTextArguments: true }]),
  );
}

function withPlainArguments(
  functions: Readonly<Record<string, ScalarFunction>>,
): Readonly<Record<string, ScalarFunction>> {
  return Object.fromEntries(
    Object.entries(functions).map(([name, known]) => [name, { ...known, hasPlainArguments: true }]),
  );
}

/** The older name of `YearToDate`. */
const year2date = PERIOD_FUNCTIONS['yeartodate'];

/** Functions that depend only on their arguments, by lower-case name. */
const FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  ...GENERAL_FUNCTIONS,
  ...CONVERSION_FUNCTIONS,
  ...MATH_FUNCTIONS,
  ...withTextArguments(TEXT_FUNCTIONS),
  ...DATE_FUNCTIONS,
  ...PERIOD_FUNCTIONS,
  ...WORKDAY_FUNCTIONS,
  ...RANGE_FUNCTIONS,
  ...COLOR_FUNCTIONS,
  ...BLOCK_PERIOD_FUNCTIONS,
  ...DISTRIBUTION_FUNCTIONS,
  ...FINANCE_FUNCTIONS,
  ...withPlainArguments(JSON_FUNCTIONS),
  ...withTextArguments(REGEX_FUNCTIONS),
  ...GEO_FUNCTIONS,
  ...(year2date ? { year2date } : {}),
};

/** Returns whether a lower-case name is a function other than an aggregation. */
export function isFunction(name: string): boolean {
  return name === 'if' || contextualArguments(name) !== undefined || Object.hasOwn(FUNCTIONS, name);
}

/** Returns a function by its lower-case name. */
export function scalarFunction(name: string): ScalarFunction | undefined {
  return Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
}

/** Returns the lower-case names of all functions that depend only on their arguments. */
export function functionNames(): readonly string[] {
  return Object.keys(FUNCTIONS);
}
