import { constantOf, overNumberRows, type Aggregate } from './aggregation-input.ts';
import { discountedSum, internalRate, netPresentValue } from './cash-flows.ts';

/** Aggregations of payments, in load order. A discount rate is the first argument. */
export const CASH_FLOW_AGGREGATES: Readonly<Record<string, Aggregate>> = {
  irr: overNumberRows(1, ([payments = []]) => internalRate(payments)),
  npv: overNumberRows(2, ([, payments = []], input) => netPresentValue(constantOf(input, 0), payments)),
  xirr: overNumberRows(2, ([payments = [], dates = []]) => internalRate(payments, dates)),
  xnpv: overNumberRows(3, ([, payments = [], dates = []], input) =>
    discountedSum(constantOf(input, 0), payments, dates),
  ),
};
