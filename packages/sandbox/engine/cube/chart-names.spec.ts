import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toObject, type JsonObject } from '../protocol/json.ts';
import { pivotTable } from './pivot-table.ts';
import { initialExpansion } from './pivot-expansion.ts';
import { straightPages } from './straight-table.ts';
import { dimensionByText, rowTexts, testCube, testCubeContext } from '../testing/test-cube.ts';
import { table } from '../testing/test-scope.ts';

const context = testCubeContext([
  table('Sales', { Region: ['N', 'S', 'S'], Product: ['p', 'q', 'p'], Amount: [1, 2, 4] }),
]);
const PAGE = [{ qWidth: 10, qHeight: 20 }];

/** A measure with or without a label. */
type Measure = string | readonly [label: string, expression: string];

function definitionOf(measures: readonly Measure[], more: JsonObject = {}): JsonObject {
  return {
    qDimensions: [dimensionByText('Region')],
    qMeasures: measures.map((measure) => ({
      qDef: typeof measure === 'string' ? { qDef: measure } : { qLabel: measure[0], qDef: measure[1] },
    })),
    ...more,
  };
}

/** Returns the rows of measures by region, in words. */
function rows(...measures: readonly Measure[]): readonly string[] {
  const cube = testCube(definitionOf(measures), context);
  return rowTexts(straightPages(cube, PAGE)).map((row) => row.join(' '));
}

describe('the measures of a chart', () => {
  it('are referred to by position', () => {
    for (const [measures, expected] of [
      [
        ['Sum(Amount)', 'Column(1) * 2'],
        ['N 1 2', 'S 6 12'],
      ],
      [
        ['Column(2) + 1', 'Sum(Amount)'],
        ['N 2 1', 'S 7 6'],
      ],
      [
        ['Sum(Amount)', 'Column(1) / Sum(total Amount) * 7'],
        ['N 1 1', 'S 6 6'],
      ],
      [
        ['Sum(Amount)', 'RangeSum(Above(Column(1), 0, 9))'],
        ['N 1 1', 'S 6 7'],
      ],
      [
        ['Sum(Amount)', 'Column(0 + 1)'],
        ['N 1 1', 'S 6 6'],
      ],
      [
        ['Sum(Amount)', '{1<Product={p}>} Column(1)'],
        ['N 1 1', 'S 6 4'],
      ],
      [
        ['Sum(Amount)', 'Column(3)'],
        ['N 1 -', 'S 6 -'],
      ],
      [
        ['Sum(Amount)', 'Column(0)'],
        ['N 1 -', 'S 6 -'],
      ],
      [
        ['Sum(Amount)', 'Column(2)'],
        ['N 1 -', 'S 6 -'],
      ],
      [
        ['Sum(Amount)', 'Column(1) + 1', 'Column(2) + 1'],
        ['N 1 2 3', 'S 6 7 8'],
      ],
    ] as const)
      assert.deepEqual(rows(...measures), expected, measures.join(' | '));
    assert.equal(context.scope.evaluate('Column(1)'), null);
  });

  it('are referred to by label', () => {
    assert.deepEqual(rows(['Sales', 'Sum(Amount)'], '[Sales] * 2'), ['N 1 2', 'S 6 12']);
    assert.deepEqual(rows('Sales * 2', ['Sales', 'Sum(Amount)']), ['N 2 1', 'S 12 6']);
    assert.deepEqual(rows(["='Sa' & 'les'", 'Sum(Amount)'], 'Sales + 1'), ['N 1 2', 'S 6 7']);
    assert.deepEqual(rows(['Region', 'Sum(Amount)'], 'Region & 1'), ['N 1 11', 'S 6 61']);
  });

  it('whose label is a field are that field within their own expression', () => {
    assert.deepEqual(rows(['Amount', 'Amount']), ['N 1', 'S -']);
    assert.deepEqual(rows(['Amount', 'Sum(Amount)'], ['Twice', '2 * Amount']), ['N 1 2', 'S 6 12']);
  });

  it('refer to their own values in other rows by label', () => {
    const running = 'Sum(Amount) + Alt(Above(Acc), 0)';
    assert.deepEqual(rows(['Acc', running]), ['N 1', 'S 7']);
    assert.deepEqual(rows(['Acc', `${running} * 10`], 'Acc'), ['N 1 1', 'S 16 16']);
    assert.deepEqual(rows(['Acc', `{<Product={p}>} ${running}`]), ['N 1', 'S 5']);
    assert.deepEqual(rows(['Back', 'Sum(Amount) + Alt(Below(Back), 0)']), ['N 7', 'S 6']);
    assert.deepEqual(rows(['Same', 'Sum(Amount) + Same']), ['N -', 'S -']);
    const long = testCubeContext([table('T', { Id: Array.from({ length: 2000 }, (_, row) => 2000 - row) })]);
    const cube = testCube(
      { qDimensions: [dimensionByText('Id')], qMeasures: [{ qDef: { qLabel: 'L', qDef: 'Below(L) + 1' } }] },
      long,
    );
    assert.match(String(cube.measures[0]?.error?.qExtendedMessage), /refers to itself in more than 300 rows/);
    assert.deepEqual(rows(['A', 'Alt(Above(B), 0) + 1'], ['B', 'A * 2']), ['N 1 2', 'S 3 6']);
  });

  it('have their values in totals, in attributes and in pivot tables', () => {
    const attributes = { qAttributeExpressions: [{ qExpression: 'Column(1) * 10' }] };
    const cube = testCube(
      definitionOf(['Sum(Amount)', 'Column(1) * 2'], {
        qMode: 'P',
        qNoOfLeftDims: 1,
        qDimensions: [dimensionByText('Region', attributes)],
      }),
      context,
    );
    assert.equal(cube.measures[1]?.total, 14);
    const [page] = pivotTable(cube, initialExpansion(cube.definition, cube.dimensions, [0])).pages(PAGE);
    assert.deepEqual(
      (toObject(page)['qData'] as readonly (readonly JsonObject[])[]).map((row) =>
        row.map(({ qNum }) => qNum),
      ),
      [
        [1, 2],
        [6, 12],
      ],
    );
    assert.match(JSON.stringify(page), /"qAttrExps":\{"qValues":\[\{"qText":"10"/);
  });
});
