import { fv, nper, PaymentDueTime, pmt, pv, rate } from 'financial';
import { discountedSum, internalRate, netPresentValue } from './cash-flows.ts';
import { normal } from './distributions.ts';
import type { ScalarFunction } from './functions.ts';
import { numberPattern, type NumberPattern } from './number-pattern.ts';
import { isNumeric, numberOf, numeric, textOf, type Value } from './value.ts';

type OfPayments = (
  first: number,
  second: number,
  third: number,
  fourth: number,
  when: PaymentDueTime,
) => number;

/** Gives the result of a function the app's format of money, which it has by default in Qlik. */
function asMoney(known: ScalarFunction): ScalarFunction {
  return {
    ...known,
    apply: (args, settings) => withFormat(known.apply(args, settings), settings.moneyPattern),
  };
}

/** Gives the result of a function two decimals and a percent sign, which it has by default in Qlik. */
function asPercentage(known: ScalarFunction): ScalarFunction {
  return {
    ...known,
    apply: (args, settings) =>
      withFormat(known.apply(args, settings), numberPattern(`0${settings.marks.decimal}00%`, settings.marks)),
  };
}

function withFormat(value: Value, pattern: NumberPattern): Value {
  return typeof value === 'number' ? { number: value, text: pattern.write(value) } : value;
}

/** Returns a function of three numbers, an amount that is 0 by default, and whether payments are due at the start of a period. */
function ofPayments(compute: OfPayments): ScalarFunction {
  return {
    minArguments: 3,
    maxArguments: 5,
    apply: ([first = null, second = null, third = null, amount = 0, type = 0]) => {
      const when = numberOf(type) === 1 ? PaymentDueTime.Begin : PaymentDueTime.End;
      return numeric(compute(numberOf(first), numberOf(second), numberOf(third), numberOf(amount), when));
    },
  };
}

const START_RATE = 0.1;
const RATE_TOLERANCE = 1e-12;

/** The price of a European option by Black and Scholes. */
function optionPrice(args: readonly Value[]): Value {
  const [strike = null, years = null, price = null, volatility = null, interest = null, type = null] = args;
  const [k, t, s, deviation, r] = [strike, years, price, volatility, interest].map(numberOf);
  if (k === undefined || t === undefined || s === undefined || deviation === undefined || r === undefined)
    return null;
  const isCall = isNumeric(type) ? numberOf(type) !== 0 : /^c(all)?$/i.test(textOf(type));
  if (!isCall && !isNumeric(type) && !/^p(ut)?$/i.test(textOf(type))) return null;
  const upper = (Math.log(s / k) + (r + deviation ** 2 / 2) * t) / (deviation * Math.sqrt(t));
  const lower = upper - deviation * Math.sqrt(t);
  const { cumulated } = normal(0, 1);
  const sign = isCall ? 1 : -1;
  return numeric(sign * (s * cumulated(sign * upper) - k * Math.exp(-r * t) * cumulated(sign * lower)));
}

/** Functions over equal payments and options. Money that is paid is negative, money that is received positive. */
export const FINANCE_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  blackandschole: { minArguments: 6, maxArguments: 6, apply: optionPrice },
  fv: asMoney(ofPayments(fv)),
  nper: ofPayments(nper),
  pmt: asMoney(ofPayments(pmt)),
  pv: asMoney(ofPayments(pv)),
  rate: asPercentage(
    ofPayments((periods, payment, present, future, when) =>
      rate(periods, payment, present, future, when, START_RATE, RATE_TOLERANCE),
    ),
  ),
};

const MAX_ARGUMENTS = 10_000;

/** Returns the pairs of a list whose members are both numbers; none for a list with a member without its pair. */
export function numberPairs(values: readonly Value[]): {
  readonly first: number[];
  readonly second: number[];
} {
  const [first, second]: [number[], number[]] = [[], []];
  if (values.length % 2 !== 0) return { first, second };
  for (let place = 0; place < values.length; place += 2) {
    const [left, right] = [numberOf(values[place] ?? null), numberOf(values[place + 1] ?? null)];
    if (Number.isNaN(left) || Number.isNaN(right)) continue;
    first.push(left);
    second.push(right);
  }
  return { first, second };
}

function numbersIn(values: readonly Value[]): number[] {
  return values.map(numberOf).filter((value) => !Number.isNaN(value));
}

/** Functions over payments in a list of arguments. */
export const CASH_FLOW_RANGE_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  rangeirr: {
    minArguments: 1,
    maxArguments: MAX_ARGUMENTS,
    apply: (args) => numeric(internalRate(numbersIn(args))),
  },
  rangenpv: asMoney({
    minArguments: 2,
    maxArguments: MAX_ARGUMENTS,
    apply: ([discount = null, ...values]) => numeric(netPresentValue(numberOf(discount), numbersIn(values))),
  }),
  rangexirr: {
    minArguments: 2,
    maxArguments: MAX_ARGUMENTS,
    apply: (args) => {
      const { first: payments, second: dates } = numberPairs(args);
      return numeric(internalRate(payments, dates));
    },
  },
  rangexnpv: asMoney({
    minArguments: 3,
    maxArguments: MAX_ARGUMENTS,
    apply: ([discount = null, ...values]) => {
      const { first: payments, second: dates } = numberPairs(values);
      return numeric(discountedSum(numberOf(discount), payments, dates));
    },
  }),
};
