import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { EvaluationScope } from '../expression/evaluation-scope.ts';
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

describe('a dimension without a label', () => {
  it('has the name of its field as title, however the definition quotes it', () => {
    for (const [qFieldDef, want] of [
      ['Year', 'Year'],
      ['[Year]', 'Year'],
      [' [Year] ', 'Year'],
      ['"Year"', 'Year'],
      ['=[Year] + [Year]', '[Year] + [Year]'],
    ]) {
      const found = titles({ qDimensions: [{ qDef: { qFieldDefs: [qFieldDef] } }] });
      assert.deepEqual(found, [want], qFieldDef);
    }
  });
});

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

  it('is evaluated once, as a calculation condition is, and names the measure', () => {
    for (const master of [false, true]) {
      const counts = new Map<string, number>();
      const count = (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
      const variables: Readonly<Record<string, string>> = { vLabel: 'Sales 2024', vLimit: '1' };
      const scope = new EvaluationScope(context.scope.fields, context.scope.snapshot, {
        variable: (name) => {
          count(name);
          return variables[name];
        },
        bookmark: () => undefined,
      });
      const labeled = { qDef: 'Sum(Sales)', qLabelExpression: "='$(vLabel)'" };
      const library = {
        dimension: () => undefined,
        measure: () => {
          count('master measure');
          return { qMeasure: labeled };
        },
      };
      const qCalcCondition = { qCond: { qExpr: '=1 = $(vLimit)' } };
      const cube = testCube(
        {
          qMeasures: [
            { ...(master ? { qLibraryId: 'm' } : { qDef: labeled }), qCalcCondition },
            { qDef: { qDef: '[Sales 2024] * 2' } },
          ],
        },
        { ...context, scope, library },
      );
      assert.deepEqual(
        [...counts],
        [...(master ? [['master measure', 1]] : []), ['vLimit', 1], ['vLabel', 1]],
      );
      assert.deepEqual(
        cube.measures.map(({ measure, total }) => [measure.title, total]),
        [
          ['Sales 2024', 20],
          ['[Sales 2024] * 2', 40],
        ],
      );
    }
  });
});
