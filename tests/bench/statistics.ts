/** Where the middle of some numbers lies. */
export interface Quartiles {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
}

/** The middle of some numbers; of an even count, the mean of the two in the middle. @throws {RangeError} when there are none */
export function median(values: readonly number[]): number {
  return quartiles(values).median;
}

/** The median and the quartiles, between two values in proportion. @throws {RangeError} when there are no values */
export function quartiles(values: readonly number[]): Quartiles {
  if (values.length === 0) throw new RangeError('There is no median of nothing.');
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number): number => {
    const place = (sorted.length - 1) * part;
    const [below = NaN, above = NaN] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return below + (above - below) * (place - Math.floor(place));
  };
  return { lower: at(0.25), median: at(0.5), upper: at(0.75) };
}
