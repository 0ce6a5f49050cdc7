import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EvaluationScope } from '../expression/evaluation-scope.ts';
import { FieldCatalog } from '../expression/field-catalog.ts';
import { DataModel } from '../model/data-model.ts';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { DEFAULT_STATE } from '../selection/selection-set.ts';
import { computeCube } from './cube.ts';
import { fillHyperCubeDef } from './definition.ts';
import { hyperCubeLayout } from './hypercube-layout.ts';
import { dimensionByText, testCubeContext, testCube } from '../testing/test-cube.ts';

const TABLES = [
  {
    name: 'T',
    columns: [
      { name: 'Year', values: [2024, 2024, 2025, 2025, 2025] },
      { name: 'Kind', values: ['b', 'a', 'c', 'a', 'b'] },
      { name: 'Amount', values: [1, -2, 3, 4, 5] },
    ],
  },
];
const model = DataModel.build(TABLES);

function layoutOf(
  qMode: string,
  page: JsonObject,
  qInterColumnSortOrder: readonly number[] = [0, 1, 2],
): JsonObject {
  const scope = new EvaluationScope(new FieldCatalog(model), new Map([[DEFAULT_STATE, new Map()]]), {
    variable: () => undefined,
    bookmark: () => undefined,
  });
  const library = { dimension: () => undefined, measure: () => undefined };
  const definition = fillHyperCubeDef({
    qMode,
    qDimensions: [
      { qDef: { qFieldDefs: ['Year'], qSortCriterias: [{ qSortByNumeric: 1 }] } },
      { qDef: { qFieldDefs: ['Kind'], qSortCriterias: [{ qSortByAscii: 1 }] } },
    ],
    qMeasures: [{ qDef: { qDef: 'Sum(Amount)' }, qSortBy: { qSortByNumeric: -1 } }],
    qInterColumnSortOrder,
    qInitialDataFetch: [page],
  });
  return hyperCubeLayout(computeCube(definition, { scope, liveScope: scope, library, state: DEFAULT_STATE }));
}

/** Returns the texts of a node's children, recursively. */
function outline(node: unknown): unknown {
  return toArray(toObject(node)['qSubNodes']).map((child) => {
    const { qText, qType, qValue } = toObject(child);
    return qType === 'V' ? qValue : [qText, outline(child)];
  });
}

function rootOf(layout: JsonObject): JsonObject {
  return toObject(toArray(toObject(toArray(layout['qStackedDataPages'])[0])['qData'])[0]);
}

describe('a stacked hypercube', () => {
  it('nests second-dimension nodes below first-dimension nodes, values at the leaves', () => {
    const layout = layoutOf('K', { qWidth: 10, qHeight: 10 });
    assert.deepEqual(layout['qSize'], { qcx: 3, qcy: 2 });
    assert.deepEqual(outline(rootOf(layout)), [
      [
        '2024',
        [
          ['a', [-2]],
          ['b', [1]],
        ],
      ],
      [
        '2025',
        [
          ['a', [4]],
          ['b', [5]],
          ['c', [3]],
        ],
      ],
    ]);
  });

  it('sums positive and negative values up to the root', () => {
    const root = rootOf(layoutOf('K', { qWidth: 10, qHeight: 10 }));
    assert.deepEqual([root['qMaxPos'], root['qMinNeg'], root['qType']], [13, -2, 'R']);
  });

  it('pages over the first dimension by rows and over the second by columns', () => {
    const root = rootOf(layoutOf('K', { qTop: 1, qHeight: 1, qLeft: 1, qWidth: 1 }));
    assert.deepEqual(outline(root), [['2025', [['b', [5]]]]]);
    const [year] = toArray(root['qSubNodes']).map(toObject);
    assert.deepEqual([year?.['qUp'], year?.['qDown'], year?.['qRow']], [1, 1, 1]);
  });

  it('sorts by a measure when it is first in the sort order', () => {
    const root = rootOf(layoutOf('K', { qWidth: 10, qHeight: 10 }, [2, 0, 1]));
    assert.deepEqual(
      toArray(root['qSubNodes']).map((node) => toObject(node)['qText']),
      ['2025', '2024'],
    );
  });

  it('has an error in its layout for an unsupported mode', () => {
    const layout = layoutOf('D', { qWidth: 10, qHeight: 10 });
    assert.equal(toObject(layout['qError'])['qErrorCode'], 20);
  });

  it('nests in sort order, and has attributes on nodes and values', () => {
    const cube = testCube(
      {
        qMode: 'K',
        qDimensions: [
          dimensionByText('Kind', { qAttributeExpressions: [{ qExpression: 'Max(Amount)' }] }),
          dimensionByText('Year'),
        ],
        qMeasures: [
          { qDef: { qDef: 'Sum(Amount)' }, qAttributeExpressions: [{ qExpression: 'Count(Amount)' }] },
        ],
        qInterColumnSortOrder: [1, 0, 2],
        qInitialDataFetch: [{ qWidth: 10, qHeight: 10 }],
      },
      testCubeContext(TABLES),
    );
    const layout = hyperCubeLayout(cube);
    assert.deepEqual(layout['qEffectiveInterColumnSortOrder'], [1, 0]);
    const year = toObject(toArray(rootOf(layout)['qSubNodes'])[1]);
    const kind = toObject(toArray(year['qSubNodes'])[0]);
    const value = toObject(toArray(kind['qSubNodes'])[0]);
    assert.deepEqual([year['qText'], kind['qText'], value['qText']], ['2025', 'a', '4']);
    assert.deepEqual(kind['qAttrExps'], { qValues: [{ qText: '4', qNum: 4 }] });
    assert.deepEqual(value['qAttrExps'], { qValues: [{ qText: '1', qNum: 1 }] });
    assert.equal('qAttrExps' in year, false);
  });
});
