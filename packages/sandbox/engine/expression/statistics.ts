/** Returns the value at a fraction of a sorted list, with linear interpolation (inclusive method). */
export function fractileOf(sorted: readonly number[], fraction: number): number {
  if (sorted.length === 0 || !(fraction >= 0 && fraction <= 1)) return Number.NaN;
  return between(sorted, (sorted.length - 1) * fraction);
}

/** Returns the fractile by the exclusive method; NaN for a fraction outside the first and last value. */
export function fractileExclusiveOf(sorted: readonly number[], fraction: number): number {
  const place = (sorted.length + 1) * fraction - 1;
  return place >= 0 && place <= sorted.length - 1 ? between(sorted, place) : Number.NaN;
}

function between(sorted: readonly number[], place: number): number {
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

/** Returns the arithmetic mean; NaN without values. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/** Returns the sample variance; NaN for fewer than two values. */
export function varianceOf(values: readonly number[]): number {
  return values.length < 2 ? Number.NaN : momentOf(values, 2) / (values.length - 1);
}

/** Returns the sample skewness (adjusted Fisher-Pearson); NaN for fewer than three values or equal values. */
export function skewnessOf(values: readonly number[]): number {
  const count = values.length;
  if (count < 3) return Number.NaN;
  const deviation = Math.sqrt(varianceOf(values));
  return ((count / ((count - 1) * (count - 2))) * momentOf(values, 3)) / deviation ** 3;
}

/** Returns the sample excess kurtosis; NaN for fewer than four values or equal values. */
export function excessKurtosisOf(values: readonly number[]): number {
  const count = values.length;
  if (count < 4) return Number.NaN;
  const square = momentOf(values, 2) ** 2;
  const scaled = (count * (count + 1) * momentOf(values, 4) - 3 * (count - 1) * square) / square;
  return ((count - 1) * scaled) / ((count - 2) * (count - 3));
}

/** Returns Pearson's correlation of pairs. */
export function correlationOf(left: readonly number[], right: readonly number[]): number {
  return coMomentOf(left, right) / Math.sqrt(momentOf(left, 2) * momentOf(right, 2));
}

/** Returns the sum of powers of the distances from the mean. */
function momentOf(values: readonly number[], power: number): number {
  const mean = meanOf(values);
  return values.reduce((total, value) => total + (value - mean) ** power, 0);
}

function coMomentOf(left: readonly number[], right: readonly number[]): number {
  const [first, second] = [meanOf(left), meanOf(right)];
  return left.reduce((total, value, at) => total + (value - first) * ((right[at] ?? Number.NaN) - second), 0);
}
