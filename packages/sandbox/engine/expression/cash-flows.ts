import { constantOf, overNumberRows, type Aggregate } from './aggregation-input.ts';

const DAYS_PER_YEAR = 365;

/** Returns the present value of payments at the end of equal periods; NaN without payments. */
export function netPresentValue(discount: number, payments: readonly number[]): number {
  if (payments.length === 0) return Number.NaN;
  return payments.reduce((sum, payment, period) => sum + payment / (1 + discount) ** (period + 1), 0);
}

/** Returns the present value, at the first date, of payments at dates; NaN without payments. */
export function discountedSum(
  discount: number,
  payments: readonly number[],
  dates: readonly number[],
): number {
  if (payments.length === 0) return Number.NaN;
  return presentValue(discount, payments, yearsOf(dates));
}

/**
 * Returns the rate at which the present value of payments is 0: per period, or per year with dates. NaN when there is none, as for payments
 * that all have the same sign.
 */
export function internalRate(payments: readonly number[], dates?: readonly number[]): number {
  if (!payments.some((payment) => payment > 0) || !payments.some((payment) => payment < 0)) return Number.NaN;
  const times = dates ? yearsOf(dates) : payments.map((_, period) => period);
  const value = (rate: number): number => presentValue(rate, payments, times);
  const bracket = signChange(value);
  return bracket ? bisect(value, bracket) : Number.NaN;
}

function presentValue(rate: number, payments: readonly number[], times: readonly number[]): number {
  return payments.reduce((sum, payment, place) => sum + payment / (1 + rate) ** (times[place] ?? 0), 0);
}

function yearsOf(dates: readonly number[]): number[] {
  const first = dates.reduce((earliest, date) => Math.min(earliest, date), Number.POSITIVE_INFINITY);
  return dates.map((date) => (date - first) / DAYS_PER_YEAR);
}

/** Growth factors per period between which a rate is searched, from the factor 1 to both sides. */
const STEP = 1.1;
const MAX_STEPS = 150;

/** Returns two rates with values of different sign, the nearest to 0; undefined when there are none. */
function signChange(value: (rate: number) => number): readonly [number, number] | undefined {
  let [low, high] = [1, 1];
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const [lower, higher] = [low / STEP, high * STEP];
    if (value(high - 1) * value(higher - 1) <= 0) return [high - 1, higher - 1];
    if (value(lower - 1) * value(low - 1) <= 0) return [lower - 1, low - 1];
    [low, high] = [lower, higher];
  }
  return undefined;
}

const MAX_ROUNDS = 200;

function bisect(value: (rate: number) => number, [from, to]: readonly [number, number]): number {
  let [low, high] = [from, to];
  const isRising = value(low) < 0 || value(high) > 0;
  for (let step = 0; step < MAX_ROUNDS; step += 1) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (value(middle) > 0 === isRising) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

/** Aggregations of payments, in load order. A discount rate is the first argument. */
export const CASH_FLOW_AGGREGATES: Readonly<Record<string, Aggregate>> = {
  irr: overNumberRows(1, ([payments = []]) => internalRate(payments)),
  npv: overNumberRows(2, ([, payments = []], input) => netPresentValue(constantOf(input, 0), payments)),
  xirr: overNumberRows(2, ([payments = [], dates = []]) => internalRate(payments, dates)),
  xnpv: overNumberRows(3, ([, payments = [], dates = []], input) =>
    discountedSum(constantOf(input, 0), payments, dates),
  ),
};
