import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../protocol/json.ts';
import { toArray, toObject } from '../protocol/json.ts';
import { table } from '../testing/test-scope.ts';
import { dimensionByText, rowTexts, testCube, testCubeContext } from '../testing/test-cube.ts';
import type { CubeContext } from './columns.ts';
import { hyperCubeLayout } from './hypercube-layout.ts';
import { initialExpansion } from './pivot-expansion.ts';
import { pivotTable } from './pivot-table.ts';

const TABLES = [
  table('Sales', {
    Country: ['Chile', 'Chile', 'Kenya', 'Kenya', 'Peru'],
    Year: [2020, 2021, 2020, 2021, 2021],
    Amount: [1, 2, 4, 8, 16],
  }),
];

function layoutOf(definition: JsonObject, context: CubeContext): JsonObject {
  return hyperCubeLayout(
    testCube({ qInitialDataFetch: [{ qWidth: 9, qHeight: 99 }], ...definition }, context),
  );
}

/** Returns the rows of sums by country in a set expression of the cube. */
function rowsIn(qContextSetExpression: string, definition: JsonObject = {}): string[][] {
  const layout = layoutOf(
    {
      qDimensions: [dimensionByText('Country')],
      qMeasures: [{ qDef: { qDef: 'Sum(Amount)' } }],
      qContextSetExpression,
      ...definition,
    },
    testCubeContext(TABLES, { Country: ['Chile'] }),
  );
  assert.equal(layout['qError'], undefined);
  return rowTexts(layout['qDataPages']);
}

const measures = (...expressions: readonly string[]) => expressions.map((qDef) => ({ qDef: { qDef } }));

describe('qContextSetExpression', () => {
  it('has the rows and values of its set', () => {
    const chile = [['Chile', '3']];
    assert.deepEqual(rowsIn(''), chile);
    assert.deepEqual(rowsIn('  '), chile);
    assert.deepEqual(rowsIn('{$}'), chile);
    assert.deepEqual(rowsIn('{<Year={2021}>}'), [['Chile', '2']]);
    assert.deepEqual(rowsIn('{1}'), [
      ['Chile', '3'],
      ['Kenya', '12'],
      ['Peru', '16'],
    ]);
    assert.deepEqual(rowsIn('{1<Country={Kenya}>}'), [['Kenya', '12']]);
    assert.deepEqual(rowsIn('1<Year={2020}>'), [
      ['Chile', '1'],
      ['Kenya', '4'],
    ]);
    assert.deepEqual(rowsIn('{-$}'), [
      ['Kenya', '12'],
      ['Peru', '16'],
    ]);
    assert.deepEqual(rowsIn('{$ + 1<Country={Peru}>}'), [
      ['Chile', '3'],
      ['Peru', '16'],
    ]);
    assert.deepEqual(rowsIn('{1<Country={"=Sum(Amount) > 2"}>}'), [['Chile', '3']]);
    assert.deepEqual(rowsIn('{1<Year={$(=Max(Year))}>}'), [
      ['Chile', '2'],
      ['Kenya', '8'],
      ['Peru', '16'],
    ]);
  });

  it("is the outer set of the measures' own sets, of Aggr, and of fields", () => {
    assert.deepEqual(
      rowsIn('{1<Year={2020}>}', {
        qMeasures: measures(
          'Sum({<Country={Kenya}>} Amount)',
          'Sum({$} Amount)',
          'Sum(total Amount)',
          'Sum(Aggr(Max(Amount), Country, Year))',
          'Year',
          '{<Year={2021}>} Sum(Amount)',
        ),
      }),
      [
        ['Chile', '0', '3', '5', '1', '2020', '2'],
        ['Kenya', '4', '0', '5', '4', '2020', '8'],
        ['Peru', '0', '0', '5', '0', '-', '16'],
      ],
    );
  });

  it('applies to grand totals, dimensions with Aggr, sort expressions and attribute expressions', () => {
    const layout = layoutOf(
      {
        qDimensions: [
          {
            qDef: {
              qFieldDefs: ['Country'],
              qSortCriterias: [{ qSortByExpression: -1, qExpression: { qv: 'Sum(Amount)' } }],
            },
            qAttributeExpressions: [{ qExpression: 'Sum(Amount) * 10' }],
          },
        ],
        qMeasures: measures('Sum(Amount)'),
        qContextSetExpression: '{1<Year={2020}>}',
      },
      testCubeContext(TABLES, { Country: ['Chile'] }),
    );
    assert.deepEqual(rowTexts(layout['qDataPages']), [
      ['Kenya', '4'],
      ['Chile', '1'],
    ]);
    assert.equal(toObject(toArray(layout['qGrandTotalRow'])[0])['qNum'], 5);
    const firstRow = toArray(toArray(toObject(toArray(layout['qDataPages'])[0])['qMatrix'])[0]);
    const attributes = toObject(toObject(firstRow[0])['qAttrExps']);
    assert.equal(toObject(toArray(attributes['qValues'])[0])['qNum'], 40);
    assert.deepEqual(
      rowsIn('{1<Year={2021}>}', {
        qDimensions: [dimensionByText('=Aggr(Sum(Amount), Country)')],
        qMeasures: measures('Count(Country)'),
      }),
      [
        ['16', '1'],
        ['2', '1'],
        ['8', '1'],
      ],
    );
  });

  it('applies to pivot tables', () => {
    const cube = testCube(
      {
        qMode: 'P',
        qDimensions: [dimensionByText('Country')],
        qMeasures: measures('Sum(Amount)'),
        qContextSetExpression: '{1<Year={2020}>}',
        qInitialDataFetch: [{ qWidth: 9, qHeight: 99 }],
      },
      testCubeContext(TABLES, { Country: ['Chile'] }),
    );
    const layout = hyperCubeLayout(
      cube,
      pivotTable(cube, initialExpansion(cube.definition, cube.dimensions, [0])),
    );
    const page = toObject(toArray(layout['qPivotDataPages'])[0]);
    const texts = (nodes: unknown) => toArray(nodes).map((node) => toObject(node)['qText']);
    assert.deepEqual(texts(page['qLeft']), ['Chile', 'Kenya']);
    assert.deepEqual(
      toArray(page['qData']).map((row) => texts(row)),
      [['1'], ['4']],
    );
  });

  it('is an error of the cube when it is invalid', () => {
    for (const [set, message] of [
      ['{<Missing={1}>}', /no field "Missing"/],
      ['{Missing}', /no state or bookmark "Missing"/],
      ['{1', /"}" expected/],
      ['{1} Sum(Amount)', /the end of the set expression expected/],
      ['Sum(Amount)', /"}" expected/],
    ] as const) {
      const layout = layoutOf(
        {
          qDimensions: [dimensionByText('Country')],
          qMeasures: measures('Sum(Amount)'),
          qContextSetExpression: set,
        },
        testCubeContext(TABLES),
      );
      const { qErrorCode, qContext, qExtendedMessage } = toObject(layout['qError']);
      assert.deepEqual([qErrorCode, qContext], [7000, set]);
      assert.match(String(qExtendedMessage), message, set);
    }
  });
});
