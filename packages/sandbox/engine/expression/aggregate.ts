import { compareNumbers, compareTexts } from '../model/symbol-table.ts';
import {
  collect,
  groupsOf,
  hasNumber,
  hasValue,
  overNumberRows,
  type Aggregate,
  type AggregationInput,
} from './aggregation-input.ts';
import { CASH_FLOW_AGGREGATES } from './cash-flows.ts';
import { JSON_AGGREGATES } from './json-aggregates.ts';
import { REGRESSION_AGGREGATES } from './regression.ts';
import {
  correlationOf,
  excessKurtosisOf,
  fractileExclusiveOf,
  fractileOf,
  skewnessOf,
  varianceOf,
} from './statistics.ts';
import { TEST_AGGREGATES } from './statistical-tests.ts';
import type { EncodedColumn, ValueColumn } from './value-column.ts';
import { valueOfCode } from './value-column.ts';
import { collectValues } from './value-column.ts';
import type { Value } from './value.ts';

/** Runs an aggregation function by its lower-case name; returns undefined for an unknown name. */
export function aggregate(name: string, input: AggregationInput): ValueColumn | undefined {
  return Object.hasOwn(AGGREGATES, name) ? AGGREGATES[name]?.(input) : undefined;
}

function sum(input: AggregationInput): ValueColumn {
  const { column, rows, groupOf, size } = input;
  const numbers = new Float64Array(size);
  // Two plain loops, because this function dominates the run time.
  if (groupOf) {
    for (let place = 0; place < rows.length; place += 1) {
      const row = rows[place] as number;
      const value = column.numbers[row] as number;
      if (value === value)
        numbers[groupOf[row] as number] = (numbers[groupOf[row] as number] as number) + value;
    }
  } else {
    let total = 0;
    for (let place = 0; place < rows.length; place += 1) {
      const value = column.numbers[rows[place] as number] as number;
      if (value === value) total += value;
    }
    numbers[0] = total;
  }
  return { numbers, texts: undefined };
}

function countWhere(test: (column: EncodedColumn, row: number) => boolean): Aggregate {
  return (input) => {
    const { column, rows, size } = input;
    const numbers = new Float64Array(size);
    const groupAt = groupsOf(input);
    for (let place = 0; place < rows.length; place += 1) {
      if (!test(column, rows[place] as number)) continue;
      const group = groupAt(place);
      numbers[group] = (numbers[group] as number) + 1;
    }
    return { numbers, texts: undefined };
  };
}

function count({ column, rows, groupOf, size }: AggregationInput): ValueColumn {
  const numbers = new Float64Array(size);
  const { codes } = column;
  for (let place = 0; place < rows.length; place += 1) {
    const row = rows[place] as number;
    if ((codes[row] as number) < 0) continue;
    const group = groupOf ? (groupOf[row] as number) : 0;
    numbers[group] = (numbers[group] as number) + 1;
  }
  return { numbers, texts: undefined };
}

function numericCount({ column, rows, groupOf, size }: AggregationInput): ValueColumn {
  const numbers = new Float64Array(size);
  const values = column.numbers;
  for (let place = 0; place < rows.length; place += 1) {
    const row = rows[place] as number;
    if (values[row] !== values[row]) continue;
    const group = groupOf ? (groupOf[row] as number) : 0;
    numbers[group] = (numbers[group] as number) + 1;
  }
  return { numbers, texts: undefined };
}

function average(input: AggregationInput): ValueColumn {
  const [sums, counts] = [sum(input).numbers, numericCount(input).numbers];
  return { numbers: sums.map((total, group) => total / (counts[group] as number)), texts: undefined };
}

/** Returns the best code per group by a comparison. */
function bestCode(
  input: AggregationInput,
  accept: (code: number) => boolean,
  isBetter: (code: number, than: number) => boolean,
): ValueColumn {
  const { column, rows, size } = input;
  const best = new Int32Array(size).fill(-1);
  const groupAt = groupsOf(input);
  for (let place = 0; place < rows.length; place += 1) {
    const code = column.codes[rows[place] as number] as number;
    if (code < 0 || !accept(code)) continue;
    const group = groupAt(place);
    const current = best[group] as number;
    if (current < 0 || isBetter(code, current)) best[group] = code;
  }
  return collectValues(size, (group) => valueOfCode(column.symbols, best[group] as number));
}

function extreme(direction: 1 | -1): Aggregate {
  return (input) => {
    const { symbols } = input.column;
    const [rank] = input.extra;
    if (rank) return ranked(input, direction, rank);
    const numbers = symbols.numbers;
    return bestCode(
      input,
      (code) => !Number.isNaN(numbers[code]),
      (code, than) => direction * ((numbers[code] as number) - (numbers[than] as number)) < 0,
    );
  };
}

/** Computes `Min(x, 2)`: the second smallest distinct value. */
function ranked(input: AggregationInput, direction: 1 | -1, rank: EncodedColumn): ValueColumn {
  const lists = collect(input, hasNumber, (row) => input.column.codes[row] as number);
  const { symbols } = input.column;
  const place = Math.max(rank.numbers[input.rows[0] ?? 0] ?? 1, 1) - 1;
  return collectValues(input.size, (group) => {
    const codes = [...new Set(lists[group] ?? [])];
    codes.sort((left, right) => direction * compareNumbers(symbols.numberOf(left), symbols.numberOf(right)));
    return valueOfCode(symbols, codes[place] ?? -1);
  });
}

/** Returns the first or last value in the order of texts; numbers, and so dates, are before texts in the order of numbers. */
function textExtreme(direction: 1 | -1): Aggregate {
  return (input) => {
    const { numberRanks, textRanks, numbers } = input.column.symbols;
    const order = (code: number, than: number): number =>
      (numberRanks[code] as number) - (numberRanks[than] as number) ||
      (Number.isNaN(numbers[code]) ? (textRanks[code] as number) - (textRanks[than] as number) : 0);
    return bestCode(
      input,
      () => true,
      (code, than) => direction * order(code, than) < 0,
    );
  };
}

function only(input: AggregationInput): ValueColumn {
  const { column, rows, size } = input;
  const found = new Int32Array(size).fill(-1);
  const isMixed = new Uint8Array(size);
  const groupAt = groupsOf(input);
  for (let place = 0; place < rows.length; place += 1) {
    const code = column.codes[rows[place] as number] as number;
    if (code < 0) continue;
    const group = groupAt(place);
    if ((found[group] as number) < 0) found[group] = code;
    else if (found[group] !== code) isMixed[group] = 1;
  }
  return collectValues(size, (group) =>
    isMixed[group] ? null : valueOfCode(column.symbols, found[group] as number),
  );
}

function overSortedNumbers(
  compute: (sorted: readonly number[], group: number, input: AggregationInput) => number,
): Aggregate {
  return (input) => {
    const lists = collect(input, hasNumber, (row) => input.column.numbers[row] as number);
    const numbers = new Float64Array(input.size);
    lists.forEach((list, group) => {
      list.sort((left, right) => left - right);
      numbers[group] = compute(list, group, input);
    });
    return { numbers, texts: undefined };
  };
}

/** Returns the most frequent value; null for a tie. */
function mode(input: AggregationInput): ValueColumn {
  const lists = collect(input, hasValue, (row) => input.column.codes[row] as number);
  return collectValues(input.size, (group): Value => {
    const counts = new Map<number, number>();
    for (const code of lists[group] ?? []) counts.set(code, (counts.get(code) ?? 0) + 1);
    const most = Math.max(0, ...counts.values());
    const mostFrequent = [...counts].filter(([, times]) => times === most);
    return mostFrequent.length === 1 && mostFrequent[0]
      ? valueOfCode(input.column.symbols, mostFrequent[0][0])
      : null;
  });
}

/** Computes `Concat(x, delimiter, weight)`: texts joined in the order of weight, numbers before texts; else alphabetically. */
function concat(input: AggregationInput): ValueColumn {
  const { column, extra } = input;
  const [delimiters, weights] = extra;
  const lists = collect(input, hasValue, (row) => row);
  const textAt = (from: EncodedColumn, row: number): string => from.symbols.textOf(from.codes[row] ?? -1);
  return collectValues(input.size, (group): Value => {
    const rows = lists[group] ?? [];
    const [first] = rows;
    if (first === undefined) return null;
    rows.sort((left, right) =>
      weights
        ? compareWeights(weights, left, right) || compareTexts(textAt(column, left), textAt(column, right))
        : // Numbers are before texts, as in every order of the engine.
          Number(!hasNumber(column, left)) - Number(!hasNumber(column, right)) ||
          compareTexts(textAt(column, left), textAt(column, right)),
    );
    return rows.map((row) => textAt(column, row)).join(delimiters ? textAt(delimiters, first) : '');
  });
}

function compareWeights({ symbols, codes, numbers }: EncodedColumn, left: number, right: number): number {
  const byNumber = compareNumbers(numbers[left] ?? Number.NaN, numbers[right] ?? Number.NaN);
  if (byNumber !== 0) return byNumber;
  const [first, second] = [codes[left] ?? -1, codes[right] ?? -1];
  // A missing weight is last.
  if (first < 0 || second < 0) return Math.sign(second) - Math.sign(first);
  return (symbols.textRanks[first] ?? 0) - (symbols.textRanks[second] ?? 0);
}

/** Returns the value of the first or last record, which can be null. */
function atEnd(choose: (codes: readonly number[]) => number | undefined): Aggregate {
  return (input) => {
    const { column, size } = input;
    const lists = collect(
      input,
      () => true,
      (row) => column.codes[row] as number,
    );
    return collectValues(size, (group) => valueOfCode(column.symbols, choose(lists[group] ?? []) ?? -1));
  };
}

/**
 * Returns the value with the lowest sort weight; null when several records have that weight, also with the same value. With `distinct`,
 * equal pairs of value and weight are one record.
 */
function firstSorted(input: AggregationInput): ValueColumn {
  const { column, extra } = input;
  const [weights, ranks] = extra;
  const lists = collect(input, hasValue, (row) => row);
  return collectValues(input.size, (group): Value => {
    const weightOf = (row: number): number => weights?.numbers[row] ?? Number.NaN;
    const rows = (lists[group] ?? []).filter((row) => !Number.isNaN(weightOf(row)));
    const steps = [...new Set(rows.map(weightOf))].sort((left, right) => left - right);
    const wanted = steps[Math.max(ranks?.numbers[rows[0] ?? 0] ?? 1, 1) - 1];
    const [row, ...others] = rows.filter((candidate) => weightOf(candidate) === wanted);
    return row !== undefined && others.length === 0
      ? valueOfCode(column.symbols, column.codes[row] ?? -1)
      : null;
  });
}

const AGGREGATES: Readonly<Record<string, Aggregate>> = {
  sum,
  count,
  avg: average,
  min: extreme(1),
  max: extreme(-1),
  only,
  mode,
  median: overSortedNumbers((sorted) => fractileOf(sorted, 0.5)),
  fractile: overSortedNumbers((sorted, _, { extra, rows }) =>
    fractileOf(sorted, extra[0]?.numbers[rows[0] ?? 0] ?? Number.NaN),
  ),
  stdev: overSortedNumbers((sorted) => Math.sqrt(varianceOf(sorted))),
  sterr: overSortedNumbers((sorted) => Math.sqrt(varianceOf(sorted) / sorted.length)),
  skew: overSortedNumbers(skewnessOf),
  kurtosis: overSortedNumbers(excessKurtosisOf),
  fractileexc: overSortedNumbers((sorted, _, { extra, rows }) =>
    fractileExclusiveOf(sorted, extra[0]?.numbers[rows[0] ?? 0] ?? Number.NaN),
  ),
  correl: overNumberRows(2, ([left = [], right = []]) => correlationOf(left, right)),
  ...CASH_FLOW_AGGREGATES,
  ...JSON_AGGREGATES,
  ...REGRESSION_AGGREGATES,
  ...TEST_AGGREGATES,
  minstring: textExtreme(1),
  maxstring: textExtreme(-1),
  concat,
  nullcount: countWhere((column, row) => (column.codes[row] as number) < 0),
  numericcount: numericCount,
  textcount: countWhere((column, row) => hasValue(column, row) && !hasNumber(column, row)),
  missingcount: countWhere((column, row) => !hasNumber(column, row)),
  firstsortedvalue: firstSorted,
  firstvalue: atEnd((codes) => codes[0]),
  lastvalue: atEnd((codes) => codes.at(-1)),
};
