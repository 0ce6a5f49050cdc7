import type { Value } from './value.ts';

const sortedLists = new WeakMap<Float64Array, Float64Array>();

/** Returns the numbers of a segment in descending order without NaN; cached per segment. */
function descending(numbers: Float64Array): Float64Array {
  const known = sortedLists.get(numbers);
  if (known) return known;
  const sorted = numbers.filter((value) => !Number.isNaN(value)).sort((left, right) => right - left);
  sortedLists.set(numbers, sorted);
  return sorted;
}

/**
 * Returns the rank of a number, the largest first, as Qlik's `Rank` does.
 * @param mode the rank of equal numbers: 0 the lowest below the middle, the highest above it, the average across it; 1 the lowest, 2 the
 * average, 3 the highest; 4 consecutive ranks
 * @param format the text: 0 lowest to highest rank, 1 the lowest, 2 the lowest on the first of equal numbers and empty on the others
 */
export function rankOf(numbers: Float64Array, place: number, mode: number, format: number): Value {
  const value = numbers[place];
  if (value === undefined || Number.isNaN(value)) return null;
  const sorted = descending(numbers);
  const low = firstIndex(sorted, value) + 1;
  let high = low;
  while (sorted[high] === value) high += 1;
  // Linear, therefore only for equal numbers.
  const before = low === high ? 0 : numbers.subarray(0, place).filter((other) => other === value).length;
  const number = sharedRank(low, high, before, sorted.length, mode);
  return { number, text: rankText(low, high, before, format) };
}

function sharedRank(low: number, high: number, before: number, count: number, mode: number): number {
  const middle = (count + 1) / 2;
  switch (mode) {
    case 1:
      return low;
    case 2:
      return (low + high) / 2;
    case 3:
      return high;
    case 4:
      return low + before;
    default:
      if (high <= middle) return low;
      return low >= middle ? high : (1 + count) / 2;
  }
}

function rankText(low: number, high: number, before: number, format: number): string {
  if (format === 1) return String(low);
  if (format === 2) return before === 0 ? String(low) : '';
  return low === high ? String(low) : `${low}-${high}`;
}

/** Returns the first index of a value in a descending list. */
function firstIndex(sorted: Float64Array, value: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] ?? 0) > value) from = middle + 1;
    else to = middle;
  }
  return from;
}
