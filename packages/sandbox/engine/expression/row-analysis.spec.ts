import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { table, testScope, valuesPerGroup } from '../testing/test-scope.ts';

/** The quarterly series of the reference values. */
const SERIES = [
  112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149, 170, 170,
];

const scope = testScope([
  table('Series', {
    Quarter: SERIES.map((_, place) => `q${String(place).padStart(2, '0')}`),
    Passengers: SERIES,
  }),
  table('Points', {
    Point: ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
    X: [1, 1.2, 0.8, 9, 9.2, 8.8, null],
    Y: [100, 120, 110, 105, 900, 910, 3],
  }),
]);

function numbers(dimension: string, expression: string): readonly (number | null)[] {
  return Object.values(valuesPerGroup(scope, [dimension], expression)).map((value) =>
    value === null ? null : Number(Number(value).toFixed(6)),
  );
}

/** Values of the STL procedure of statsmodels, which is derived from the authors' own program. */
describe('seasonal decomposition', () => {
  it('finds the trend, the seasonal component and the rest of a series', () => {
    assert.deepEqual(
      numbers('Quarter', 'STL_Trend(Sum(Passengers), 4)'),
      [
        118.412794, 121.462615, 124.689893, 128.108383, 131.598407, 135.523455, 138.086764, 136.667003,
        130.846858, 124.244589, 119.478281, 117.878799, 120.578186, 125.70871, 130.679115, 135.825624,
        142.814248, 149.919517, 157.242621, 164.861657,
      ],
    );
    assert.deepEqual(
      numbers('Quarter', 'STL_Seasonal(Sum(Passengers), 4)').slice(0, 8),
      [-7.326228, -3.648142, 5.408629, 4.356431, -5.619807, -2.775227, 3.584554, 3.922569],
    );
    assert.deepEqual(
      numbers('Quarter', 'STL_Residual(Sum(Passengers), 4)').slice(-4),
      [-5.857141, -1.048689, 1.676871, 2.2285],
    );
  });

  it('heeds the lengths of the smoothers', () => {
    assert.deepEqual(
      numbers('Quarter', 'STL_Trend(Sum(Passengers), 4, 13, 11)').slice(0, 4),
      [117.124575, 120.735794, 124.371622, 128.019612],
    );
    assert.deepEqual(
      numbers('Quarter', 'STL_Seasonal(Sum(Passengers), 4, 13, 11)').slice(-4),
      [-10.884471, -0.001154, 8.614017, 3.252022],
    );
  });

  it('has no components for a series of less than two periods, or with gaps', () => {
    assert.deepEqual(new Set(numbers('Quarter', 'STL_Trend(Sum(Passengers), 12)')), new Set([null]));
    assert.deepEqual(
      new Set(numbers('Quarter', 'STL_Trend(Only({<Quarter -= {q03}>} Passengers), 4)')),
      new Set([null]),
    );
  });
});

/** Points in groups that are far from each other, so that any k-means finds the same clusters. */
describe('clusters of rows', () => {
  it('are numbered by their first row, with their centers', () => {
    assert.deepEqual(numbers('Point', 'KMeans2D(2, Only(X), Only(Y))'), [0, 0, 0, 0, 1, 1, null]);
    assert.deepEqual(numbers('Point', "KMeans2D(3, Only(X), Only(Y), 'minmax')"), [0, 0, 0, 1, 2, 2, null]);
    assert.deepEqual(numbers('Point', 'KMeansCentroid2D(3, 2, Only(X), Only(Y), 2)'), [
      110,
      110,
      110,
      105,
      905,
      905,
      null,
    ]);
    assert.deepEqual(numbers('Point', 'KMeansND(2, 10, Only(X), Only(Y), 1)'), [0, 0, 0, 0, 1, 1, null]);
    assert.deepEqual(numbers('Point', 'KMeansCentroidND(2, 10, 1, Only(X), Only(Y))'), [
      3,
      3,
      3,
      3,
      9,
      9,
      null,
    ]);
  });

  it('are refused without a number of clusters', () => {
    assert.throws(() => numbers('Point', 'KMeans2D(0, Only(X), Only(Y))'), /number of clusters/);
  });
});
