import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { hyperCubeLayout } from './hypercube-layout.ts';
import { initialExpansion } from './pivot-expansion.ts';
import { pivotTable } from './pivot-table.ts';
import { straightPages } from './straight-table.ts';
import { dimensionByText, rowTexts, testCube, testCubeContext } from '../testing/test-cube.ts';
import { table } from '../testing/test-scope.ts';

const context = testCubeContext([
  table('T', {
    Month: ['a', 'b', 'c', 'd', 'e'],
    Kind: ['x', 'x', 'y', 'y', 'y'],
    Amount: [1, 2, null, 4, 1],
  }),
]);

function column(qDef: JsonObject, dimension: JsonObject = dimensionByText('Month')): readonly string[] {
  const cube = testCube(
    { qDimensions: [dimension], qMeasures: [{ qDef: { qDef: 'Sum(Amount)', ...qDef } }] },
    context,
  );
  return rowTexts(straightPages(cube, [{ qWidth: 2, qHeight: 9 }])).map(([, value]) => value ?? '');
}

describe('a measure', () => {
  it('accumulates the rows before, all or some of them', () => {
    for (const [qAccumulate, expected] of [
      [0, ['1', '2', '0', '4', '1']],
      [1, ['1', '3', '3', '7', '8']],
      [2, ['1', '3', '2', '4', '5']],
      [3, ['1', '3', '3', '6', '5']],
      [9, ['1', '3', '3', '7', '8']],
    ] as const)
      assert.deepEqual(column({ qAccumulate }), expected, String(qAccumulate));
    assert.deepEqual(column({ qAccumulate: 1, qDef: 'Max(Amount)' }), ['1', '3', '3', '7', '8']);
  });

  it('accumulates in the order of rows', () => {
    const dimension = { qDef: { qFieldDefs: ['Month'], qSortCriterias: [{ qSortByAscii: -1 }] } };
    assert.deepEqual(column({ qAccumulate: 1 }, dimension), ['1', '5', '5', '7', '8']);
  });

  it('is relative to its total', () => {
    const qNumFormat = { qType: 'F', qFmt: '0.000', qnDec: 3, qDec: '.' };
    assert.deepEqual(column({ qRelative: true }), ['12.5%', '25.0%', '0.0%', '50.0%', '12.5%']);
    assert.deepEqual(column({ qRelative: true, qNumFormat }), ['0.125', '0.250', '0.000', '0.500', '0.125']);
    assert.deepEqual(column({ qRelative: true, qAccumulate: 1 }), [
      '12.5%',
      '37.5%',
      '37.5%',
      '87.5%',
      '100.0%',
    ]);
    assert.deepEqual(column({ qRelative: true, qDef: 'Sum(Missing)' }), ['-', '-', '-', '-', '-']);
  });

  it('has the range and the total of its changed values', () => {
    const definition = {
      qDimensions: [dimensionByText('Kind')],
      qMeasures: [{ qDef: { qDef: 'Sum(Amount)', qRelative: true } }],
    };
    const { measures } = testCube(definition, context);
    assert.deepEqual([measures[0]?.min, measures[0]?.max, measures[0]?.total], [0.375, 0.625, 1]);
    assert.match(
      JSON.stringify(hyperCubeLayout(testCube(definition, context))['qGrandTotalRow']),
      /"qText":"100.0%"/,
    );
  });

  it('is relative in a pivot table, without accumulation', () => {
    const cells = (qDef: JsonObject): unknown => {
      const cube = testCube(
        {
          qMode: 'P',
          qNoOfLeftDims: 2,
          qAlwaysFullyExpanded: true,
          qDimensions: [
            dimensionByText('Kind', { qOtherTotalSpec: { qTotalMode: 'TOTAL_EXPR' } }),
            dimensionByText('Month'),
          ],
          qMeasures: [{ qDef: { qDef: 'Sum(Amount)', qRelative: true, qAccumulate: 1, ...qDef } }],
        },
        context,
      );
      const [page] = pivotTable(cube, initialExpansion(cube.definition, cube.dimensions, [0, 1])).pages([
        { qWidth: 9, qHeight: 20 },
      ]);
      return toArray(page?.['qData']).flatMap((row) => toArray(row).map((cell) => toObject(cell)['qText']));
    };
    const expected = ['12.5%', '25.0%', '0.0%', '50.0%', '12.5%', '100.0%'];
    assert.deepEqual(cells({}), expected);
    assert.deepEqual(cells({ qBrutalSum: true }), expected);
  });
});
