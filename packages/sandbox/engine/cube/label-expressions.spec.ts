import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { testCube, testCubeContext } from '../testing/test-cube.ts';
import type { CubeContext } from './columns.ts';
import { hyperCubeLayout } from './hypercube-layout.ts';

const tables = [
  {
    name: 'T',
    columns: [
      { name: 'Year', values: [2023, 2024] },
      { name: 'Sales', values: [10, 20] },
    ],
  },
];
const context = testCubeContext(tables, { Year: ['2024'] });

function titles(definition: JsonObject, given: CubeContext = context): readonly unknown[] {
  const layout = hyperCubeLayout(testCube(definition, given));
  return [...toArray(layout['qDimensionInfo']), ...toArray(layout['qMeasureInfo'])].map(
    (info) => toObject(info)['qFallbackTitle'],
  );
}

/** Label expressions with their values; each is given with and without `=`. */
const LABELS = [
  ["'Sales ' & Max(Year)", 'Sales 2024'],
  ["'plain text'", 'plain text'],
  ['Max(Year)', '2024'],
  ["  'with spaces'  ", 'with spaces'],
  ['GetSelectedCount(Year)', '1'],
  ["Upper('a') & Lower('B')", 'Ab'],
  ["If(Count(Year) = 1, 'one year', 'years')", 'one year'],
  ['Only(Year)', '2024'],
  ['Year', '2024'],
  ["Num(Sum(Sales), '0.0')", '20.0'],
  ['1 + 1', '2'],
] as const;

describe('a label expression', () => {
  it('is evaluated with and without =', () => {
    for (const [expression, want] of LABELS) {
      for (const qLabelExpression of [expression, `=${expression}`, ` = ${expression}`]) {
        const found = titles({
          qDimensions: [{ qDef: { qFieldDefs: ['Year'], qFieldLabels: ['Year label'], qLabelExpression } }],
          qMeasures: [{ qDef: { qDef: 'Sum(Sales)', qLabel: 'Sales label', qLabelExpression } }],
        });
        assert.deepEqual(found, [want, want], qLabelExpression);
      }
    }
  });

  it('of a master item is evaluated in the same way', () => {
    const qLabelExpression = "'Until ' & Max(Year)";
    const library = {
      dimension: () => ({ qDim: { qFieldDefs: ['Year'], qLabelExpression, title: 'title' } }),
      measure: () => ({ qMeasure: { qDef: 'Sum(Sales)', qLabel: 'label', qLabelExpression } }),
    };
    const found = titles(
      { qDimensions: [{ qLibraryId: 'd' }], qMeasures: [{ qLibraryId: 'm' }] },
      { ...context, library },
    );
    assert.deepEqual(found, ['Until 2024', 'Until 2024']);
  });

  it('that is empty, invalid or without a value gives way to the label', () => {
    for (const qLabelExpression of [
      '',
      '  ',
      '=',
      'Sum(',
      '=Sum(',
      'No such words',
      'Null()',
      '=Null()',
      "''",
    ]) {
      const found = titles({
        qDimensions: [{ qDef: { qFieldDefs: ['Year'], qFieldLabels: ['Year label'], qLabelExpression } }],
        qMeasures: [{ qDef: { qDef: 'Sum(Sales)', qLabel: 'Sales label', qLabelExpression } }],
      });
      assert.deepEqual(found, ['Year label', 'Sales label'], qLabelExpression);
    }
  });
});
