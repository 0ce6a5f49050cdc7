import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { EvaluationScope } from '../expression/evaluation-scope.ts';
import { FieldCatalog } from '../expression/field-catalog.ts';
import { DataModel } from '../model/data-model.ts';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { DEFAULT_STATE } from '../selection/selection-set.ts';
import { computeCube } from './cube.ts';
import { fillHyperCubeDef } from './definition.ts';
import { hyperCubeLayout } from './hypercube-layout.ts';

const model = DataModel.build([
  {
    name: 'T',
    columns: [
      { name: 'Kind', values: ['b', 'a', null] },
      { name: 'Amount', values: [1, -2, 0] },
    ],
  },
  { name: 'U', columns: [{ name: 'Other', values: [1, 2] }] },
]);

function layoutOf(definition: JsonObject): JsonObject {
  const scope = new EvaluationScope(new FieldCatalog(model), new Map([[DEFAULT_STATE, new Map()]]), {
    variable: () => undefined,
    bookmark: () => undefined,
  });
  const library = { dimension: () => undefined, measure: () => undefined };
  const context = { scope, liveScope: scope, library, state: DEFAULT_STATE };
  return hyperCubeLayout(computeCube(fillHyperCubeDef(definition), context));
}

const WRONG = [
  'Sum(Sum(Amount))',
  'NoFunction(1)',
  'Sum(',
  'Sum({<Nope={1}>} Amount)',
  'Above()',
  'Sum(Amount) *',
];
const RIGHT = [
  '',
  'Sum(Amount)',
  'Sum(Nope)',
  'Column(1)',
  "ValueList('a', 'b')",
  'Above(Sum(Amount))',
  'Count(distinct Kind)',
  '=1',
  "'text'",
];
const expression = fc.constantFrom(...WRONG, ...RIGHT);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });
const condition = maybe(expression.map((qv) => ({ qCond: { qv }, qMsg: { qv } })));
const attributes = maybe(expression.map((qExpression) => [{ qExpression }]));
const sorting = fc.record({
  qSortByExpression: fc.constantFrom(0, 1),
  qExpression: expression.map((qv) => ({ qv })),
});

const dimension = fc.record({
  qDef: fc.record({
    qFieldDefs: fc.constantFrom(
      ['Kind'],
      ['Nope'],
      ['Other'],
      ['=Upper(Kind)'],
      ['=NoFunction(Kind)'],
      ['=Upper('],
      [''],
    ),
    qLabelExpression: expression,
    qSortCriterias: sorting.map((each) => [each]),
  }),
  qOtherTotalSpec: fc.record({
    qOtherMode: fc.constantFrom('OTHER_OFF', 'OTHER_COUNTED', 'OTHER_ABS_LIMITED'),
    qOtherCounted: expression.map((qv) => ({ qv })),
    qOtherLimit: expression.map((qv) => ({ qv })),
    qTotalMode: fc.constantFrom('TOTAL_OFF', 'TOTAL_EXPR'),
  }),
  qCalcCondition: condition,
  qAttributeExpressions: attributes,
});
const measure = fc.record({
  qDef: fc.record({
    qDef: expression,
    qLabelExpression: expression,
    qAggrFunc: fc.constantFrom('Expr', 'Sum'),
  }),
  qSortBy: sorting,
  qCalcCondition: condition,
  qAttributeExpressions: attributes,
});
const cube = fc.record({
  qMode: fc.constantFrom('S', 'P', 'K', 'T'),
  qDimensions: fc.array(dimension, { maxLength: 2 }),
  qMeasures: fc.array(measure, { maxLength: 2 }),
  qInterColumnSortOrder: fc.constantFrom([], [0, 1], [1, 0]),
  qSuppressZero: fc.boolean(),
  qSuppressMissing: fc.boolean(),
  qCalcCondition: condition,
  qInitialDataFetch: fc.constant([{ qTop: 0, qLeft: 0, qWidth: 4, qHeight: 5 }]),
});

describe('a wrong definition', () => {
  it('of a dimension and of a measure are both in the layout', () => {
    for (const expression of WRONG) {
      const { qDimensionInfo, qMeasureInfo } = layoutOf({
        qDimensions: [{ qDef: { qFieldDefs: ['=Nope('] } }],
        qMeasures: [{ qDef: { qDef: expression } }],
      });
      for (const [info] of [toArray(qDimensionInfo), toArray(qMeasureInfo)])
        assert.equal(toObject(toObject(info)['qError'])['qErrorCode'], 7000, expression);
    }
  });

  it('never makes the layout fail', () => {
    fc.assert(
      fc.property(cube, (definition) => {
        const layout = layoutOf(definition);
        assert.equal(
          toArray(layout['qMeasureInfo']).length + toArray(layout['qDimensionInfo']).length,
          definition.qMeasures.length + definition.qDimensions.length,
        );
      }),
      { numRuns: 2000 },
    );
  });
});
