import { describe, it } from 'node:test';
import { assertNumbers, table, testScope } from '../testing/test-scope.ts';

const scope = testScope([table('T', { A: [1] })]);

/** Values of SciPy 1.17 (`scipy.stats`); where Qlik's help has an example, the same as there. */
describe('functions over distributions', () => {
  it('return densities and probabilities', () => {
    assertNumbers(scope, [
      ['BetaDensity(0.3, 2, 5)', 2.1609],
      ['BetaDist(0.3, 2, 5)', 0.579825],
      ['BinomDist(3, 10, 0.4)', 0.3822806016],
      ['BinomFrequency(3, 10, 0.4)', 0.214990848],
      ['ChiDensity(8, 15)', 0.040091214035320975],
      ['ChiDist(8, 15)', 0.9237827033154676],
      ['FDensity(1.5, 8, 6)', 0.292638317329676],
      ['FDist(15, 8, 6)', 0.0019369069985105184],
      ['GammaDensity(2, 3, 2)', 0.09196986029286057],
      ['GammaDist(2, 3, 2)', 0.08030139707139418],
      ['NormDist(0.5)', 0.6914624612740131],
      ['NormDist(0.5, 0, 1)', 0.6914624612740131],
      ['NormDist(1.5, 1, 2, 0)', 0.19333405840142465],
      ['PoissonDist(3, 4)', 0.43347012036670896],
      ['PoissonFrequency(3, 4)', 0.19536681481316454],
      ['PoissonDensity(3, 4)', 0.19536681481316454],
      ['TDensity(1, 30)', 0.23799334232287925],
      ['TDist(1, 30, 2)', 0.3253086154260302],
    ]);
  });

  it('keep their precision far from the middle', () => {
    assertNumbers(scope, [
      ['ChiDist(80, 15)', 6.984655416662421e-11],
      ['NormDist(-8, 0, 1)', 6.22096057427174e-16],
      ['TDist(30, 3, 1)', 4.067640213581979e-5],
    ]);
  });

  it('return the values of probabilities', () => {
    assertNumbers(scope, [
      ['BetaInv(0.7, 2, 5)', 0.36035769038002013],
      ['BinomInv(0.9, 100, 0.3)', 36],
      ['ChiInv(0.05, 3)', 7.814727903251178],
      ['FInv(0.05, 8, 6)', 4.146804162276531],
      ['GammaInv(0.3, 3, 2)', 3.8275515882541242],
      ['NormInv(0.975, 10, 2)', 13.919927969080108],
      ['PoissonInv(0.9, 4)', 7],
      ['TInv(0.05, 10)', 2.2281388519862753],
    ]);
  });

  it('end for all numbers', () => {
    const numbers = ['0', '1e-300', '0.5', '3.7', '45351', '1e10', '1e300', '-1'];
    for (const name of ['BetaInv', 'BinomInv', 'FInv', 'GammaInv', 'GammaDist', 'NormInv'])
      for (const first of numbers)
        for (const second of numbers) scope.evaluate(`${name}(0.3, ${first}, ${second})`);
    for (const name of ['ChiInv', 'ChiDist', 'PoissonInv', 'PoissonDist', 'TInv'])
      for (const value of numbers) for (const first of numbers) scope.evaluate(`${name}(${value}, ${first})`);
    assertNumbers(scope, [
      ['GammaDist(1, 100000, 1)', 0],
      ['ChiDist(100000, 3)', 0],
      ['PoissonDist(3, 1e9)', null],
    ]);
  });

  it('have no value outside their domain', () => {
    assertNumbers(scope, [
      ['BetaDist(0.5, -1, 2)', null],
      ['BinomFrequency(1.5, 10, 0.4)', null],
      ['ChiDist(-1, 3)', null],
      ['ChiInv(1.5, 3)', null],
      ['FDist(-1, 2, 3)', null],
      ['GammaDist(0, 3, 2)', 0],
      ['NormDist(1, 0, -1)', null],
      ['NormInv(0, 0, 1)', null],
      ['TDist(1, 30, 3)', null],
      ['TInv(Null(), 3)', null],
    ]);
  });
});
