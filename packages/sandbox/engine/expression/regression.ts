import { constantOf, overNumberRows, type Aggregate } from './aggregation-input.ts';
import { meanOf } from './statistics.ts';

/** A least squares line with its statistics. */
interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** Degrees of freedom. */
  readonly degrees: number;
  readonly regressionSquares: number;
  readonly residualSquares: number;
  readonly slopeError: number;
  readonly interceptError: number;
}

/**
 * Fits a line to points, through a point if one is given: statistics are of distances from it then, and else from the means.
 * @param through the `y0` of `y0_const`, and the `x0` of `x0_const`, which is 0 by default
 */
function fitLine(
  y: readonly number[],
  x: readonly number[],
  through: readonly [y: number, x: number] | undefined,
): Line {
  const [centerY, centerX] = through ?? [meanOf(y), meanOf(x)];
  let [squaresX, squaresY, products] = [0, 0, 0];
  x.forEach((value, place) => {
    const [dx, dy] = [value - centerX, (y[place] ?? Number.NaN) - centerY];
    squaresX += dx * dx;
    squaresY += dy * dy;
    products += dx * dy;
  });
  const slope = products / squaresX;
  const degrees = x.length - (through ? 1 : 2);
  const regressionSquares = slope * products;
  const residualSquares = Math.max(squaresY - regressionSquares, 0);
  const slopeError = Math.sqrt(residualSquares / degrees / squaresX);
  return {
    slope,
    intercept: centerY - slope * centerX,
    degrees,
    regressionSquares,
    residualSquares,
    slopeError,
    interceptError: through
      ? Math.abs(centerX) * slopeError
      : slopeError * Math.sqrt(squaresX / x.length + centerX ** 2),
  };
}

/** Returns an aggregation such as `LINEST_M(y, x, y0, x0)`. */
function ofLine(statistic: (line: Line) => number): Aggregate {
  return overNumberRows(2, ([y = [], x = []], input) => {
    const [fixedY, fixedX] = [constantOf(input, 2), constantOf(input, 3)];
    const through = Number.isNaN(fixedY) ? undefined : ([fixedY, Number.isNaN(fixedX) ? 0 : fixedX] as const);
    return y.length === 0 ? Number.NaN : statistic(fitLine(y, x, through));
  });
}

const standardError = ({ residualSquares, degrees }: Line): number => Math.sqrt(residualSquares / degrees);

/** Aggregations of linear regressions. The first argument is y, the second x. */
export const REGRESSION_AGGREGATES: Readonly<Record<string, Aggregate>> = {
  linest_b: ofLine(({ intercept }) => intercept),
  linest_df: ofLine(({ degrees }) => degrees),
  linest_f: ofLine(
    ({ regressionSquares, residualSquares, degrees }) => regressionSquares / (residualSquares / degrees),
  ),
  linest_m: ofLine(({ slope }) => slope),
  linest_r2: ofLine(
    ({ regressionSquares, residualSquares }) => regressionSquares / (regressionSquares + residualSquares),
  ),
  linest_seb: ofLine(({ interceptError }) => interceptError),
  linest_sem: ofLine(({ slopeError }) => slopeError),
  linest_sey: ofLine(standardError),
  linest_ssreg: ofLine(({ regressionSquares }) => regressionSquares),
  linest_ssresid: ofLine(({ residualSquares }) => residualSquares),
  steyx: ofLine(standardError),
};
