import { compiled, igam, igamc, incbet, lgam, ndtr, ndtri } from 'cephes';

await compiled;

/**
 * A distribution: its density, or the probability of a whole number; the probability of a value up to `x`; and the value of a cumulated
 * probability. NaN outside the domain.
 */
export interface Distribution {
  readonly density: (x: number) => number;
  readonly cumulated: (x: number) => number;
  /** The probability of a value above `x`, which keeps its precision where it is small. */
  readonly above: (x: number) => number;
  readonly inverse: (probability: number) => number;
  /** The inverse of `above`. */
  readonly inverseAbove: (probability: number) => number;
}

/** A normal distribution. */
export function normal(mean: number, deviation: number): Distribution {
  if (!(deviation > 0)) return UNDEFINED;
  const standard = (x: number): number => (x - mean) / deviation;
  return {
    density: (x) => Math.exp(-(standard(x) ** 2) / 2) / (deviation * Math.sqrt(2 * Math.PI)),
    cumulated: (x) => ndtr(standard(x)),
    above: (x) => ndtr(-standard(x)),
    inverse: (p) => (isInside(p) ? mean + deviation * ndtri(p) : Number.NaN),
    inverseAbove: (p) => (isInside(p) ? mean - deviation * ndtri(p) : Number.NaN),
  };
}

/** A gamma distribution with a shape and a scale. */
export function gamma(shape: number, scale: number): Distribution {
  if (!(isParameter(shape) && scale > 0)) return UNDEFINED;
  const cumulated = (x: number): number => (x <= 0 ? zeroOf(x) : lowerGamma(shape, x / scale));
  const above = (x: number): number => (x <= 0 ? 1 + zeroOf(x) : upperGamma(shape, x / scale));
  return {
    density: (x) =>
      x < 0 ? 0 : Math.exp((shape - 1) * Math.log(x / scale) - x / scale - lgam(shape)) / scale,
    cumulated,
    above,
    inverse: (p) => (isInside(p) ? solve((x) => cumulated(x) >= p) : edge(p, 0)),
    inverseAbove: (p) => (isInside(p) ? solve((x) => above(x) <= p) : edge(1 - p, 0)),
  };
}

/** A chi-squared distribution. */
export function chiSquared(degrees: number): Distribution {
  return gamma(degrees / 2, 2);
}

/** A beta distribution. */
export function beta(alpha: number, beta: number): Distribution {
  if (!(isParameter(alpha) && isParameter(beta))) return UNDEFINED;
  const cumulated = (x: number): number => incbet(alpha, beta, clamp(x));
  const above = (x: number): number => incbet(beta, alpha, 1 - clamp(x));
  return {
    density: (x) =>
      x < 0 || x > 1
        ? 0
        : Math.exp((alpha - 1) * Math.log(x) + (beta - 1) * Math.log1p(-x) - logBeta(alpha, beta)),
    cumulated,
    above,
    inverse: (p) => (isInside(p) ? solve((x) => cumulated(x) >= p, 1) : edge(p, 0, 1)),
    inverseAbove: (p) => (isInside(p) ? solve((x) => above(x) <= p, 1) : edge(1 - p, 0, 1)),
  };
}

/** Fisher's F-distribution. */
export function fisher(first: number, second: number): Distribution {
  if (!(isParameter(first) && isParameter(second))) return UNDEFINED;
  const [a, b] = [first / 2, second / 2];
  const cumulated = (x: number): number =>
    incbet(a, b, (first * Math.max(x, 0)) / (second + first * Math.max(x, 0)));
  const above = (x: number): number => incbet(b, a, second / (second + first * Math.max(x, 0)));
  return {
    density: (x) =>
      x < 0
        ? 0
        : Math.exp(
            a * Math.log(first / second) +
              (a - 1) * Math.log(x) -
              (a + b) * Math.log1p((first * x) / second) -
              logBeta(a, b),
          ),
    cumulated,
    above,
    inverse: (p) => (isInside(p) ? solve((x) => cumulated(x) >= p) : edge(p, 0)),
    inverseAbove: (p) => (isInside(p) ? solve((x) => above(x) <= p) : edge(1 - p, 0)),
  };
}

/** Student's t-distribution. */
export function student(degrees: number): Distribution {
  if (!isParameter(degrees)) return UNDEFINED;
  const tail = (x: number): number => incbet(degrees / 2, 0.5, degrees / (degrees + x * x)) / 2;
  const above = (x: number): number => (x >= 0 ? tail(x) : 1 - tail(x));
  const inverseAbove = (p: number): number => {
    if (!isInside(p)) return Number.NaN;
    if (p === 0.5) return 0;
    const distance = solve((x) => tail(x) <= Math.min(p, 1 - p));
    return p > 0.5 ? -distance : distance;
  };
  return {
    density: (x) =>
      Math.exp(
        (-(degrees + 1) / 2) * Math.log1p((x * x) / degrees) -
          Math.log(degrees) / 2 -
          logBeta(degrees / 2, 0.5),
      ),
    cumulated: (x) => above(-x),
    above,
    inverse: (p) => -inverseAbove(p),
    inverseAbove,
  };
}

/** A binomial distribution. */
export function binomial(attempts: number, probability: number): Distribution {
  if (!(attempts >= 0 && attempts <= MAX_PARAMETER && probability >= 0 && probability <= 1)) return UNDEFINED;
  const count = Math.trunc(attempts);
  const cumulated = (x: number): number => {
    const taken = Math.floor(x);
    if (taken < 0) return 0;
    return taken >= count ? 1 : incbet(count - taken, taken + 1, 1 - probability);
  };
  return discrete(
    (taken) => {
      if (taken < 0 || taken > count) return 0;
      const ways = lgam(count + 1) - lgam(taken + 1) - lgam(count - taken + 1);
      return Math.exp(ways + timesLog(taken, probability) + timesLog(count - taken, 1 - probability));
    },
    cumulated,
    count,
  );
}

/** A Poisson distribution. */
export function poisson(mean: number): Distribution {
  if (!isParameter(mean)) return UNDEFINED;
  return discrete(
    (taken) => (taken < 0 ? 0 : Math.exp(taken * Math.log(mean) - mean - lgam(taken + 1))),
    (x) => (x < 0 ? 0 : upperGamma(Math.floor(x) + 1, mean)),
    Number.POSITIVE_INFINITY,
  );
}

/** A distribution of whole numbers; its inverse is the lowest number with at least the probability. */
function discrete(
  frequency: (taken: number) => number,
  cumulated: (x: number) => number,
  last: number,
): Distribution {
  const inverse = (p: number): number => {
    if (!isInside(p)) return edge(p, 0, last);
    let high = 1;
    while (high < last && cumulated(high) < p) high *= 2;
    let low = -1;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (cumulated(middle) >= p) high = middle;
      else low = middle;
    }
    return Math.min(high, last);
  };
  return {
    density: (x) => (Number.isInteger(x) ? frequency(x) : Number.NaN),
    cumulated,
    above: (x) => 1 - cumulated(x),
    inverse,
    inverseAbove: (p) => inverse(1 - p),
  };
}

const UNDEFINED: Distribution = {
  density: () => Number.NaN,
  cumulated: () => Number.NaN,
  above: () => Number.NaN,
  inverse: () => Number.NaN,
  inverseAbove: () => Number.NaN,
};

/** The greatest parameter: the terms of a series grow with it, and with them the time. */
const MAX_PARAMETER = 1e7;

function isParameter(value: number): boolean {
  return value > 0 && value <= MAX_PARAMETER;
}

function isInside(probability: number): boolean {
  return probability > 0 && probability < 1;
}

/** Returns the values of the probabilities 0 and 1, where they exist. */
function edge(probability: number, least: number, most = Number.NaN): number {
  if (probability === 0) return least;
  return probability === 1 ? most : Number.NaN;
}

/** Returns 0; NaN for NaN. */
function zeroOf(x: number): number {
  return Number.isNaN(x) ? x : 0;
}

function clamp(x: number): number {
  return Math.min(Math.max(x, 0), 1);
}

function logBeta(a: number, b: number): number {
  return lgam(a) + lgam(b) - lgam(a + b);
}

/** Returns `count * log(value)`, with 0 for a count of 0. */
function timesLog(count: number, value: number): number {
  return count === 0 ? 0 : count * Math.log(value);
}

/** Below this logarithm, a number is 0: the library throws there. */
const LEAST_LOG = -700;

/** Returns whether the terms of an incomplete gamma function are 0. */
function isNegligible(shape: number, x: number): boolean {
  return shape * Math.log(x) - x - lgam(shape) < LEAST_LOG;
}

/** The incomplete gamma function from 0 to `x`, which is positive. */
function lowerGamma(shape: number, x: number): number {
  if (isNegligible(shape, x)) return x < shape ? 0 : 1;
  return igam(shape, x);
}

/** The incomplete gamma function from `x`, which is positive. */
function upperGamma(shape: number, x: number): number {
  if (isNegligible(shape, x)) return x < shape ? 1 : 0;
  return igamc(shape, x);
}

/** Halvings after which two numbers have no number between them. */
const MAX_STEPS = 120;

/** Returns the lowest positive number that passes a test which all higher ones pass, too. */
function solve(isReached: (x: number) => boolean, most = 1e300): number {
  let [low, high] = [1e-300, most];
  for (let step = 0; step < MAX_STEPS; step += 1) {
    // The geometric mean: numbers are as dense near 0 as they are far from it.
    const middle = Math.sqrt(low) * Math.sqrt(high);
    if (middle <= low || middle >= high) break;
    if (isReached(middle)) high = middle;
    else low = middle;
  }
  return high;
}
