import {
  argumentsOf,
  collect,
  constantOf,
  hasNumber,
  hasValue,
  type Aggregate,
  type AggregationInput,
} from './aggregation-input.ts';
import { chiSquared, normal, student } from './distributions.ts';
import type { EncodedColumn } from './value-column.ts';

/** The weighted number of values of a sample, their mean and their sum of squared distances from it. */
interface Sample {
  readonly count: number;
  readonly mean: number;
  readonly squares: number;
}

function sampleOf(values: readonly number[], weights: readonly number[]): Sample {
  const count = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = values.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0) / count;
  const squares = values.reduce((sum, value, at) => sum + (weights[at] ?? 0) * (value - mean) ** 2, 0);
  return { count, mean, squares };
}

function varianceOf({ count, squares }: Sample): number {
  return squares / (count - 1);
}

/** What a test compares: a difference, with its standard error and its distribution. */
interface Comparison {
  readonly difference: number;
  readonly error: number;
  /** Degrees of freedom; NaN for a normal distribution. */
  readonly degrees: number;
}

const NO_COMPARISON: Comparison = { difference: Number.NaN, error: Number.NaN, degrees: Number.NaN };

/** One-sided level of significance of a two-sided confidence of 95 %. */
const STANDARD_LEVEL = 0.025;

type Statistic = (comparison: Comparison, level: number) => number;

function above({ degrees }: Comparison, value: number): number {
  return Number.isNaN(degrees) ? normal(0, 1).above(value) : student(degrees).above(value);
}

function confidenceOf({ error, degrees }: Comparison, level: number): number {
  const distribution = Number.isNaN(degrees) ? normal(0, 1) : student(degrees);
  return error * distribution.inverseAbove(level);
}

const ratio: Statistic = ({ difference, error }) => difference / error;

/** Statistics by the end of the function's name. Those of a confidence interval have a level of significance as parameter. */
const STATISTICS: Readonly<Record<string, Statistic>> = {
  conf: confidenceOf,
  df: ({ degrees }) => degrees,
  dif: ({ difference }) => difference,
  lower: (comparison, level) => comparison.difference - confidenceOf(comparison, level),
  sig: (comparison, level) => 2 * above(comparison, Math.abs(ratio(comparison, level))),
  sterr: ({ error }) => error,
  t: ratio,
  upper: (comparison, level) => comparison.difference + confidenceOf(comparison, level),
  z: ratio,
};

/** Returns whether a statistic has a level of significance as parameter. */
function hasLevel(statistic: string): boolean {
  return ['conf', 'lower', 'upper'].includes(statistic);
}

/** Compares the means of two samples. @param isEqual whether both have the same variance */
function compareSamples(first: Sample, second: Sample, isEqual: boolean): Comparison {
  const difference = first.mean - second.mean;
  if (isEqual) {
    const degrees = first.count + second.count - 2;
    const variance = (first.squares + second.squares) / degrees;
    return { difference, error: Math.sqrt(variance * (1 / first.count + 1 / second.count)), degrees };
  }
  // Welch's test.
  const [left, right] = [varianceOf(first) / first.count, varianceOf(second) / second.count];
  const degrees = (left + right) ** 2 / (left ** 2 / (first.count - 1) + right ** 2 / (second.count - 1));
  return { difference, error: Math.sqrt(left + right), degrees };
}

/** Returns a test's result per group. @param isValid whether a row counts */
function perGroup(
  input: AggregationInput,
  isValid: (row: number) => boolean,
  compute: (rows: readonly number[]) => number,
): ReturnType<Aggregate> {
  const lists = collect(
    input,
    (_, row) => isValid(row),
    (row) => row,
  );
  return { numbers: Float64Array.from(lists, compute), texts: undefined };
}

function numbersAt(column: EncodedColumn | undefined, rows: readonly number[]): number[] {
  return rows.map((row) => column?.numbers[row] ?? (column ? Number.NaN : 1));
}

/** `TTest_…([weight,] group, value[, sig][, eq_var])`: compares the means of the two groups, in load order. */
function twoSamples(statistic: string, isWeighted: boolean): Aggregate {
  return (input) => {
    const [first, second, third] = argumentsOf(input);
    const [weight, group, value] = isWeighted ? [first, second, third] : [undefined, first, second];
    const place = (isWeighted ? 3 : 2) + (hasLevel(statistic) ? 1 : 0);
    const level = hasLevel(statistic) ? constantOf(input, place - 1) : Number.NaN;
    const isEqual = constantOf(input, place) !== 0;
    const columns = [weight, value].filter((column) => column !== undefined);
    return perGroup(
      input,
      (row) => !!group && hasValue(group, row) && columns.every((column) => hasNumber(column, row)),
      (rows) => {
        const codes = [...new Set(rows.map((row) => group?.codes[row] ?? -1))].sort(
          (left, right) => left - right,
        );
        const samples = codes.map((code) => {
          const own = rows.filter((row) => group?.codes[row] === code);
          return sampleOf(numbersAt(value, own), numbersAt(weight, own));
        });
        const [one, other] = samples;
        const comparison =
          one && other && samples.length === 2 ? compareSamples(one, other, isEqual) : NO_COMPARISON;
        return result(statistic, comparison, level);
      },
    );
  };
}

/** `TTest1_…([weight,] value[, sig])` and `ZTest_…([weight,] value[, sigma[, sig]])`: compares the mean with 0. */
function oneSample(statistic: string, isWeighted: boolean, isNormal: boolean): Aggregate {
  return (input) => {
    const [first, second] = argumentsOf(input);
    const [weight, value] = isWeighted ? [first, second] : [undefined, first];
    const next = isWeighted ? 2 : 1;
    const sigma = isNormal ? constantOf(input, next) : Number.NaN;
    const level = hasLevel(statistic) ? constantOf(input, next + (isNormal ? 1 : 0)) : Number.NaN;
    const columns = [weight, value].filter((column) => column !== undefined);
    return perGroup(
      input,
      (row) => columns.every((column) => hasNumber(column, row)),
      (rows) => {
        const sample = sampleOf(numbersAt(value, rows), numbersAt(weight, rows));
        const deviation = Number.isNaN(sigma) ? Math.sqrt(varianceOf(sample)) : sigma;
        const comparison: Comparison = {
          difference: sample.mean,
          error: deviation / Math.sqrt(sample.count),
          degrees: isNormal ? Number.NaN : sample.count - 1,
        };
        return result(statistic, comparison, level);
      },
    );
  };
}

function result(statistic: string, comparison: Comparison, level: number): number {
  return STATISTICS[statistic]?.(comparison, Number.isNaN(level) ? STANDARD_LEVEL : level) ?? Number.NaN;
}

/** A table of observed values with its chi-squared statistic. */
function chiSquare(
  input: AggregationInput,
  rows: readonly number[],
): { readonly value: number; readonly degrees: number } {
  const [columns, lines, actual, expected] = argumentsOf(input);
  const cells = new Map<string, { line: number; column: number; actual: number; expected: number }>();
  const [lineTotals, columnTotals] = [new Map<number, number>(), new Map<number, number>()];
  let total = 0;
  for (const row of rows) {
    const [line, column] = [lines?.codes[row] ?? -1, columns?.codes[row] ?? -1];
    const number = actual?.numbers[row] ?? Number.NaN;
    const key = `${line}|${column}`;
    const cell = cells.get(key) ?? { line, column, actual: 0, expected: 0 };
    cell.actual += number;
    cell.expected += expected?.numbers[row] ?? 0;
    cells.set(key, cell);
    lineTotals.set(line, (lineTotals.get(line) ?? 0) + number);
    columnTotals.set(column, (columnTotals.get(column) ?? 0) + number);
    total += number;
  }
  let value = 0;
  for (const [line, lineTotal] of lineTotals) {
    for (const [column, columnTotal] of columnTotals) {
      const cell = cells.get(`${line}|${column}`);
      const wanted = expected ? (cell?.expected ?? 0) : (lineTotal * columnTotal) / total;
      if (cell || wanted > 0) value += ((cell?.actual ?? 0) - wanted) ** 2 / wanted;
    }
  }
  return { value, degrees: (lineTotals.size - 1) * (columnTotals.size - 1) };
}

/** `Chi2Test_…(column, row, actual[, expected])`. */
function independence(statistic: (value: number, degrees: number) => number): Aggregate {
  return (input) => {
    const [columns, lines, ...numbers] = argumentsOf(input);
    return perGroup(
      input,
      (row) =>
        !!columns &&
        !!lines &&
        hasValue(columns, row) &&
        hasValue(lines, row) &&
        numbers.every((column) => hasNumber(column, row)),
      (rows) => {
        const { value, degrees } = chiSquare(input, rows);
        return degrees > 0 ? statistic(value, degrees) : Number.NaN;
      },
    );
  };
}

const T_STATISTICS = ['conf', 'df', 'dif', 'lower', 'sig', 'sterr', 't', 'upper'];
const Z_STATISTICS = ['conf', 'dif', 'lower', 'sig', 'sterr', 'upper', 'z'];

type Family = readonly (readonly [string, Aggregate])[];

/** Aggregations of the chi-squared, t and z tests. */
export const TEST_AGGREGATES: Readonly<Record<string, Aggregate>> = {
  chi2test_chi2: independence((value) => value),
  chi2test_df: independence((_, degrees) => degrees),
  chi2test_p: independence((value, degrees) => chiSquared(degrees).above(value)),
  ...Object.fromEntries([
    ...T_STATISTICS.flatMap((name): Family => [
      [`ttest_${name}`, twoSamples(name, false)],
      [`ttestw_${name}`, twoSamples(name, true)],
      [`ttest1_${name}`, oneSample(name, false, false)],
      [`ttest1w_${name}`, oneSample(name, true, false)],
    ]),
    ...Z_STATISTICS.flatMap((name): Family => [
      [`ztest_${name}`, oneSample(name, false, true)],
      [`ztestw_${name}`, oneSample(name, true, true)],
    ]),
  ]),
};

/** Numbers of arguments of {@link TEST_AGGREGATES}. */
export const TEST_ARGUMENTS: Readonly<Record<string, readonly [number, number]>> = {
  chi2test_chi2: [3, 4],
  chi2test_df: [3, 4],
  chi2test_p: [3, 4],
  ...Object.fromEntries([
    ...T_STATISTICS.flatMap((name): readonly (readonly [string, readonly [number, number]])[] => {
      const level = hasLevel(name) ? 1 : 0;
      return [
        [`ttest_${name}`, [2, 3 + level]],
        [`ttestw_${name}`, [3, 4 + level]],
        [`ttest1_${name}`, [1, 1 + level]],
        [`ttest1w_${name}`, [2, 2 + level]],
      ];
    }),
    ...Z_STATISTICS.flatMap((name): readonly (readonly [string, readonly [number, number]])[] => {
      const level = hasLevel(name) ? 1 : 0;
      return [
        [`ztest_${name}`, [1, 2 + level]],
        [`ztestw_${name}`, [2, 3 + level]],
      ];
    }),
  ]),
};
