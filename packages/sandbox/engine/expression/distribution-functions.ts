import {
  beta,
  binomial,
  chiSquared,
  fisher,
  gamma,
  normal,
  poisson,
  student,
  type Distribution,
} from './distributions.ts';
import type { ScalarFunction } from './functions.ts';
import { isTrue, numberOf, numeric } from './value.ts';

/** Returns a function of a value, or of a probability, and of the parameters of a distribution. */
function of(
  parameters: number,
  compute: (value: number, parameters: readonly number[]) => number,
): ScalarFunction {
  return {
    minArguments: parameters + 1,
    maxArguments: parameters + 1,
    apply: (args) => {
      const [value = Number.NaN, ...others] = args.map(numberOf);
      const isKnown = !Number.isNaN(value) && !others.some(Number.isNaN);
      return isKnown ? numeric(compute(value, others)) : null;
    },
  };
}

type OneParameter = (parameter: number) => Distribution;
type TwoParameters = (first: number, second: number) => Distribution;

/** Makes a distribution from its parameters. */
function made(
  make: OneParameter | TwoParameters,
  [first = Number.NaN, second = Number.NaN]: readonly number[],
) {
  return make(first, second);
}

type Member = keyof Distribution;

function member(make: OneParameter | TwoParameters, name: Member): ScalarFunction {
  return of(make.length, (value, parameters) => made(make, parameters)[name](value));
}

/** Like {@link member}, for a value that cannot be negative. */
function aboveZero(make: OneParameter | TwoParameters): ScalarFunction {
  return of(make.length, (value, parameters) =>
    value < 0 ? Number.NaN : made(make, parameters).above(value),
  );
}

/**
 * Functions over distributions. As in Qlik's help, `ChiDist`, `FDist` and `TDist` and their inverses are about values above, all others about
 * values up to the parameter.
 */
export const DISTRIBUTION_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  betadensity: member(beta, 'density'),
  betadist: member(beta, 'cumulated'),
  betainv: member(beta, 'inverse'),
  binomdist: member(binomial, 'cumulated'),
  binomfrequency: member(binomial, 'density'),
  binominv: member(binomial, 'inverse'),
  chidensity: member(chiSquared, 'density'),
  chidist: aboveZero(chiSquared),
  chiinv: member(chiSquared, 'inverseAbove'),
  fdensity: member(fisher, 'density'),
  fdist: aboveZero(fisher),
  finv: member(fisher, 'inverseAbove'),
  gammadensity: member(gamma, 'density'),
  gammadist: member(gamma, 'cumulated'),
  gammainv: member(gamma, 'inverse'),
  normdist: {
    minArguments: 1,
    maxArguments: 4,
    apply: ([value = null, mean = 0, deviation = 1, isCumulated = 1]) => {
      const distribution = normal(numberOf(mean), numberOf(deviation));
      const compute = isTrue(isCumulated) ? distribution.cumulated : distribution.density;
      return Number.isNaN(numberOf(value)) ? null : numeric(compute(numberOf(value)));
    },
  },
  norminv: {
    minArguments: 1,
    maxArguments: 3,
    apply: ([probability = null, mean = 0, deviation = 1]) =>
      numeric(normal(numberOf(mean), numberOf(deviation)).inverse(numberOf(probability))),
  },
  poissondensity: member(poisson, 'density'),
  poissondist: member(poisson, 'cumulated'),
  poissonfrequency: member(poisson, 'density'),
  poissoninv: member(poisson, 'inverse'),
  tdensity: member(student, 'density'),
  tdist: of(2, (value, [degrees = Number.NaN, tails]) => {
    if (value < 0 || (tails !== 1 && tails !== 2)) return Number.NaN;
    return tails * student(degrees).above(value);
  }),
  tinv: of(1, (probability, [degrees = Number.NaN]) => student(degrees).inverseAbove(probability / 2)),
};
