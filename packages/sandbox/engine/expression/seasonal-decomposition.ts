/** The components of a time series; their sum is the series. */
export interface Decomposition {
  readonly trend: readonly number[];
  readonly seasonal: readonly number[];
  readonly residual: readonly number[];
}

/** Lengths of the smoothers of {@link decompose}, odd numbers of at least 3. */
export interface Smoothers {
  readonly seasonal: number;
  readonly trend: number;
}

/** Passes of the inner loop, after which the components do not change any more in practice. */
const PASSES = 5;

/** Returns the smoothers of a period: seven periods, and the trend that Cleveland et al. recommend. */
export function standardSmoothers(period: number, seasonal = 7): Smoothers {
  return { seasonal, trend: nextOdd(Math.ceil((1.5 * period) / (1 - 1.5 / seasonal))) };
}

/**
 * Decomposes a time series by STL, the seasonal-trend decomposition by loess of Cleveland, Cleveland, McRae and Terpenning (Journal of Official
 * Statistics 6, 1990), with local lines and without robustness weights.
 * @returns undefined for a period below 2, less than two periods, or smoothers that are no odd numbers of at least 3
 */
export function decompose(
  values: readonly number[],
  period: number,
  smoothers: Smoothers,
): Decomposition | undefined {
  const isValid = [smoothers.seasonal, smoothers.trend].every((length) => length >= 3 && length % 2 === 1);
  if (!Number.isInteger(period) || period < 2 || values.length < 2 * period || !isValid) return undefined;
  const lowPass = nextOdd(period + 1);
  let trend = values.map(() => 0);
  let seasonal = trend;
  for (let pass = 0; pass < PASSES; pass += 1) {
    const withoutTrend = difference(values, trend);
    // One period longer at each end, which the moving averages shorten again.
    const cycles = smoothedCycles(withoutTrend, period, smoothers.seasonal);
    const averaged = movingAverage(movingAverage(movingAverage(cycles, period), period), 3);
    const level = loess(averaged, lowPass);
    seasonal = level.map((value, place) => (cycles[place + period] ?? Number.NaN) - value);
    trend = loess(difference(values, seasonal), smoothers.trend);
  }
  return { trend, seasonal, residual: difference(difference(values, seasonal), trend) };
}

/** Smooths the values of each phase of the period, with a value before the first and one after the last. */
function smoothedCycles(values: readonly number[], period: number, length: number): number[] {
  const result: number[] = [];
  for (let phase = 0; phase < period; phase += 1) {
    const cycle = values.filter((_, place) => place % period === phase);
    const count = cycle.length;
    const smoothed = [
      localLine(cycle, { at: -1, from: 0, to: Math.min(length, count) - 1, length }) ?? cycle[0],
      ...loess(cycle, length),
      localLine(cycle, { at: count, from: Math.max(0, count - length), to: count - 1, length }) ??
        cycle[count - 1],
    ];
    smoothed.forEach((value, place) => {
      result[place * period + phase] = value ?? Number.NaN;
    });
  }
  return result.slice(0, values.length + 2 * period);
}

function movingAverage(values: readonly number[], length: number): number[] {
  const averages: number[] = [];
  let sum = 0;
  values.forEach((value, place) => {
    sum += value - (place >= length ? (values[place - length] ?? 0) : 0);
    if (place >= length - 1) averages.push(sum / length);
  });
  return averages;
}

/** Smooths values by local lines over the `length` nearest values. */
function loess(values: readonly number[], length: number): number[] {
  const count = values.length;
  const width = Math.min(length, count);
  const half = Math.floor((length + 2) / 2);
  return values.map((value, at) => {
    const from = length >= count ? 0 : Math.min(Math.max(at + 1 - half, 0), count - width);
    return localLine(values, { at, from, to: from + width - 1, length }) ?? value;
  });
}

/** The neighborhood of a point. */
interface Neighborhood {
  readonly at: number;
  readonly from: number;
  readonly to: number;
  /** The length of the smoother, which can exceed the number of values. */
  readonly length: number;
}

/** Returns the value at a point of the line through the values around it, weighted by the tricube of their distance. */
function localLine(values: readonly number[], { at, from, to, length }: Neighborhood): number | undefined {
  const beyond = Math.max(0, Math.floor((length - values.length) / 2));
  const reach = Math.max(at - from, to - at) + beyond;
  const weights: number[] = [];
  for (let place = from; place <= to; place += 1) weights.push(tricube(Math.abs(place - at), reach));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) return undefined;
  const center = weights.reduce((sum, weight, place) => sum + (weight / total) * (from + place), 0);
  const spread = weights.reduce(
    (sum, weight, place) => sum + (weight / total) * (from + place - center) ** 2,
    0,
  );
  // Without spread, a line is not defined: the weighted mean is the value.
  const slope = Math.sqrt(spread) > 0.001 * (values.length - 1) ? (at - center) / spread : 0;
  return weights.reduce(
    (sum, weight, place) =>
      sum + (weight / total) * (1 + slope * (from + place - center)) * (values[from + place] ?? Number.NaN),
    0,
  );
}

function tricube(distance: number, reach: number): number {
  if (distance > 0.999 * reach) return 0;
  return distance <= 0.001 * reach ? 1 : (1 - (distance / reach) ** 3) ** 3;
}

function difference(values: readonly number[], others: readonly number[]): number[] {
  return values.map((value, place) => value - (others[place] ?? Number.NaN));
}

function nextOdd(value: number): number {
  return value % 2 === 0 ? value + 1 : value;
}
