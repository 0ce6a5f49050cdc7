import type { ScalarFunction } from './functions.ts';
import { numberOf, numeric, type Value } from './value.ts';

function unary(compute: (value: number) => number): ScalarFunction {
  return { minArguments: 1, maxArguments: 1, apply: ([value = null]) => numeric(compute(numberOf(value))) };
}

function binary(compute: (left: number, right: number) => number): ScalarFunction {
  return {
    minArguments: 2,
    maxArguments: 2,
    apply: ([left = null, right = null]) => numeric(compute(numberOf(left), numberOf(right))),
  };
}

/** Returns a function with step and offset, such as `Round`, `Floor` and `Ceil`. */
function withStep(compute: (value: number) => number): ScalarFunction {
  return {
    minArguments: 1,
    maxArguments: 3,
    apply: ([value = null, step = 1, offset = 0]: readonly Value[]) => {
      const [size, start] = [numberOf(step), numberOf(offset)];
      const scaled = compute((numberOf(value) - start) / size) * size + start;
      // Steps such as 0.1 are no binary fractions: rounding avoids results such as 0.30000000000000004.
      return numeric(Number(scaled.toPrecision(15)));
    },
  };
}

function product(from: number, to: number): number {
  if (Number.isNaN(from) || Number.isNaN(to)) return Number.NaN;
  let result = 1;
  for (let factor = from; factor <= to && Number.isFinite(result); factor += 1) result *= factor;
  return result;
}

/** Numeric functions. */
export const MATH_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  abs: unary(Math.abs),
  sign: unary(Math.sign),
  sqrt: unary(Math.sqrt),
  sqr: unary((value) => value * value),
  exp: unary(Math.exp),
  log: unary(Math.log),
  log10: unary(Math.log10),
  sin: unary(Math.sin),
  cos: unary(Math.cos),
  tan: unary(Math.tan),
  frac: unary((value) => value - Math.floor(value)),
  fabs: unary(Math.abs),
  even: unary((value) => (Number.isInteger(value) ? -Number(value % 2 === 0) : Number.NaN)),
  odd: unary((value) => (Number.isInteger(value) ? -Number(value % 2 !== 0) : Number.NaN)),
  pow: binary((base, exponent) => base ** exponent),
  fmod: binary((value, divisor) => value % divisor),
  mod: binary((value, divisor) => {
    if (!Number.isInteger(value) || !Number.isInteger(divisor) || divisor <= 0) return Number.NaN;
    return ((value % divisor) + divisor) % divisor;
  }),
  div: binary((value, divisor) => Math.trunc(Math.trunc(value) / Math.trunc(divisor))),
  round: withStep((value) => Math.floor(value + 0.5)),
  floor: withStep(Math.floor),
  ceil: withStep(Math.ceil),
  asin: unary(Math.asin),
  acos: unary(Math.acos),
  atan: unary(Math.atan),
  atan2: binary(Math.atan2),
  acosh: unary(Math.acosh),
  asinh: unary(Math.asinh),
  atanh: unary(Math.atanh),
  sinh: unary(Math.sinh),
  cosh: unary(Math.cosh),
  tanh: unary(Math.tanh),
  fact: unary((value) => (value < 0 ? Number.NaN : product(1, Math.trunc(value)))),
  combin: binary((count, taken) => product(count - taken + 1, count) / product(1, taken)),
  permut: binary((count, taken) => product(count - taken + 1, count)),
  bitcount: unary((value) => {
    if (!Number.isFinite(value)) return Number.NaN;
    let count = 0;
    for (let bits = BigInt.asUintN(64, BigInt(Math.trunc(value))); bits > 0n; bits >>= 1n)
      count += Number(bits & 1n);
    return count;
  }),
  rand: { minArguments: 0, maxArguments: 0, apply: () => Math.random() },
  e: { minArguments: 0, maxArguments: 0, apply: () => Math.E },
  pi: { minArguments: 0, maxArguments: 0, apply: () => Math.PI },
};
