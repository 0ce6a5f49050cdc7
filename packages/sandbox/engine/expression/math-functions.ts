import type { ScalarFunction } from './functions.ts';
import { numberOf, numeric, type Value } from './value.ts';

function ofNumber(compute: (value: number) => number): ScalarFunction {
  return { fewest: 1, most: 1, apply: ([value = null]) => numeric(compute(numberOf(value))) };
}

function ofTwo(compute: (left: number, right: number) => number): ScalarFunction {
  return {
    fewest: 2,
    most: 2,
    apply: ([left = null, right = null]) => numeric(compute(numberOf(left), numberOf(right))),
  };
}

/** `Round`, `Floor` and `Ceil` take a step and an offset. */
function stepped(compute: (value: number) => number): ScalarFunction {
  return {
    fewest: 1,
    most: 3,
    apply: ([value = null, step = 1, offset = 0]: readonly Value[]) => {
      const [size, start] = [numberOf(step), numberOf(offset)];
      const scaled = compute((numberOf(value) - start) / size) * size + start;
      // Steps such as 0.1 are no binary fractions: 0.30000000000000004 is not what was asked for.
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
  abs: ofNumber(Math.abs),
  sign: ofNumber(Math.sign),
  sqrt: ofNumber(Math.sqrt),
  sqr: ofNumber((value) => value * value),
  exp: ofNumber(Math.exp),
  log: ofNumber(Math.log),
  log10: ofNumber(Math.log10),
  sin: ofNumber(Math.sin),
  cos: ofNumber(Math.cos),
  tan: ofNumber(Math.tan),
  frac: ofNumber((value) => value - Math.floor(value)),
  fabs: ofNumber(Math.abs),
  even: ofNumber((value) => (value % 2 === 0 ? -1 : 0)),
  odd: ofNumber((value) => (Math.abs(value % 2) === 1 ? -1 : 0)),
  pow: ofTwo((base, exponent) => base ** exponent),
  fmod: ofTwo((value, divisor) => value % divisor),
  mod: ofTwo((value, divisor) => {
    if (!Number.isInteger(value) || !Number.isInteger(divisor) || divisor <= 0) return Number.NaN;
    return ((value % divisor) + divisor) % divisor;
  }),
  div: ofTwo((value, divisor) => Math.trunc(Math.trunc(value) / Math.trunc(divisor))),
  round: stepped((value) => Math.floor(value + 0.5)),
  floor: stepped(Math.floor),
  ceil: stepped(Math.ceil),
  asin: ofNumber(Math.asin),
  acos: ofNumber(Math.acos),
  atan: ofNumber(Math.atan),
  atan2: ofTwo(Math.atan2),
  sinh: ofNumber(Math.sinh),
  cosh: ofNumber(Math.cosh),
  tanh: ofNumber(Math.tanh),
  fact: ofNumber((value) => (value < 0 ? Number.NaN : product(1, Math.trunc(value)))),
  combin: ofTwo((count, taken) => product(count - taken + 1, count) / product(1, taken)),
  permut: ofTwo((count, taken) => product(count - taken + 1, count)),
  bitcount: ofNumber((value) => {
    if (!Number.isFinite(value)) return Number.NaN;
    let count = 0;
    for (let bits = BigInt.asUintN(64, BigInt(Math.trunc(value))); bits > 0n; bits >>= 1n)
      count += Number(bits & 1n);
    return count;
  }),
  rand: { fewest: 0, most: 0, apply: () => Math.random() },
  e: { fewest: 0, most: 0, apply: () => Math.E },
  pi: { fewest: 0, most: 0, apply: () => Math.PI },
};
