import { compareTexts } from '../model/symbol-table.ts';
import type { ScalarFunction } from './functions.ts';
import { CASH_FLOW_RANGE_FUNCTIONS, numberPairs } from './finance-functions.ts';
import type { RegionalSettings } from './regional-settings.ts';
import {
  correlationOf,
  excessKurtosisOf,
  fractileExclusiveOf,
  fractileOf,
  meanOf,
  skewnessOf,
  varianceOf,
} from './statistics.ts';
import { isNumeric, numberOf, numeric, textOf, type Value } from './value.ts';

const MAX_ARGUMENTS = 10_000;

function overNumbers(compute: (values: readonly number[]) => number): ScalarFunction {
  return { minArguments: 1, maxArguments: MAX_ARGUMENTS, apply: (args) => numeric(compute(numbersOf(args))) };
}

function numbersOf(args: readonly Value[]): number[] {
  return args.map(numberOf).filter((value) => !Number.isNaN(value));
}

function counting(test: (value: Value, settings: RegionalSettings) => boolean): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: MAX_ARGUMENTS,
    hasPlainArguments: true,
    apply: (args, settings) => args.filter((value) => test(value, settings)).length,
  };
}

function overTexts(choose: (left: string, right: string) => string): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: MAX_ARGUMENTS,
    apply: (args) => {
      const texts = args.filter((value) => value !== null).map(textOf);
      return texts.length === 0 ? null : texts.reduce(choose);
    },
  };
}

function atFraction(compute: (sorted: readonly number[], fraction: number) => number): ScalarFunction {
  return {
    minArguments: 2,
    maxArguments: MAX_ARGUMENTS,
    apply: ([fraction = null, ...values]) => {
      const sorted = numbersOf(values).sort((left, right) => left - right);
      return numeric(compute(sorted, numberOf(fraction)));
    },
  };
}

/** Returns the distinct values by text, with the number of their occurrences. */
function occurrences(args: readonly Value[]): readonly (readonly [Value, number])[] {
  const found = new Map<string, [Value, number]>();
  for (const value of args) {
    if (value === null) continue;
    const known = found.get(textOf(value));
    if (known) known[1] += 1;
    else found.set(textOf(value), [value, 1]);
  }
  return [...found.values()];
}

/**
 * Functions over a list of arguments, which may come from an inter-record function with a count: `RangeSum(Above(x, 0, 3))`.
 * Numeric functions ignore nulls and texts.
 */
const FUNCTIONS = {
  rangesum: overNumbers((values) => values.reduce((sum, value) => sum + value, 0)),
  rangeavg: overNumbers(meanOf),
  rangemin: overNumbers((values) =>
    values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
  ),
  rangemax: overNumbers((values) =>
    values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
  ),
  rangestdev: overNumbers((values) => Math.sqrt(varianceOf(values))),
  rangeskew: overNumbers(skewnessOf),
  rangekurtosis: overNumbers(excessKurtosisOf),
  rangefractile: atFraction(fractileOf),
  rangefractileexc: atFraction(fractileExclusiveOf),
  rangecorrel: {
    minArguments: 2,
    maxArguments: MAX_ARGUMENTS,
    apply: (args) => {
      const { first, second } = numberPairs(args);
      return first.length < 2 ? null : numeric(correlationOf(first, second));
    },
  },
  ...CASH_FLOW_RANGE_FUNCTIONS,
  rangecount: counting((value) => value !== null),
  rangenumericcount: counting((value, settings) => !Number.isNaN(settings.numberOf(value))),
  rangetextcount: counting((value) => value !== null && !isNumeric(value)),
  rangenullcount: counting((value) => value === null),
  rangemissingcount: counting((value, settings) => Number.isNaN(settings.numberOf(value))),
  rangeminstring: overTexts((left, right) => (compareTexts(left, right) <= 0 ? left : right)),
  rangemaxstring: overTexts((left, right) => (compareTexts(left, right) >= 0 ? left : right)),
  rangeonly: {
    minArguments: 1,
    maxArguments: MAX_ARGUMENTS,
    apply: (args) => {
      const [first, ...others] = occurrences(args);
      return first && others.length === 0 ? first[0] : null;
    },
  },
  rangemode: {
    minArguments: 1,
    maxArguments: MAX_ARGUMENTS,
    apply: (args) => {
      const found = occurrences(args);
      const most = found.reduce((best, [, times]) => Math.max(best, times), 0);
      const mostFrequent = found.filter(([, times]) => times === most);
      return mostFrequent.length === 1 && mostFrequent[0] ? mostFrequent[0][0] : null;
    },
  },
} satisfies Readonly<Record<string, ScalarFunction>>;

/** Older names of some functions of {@link FUNCTIONS}. */
export const RANGE_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  ...FUNCTIONS,
  numavg: FUNCTIONS.rangeavg,
  numcount: FUNCTIONS.rangenumericcount,
  nummax: FUNCTIONS.rangemax,
  nummin: FUNCTIONS.rangemin,
  numsum: FUNCTIONS.rangesum,
};

/** Returns whether a function accepts the list of an inter-record function as argument. */
export function isRangeFunction(name: string): boolean {
  return Object.hasOwn(RANGE_FUNCTIONS, name);
}
