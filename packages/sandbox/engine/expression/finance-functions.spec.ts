import { describe, it } from 'node:test';
import { assertNumbers, table, testScope } from '../testing/test-scope.ts';

const scope = testScope([
  table('Flows', {
    Payment: [-10_000, 3000, 4200, 6800],
    // 2013-01-01, 2013-03-01, 2013-10-30 and 2014-02-01.
    Day: [41_275, 41_334, 41_577, 41_671],
    Kind: ['a', 'b', 'b', 'b'],
  }),
]);

/** Values from the equation of the time value of money, solved by SciPy 1.17 (`brentq`), where no other source is named. */
describe('functions over payments', () => {
  it('compute loans and savings', () => {
    assertNumbers(scope, [
      ['Pmt(0.06 / 12, 60, 10000, -500, 1)', -185.2354373428543],
      ['FV(0.05, 10, -100, -1000)', 2886.683880332326],
      ['PV(0.04, 8, 250, 0, 1)', -1750.5136674871046],
      ['nPer(0.01, -100, -1000, 10000, 1)', 59.673865674294575],
      ['Rate(48, -200, 8000)', 0.007701472488202067],
      ['FV(0, 10, -100)', 1000],
      ['Pmt(Null(), 60, 10000)', null],
    ]);
  });

  it('compute prices of options by the formula of Black and Scholes, with the example of the help', () => {
    assertNumbers(scope, [
      ["BlackAndSchole(130, 4, 68.5, 0.4, 0.04, 'call')", 11.245096525548963],
      ["BlackAndSchole(130, 4, 68.5, 0.4, 0.04, 'p')", 53.52378909115643],
      ['BlackAndSchole(130, 4, 68.5, 0.4, 0.04, 0)', 53.52378909115643],
      ["BlackAndSchole(130, 4, 68.5, 0.4, 0.04, 'x')", null],
    ]);
  });

  it('aggregate payments in load order', () => {
    assertNumbers(scope, [
      ['IRR(Payment)', 0.1634056006889893],
      ['NPV(0.1, Payment)', 1188.4434123352216],
      // The example of the help: -540.12.
      ['Round(NPV(0.2, Payment), 0.01)', -540.12],
      ['XIRR(Payment, Day)', 0.5384900740137497],
      ['XNPV(0.09, Payment, Day)', 3062.49118049555],
      ['IRR({<Kind = {b}>} Payment)', null],
      ['NPV({<Kind = {b}>} 0.1, Payment)', 3000 / 1.1 + 4200 / 1.21 + 6800 / 1.331],
    ]);
  });

  it('compute over lists of payments', () => {
    assertNumbers(scope, [
      ['RangeIRR(-10000, 3000, 4200, 6800)', 0.1634056006889893],
      ['RangeNPV(0.1, -10000, 3000, 4200, 6800)', 1188.4434123352216],
      ['RangeXIRR(-10000, 41275, 3000, 41334, 4200, 41577, 6800, 41671)', 0.5384900740137497],
      ['RangeXNPV(0.09, -10000, 41275, 3000, 41334, 4200, 41577, 6800, 41671)', 3062.49118049555],
      // A rate below 0: 100 become 90.
      ['RangeIRR(-100, 90)', -0.1],
      ['RangeIRR(1, 2)', null],
      // A payment without a date.
      ['RangeXNPV(0.09, -10000, 41275, 3000)', null],
      ['RangeXIRR(-10000, 41275, 20000, 41334, 5)', null],
    ]);
  });
});
