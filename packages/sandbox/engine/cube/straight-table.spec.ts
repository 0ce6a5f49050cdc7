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

const model = DataModel.build([
  {
    name: 'T',
    columns: [
      { name: 'Kind', values: ['b', 'a', 'c', 'a', null, 'd'] },
      { name: 'Amount', values: [1, -2, 0, 4, 5, null] },
    ],
  },
]);
const library = {
  dimension: () => undefined,
  measure: (id: string) =>
    id === 'm1'
      ? { qMeasure: { qDef: 'Sum(Amount)', qLabel: 'Total', qNumFormat: { qType: 'F', qFmt: '0.00' } } }
      : undefined,
};

function layoutOf(definition: JsonObject): JsonObject {
  const scope = new EvaluationScope(new FieldCatalog(model), new Map([[DEFAULT_STATE, new Map()]]), {
    variable: () => undefined,
    bookmark: () => undefined,
  });
  return hyperCubeLayout(
    computeCube(fillHyperCubeDef(definition), { scope, liveScope: scope, library, state: DEFAULT_STATE }),
  );
}

function matrix(layout: JsonObject): unknown[][] {
  return toArray(toObject(toArray(layout['qDataPages'])[0])['qMatrix']).map((row) =>
    toArray(row).map((cell) => toObject(cell)['qText']),
  );
}

const KIND = { qDef: { qFieldDefs: ['Kind'], qSortCriterias: [{ qSortByAscii: 1 }] } };
const SUM = { qDef: { qDef: 'Sum(Amount)' }, qSortBy: { qSortByNumeric: -1 } };
const PAGE = [{ qWidth: 2, qHeight: 10 }];

describe('a straight table', () => {
  it('sorts by dimension with null last', () => {
    const layout = layoutOf({ qDimensions: [KIND], qMeasures: [SUM], qInitialDataFetch: PAGE });
    assert.deepEqual(matrix(layout), [
      ['a', '2'],
      ['b', '1'],
      ['c', '0'],
      ['d', '0'],
      ['-', '5'],
    ]);
  });

  it('sorts by a measure when it is first in the sort order, in either direction', () => {
    const order = { qDimensions: [KIND], qInterColumnSortOrder: [1, 0], qInitialDataFetch: PAGE };
    const kinds = (measure: JsonObject): unknown[] =>
      matrix(layoutOf({ ...order, qMeasures: [measure] })).map(([kind]) => kind);
    assert.deepEqual(kinds(SUM), ['-', 'a', 'b', 'c', 'd']);
    assert.deepEqual(kinds({ ...SUM, qDef: { qDef: 'Sum(Amount)', qReverseSort: true } }), [
      'c',
      'd',
      'b',
      'a',
      '-',
    ]);
  });

  it('suppresses nulls, zeros and missing values', () => {
    const base = { qMeasures: [SUM], qInitialDataFetch: PAGE };
    const noNull = layoutOf({ ...base, qDimensions: [{ ...KIND, qNullSuppression: true }] });
    assert.deepEqual(toObject(noNull['qSize'])['qcy'], 4);
    const noZero = layoutOf({ ...base, qDimensions: [KIND], qSuppressZero: true });
    assert.deepEqual(
      matrix(noZero).map(([kind]) => kind),
      ['a', 'b', '-'],
    );
    const average = { qDef: { qDef: 'Avg(Amount)' } };
    const noMissing = layoutOf({
      ...base,
      qDimensions: [KIND],
      qMeasures: [average],
      qSuppressMissing: true,
    });
    assert.deepEqual(
      matrix(noMissing).map(([kind]) => kind),
      ['a', 'b', 'c', '-'],
    );
  });

  it('totals by the expression, or by a function of the rows', () => {
    const total = (qAggrFunc: string): unknown =>
      toObject(
        toArray(
          layoutOf({ qDimensions: [KIND], qMeasures: [{ qDef: { qDef: 'Max(Amount)', qAggrFunc } }] })[
            'qGrandTotalRow'
          ],
        )[0],
      )['qNum'];
    assert.equal(total('Expr'), 5);
    assert.equal(total('Sum'), 10);
    assert.equal(total('Count'), 4);
  });

  it('has the range of its visible rows', () => {
    const [info] = toArray(layoutOf({ qDimensions: [KIND], qMeasures: [SUM] })['qMeasureInfo']).map(toObject);
    assert.deepEqual([info?.['qMin'], info?.['qMax']], [0, 5]);
  });

  it('uses label and format of master measures, and has an error for an unknown one', () => {
    const layout = layoutOf({
      qDimensions: [KIND],
      qMeasures: [{ qLibraryId: 'm1' }, { qLibraryId: 'gone' }],
      qInitialDataFetch: PAGE,
    });
    assert.equal(matrix(layout)[0]?.[1], '2.00');
    const [known, gone] = toArray(layout['qMeasureInfo']).map(toObject);
    assert.equal(known?.['qFallbackTitle'], 'Total');
    assert.equal(toObject(gone?.['qError'])['qErrorCode'], 7001);
  });

  it('adds rows outside the selection for a set expression', () => {
    const kind = new FieldCatalog(model).loadedField('Kind');
    const mask = new Uint8Array(kind.symbols.size);
    mask[kind.symbols.findText('a') ?? -1] = 1;
    const selected = new Map([[DEFAULT_STATE, new Map([['Kind', { field: kind, mask, isLocked: false }]])]]);
    const scope = new EvaluationScope(new FieldCatalog(model), selected, {
      variable: () => undefined,
      bookmark: () => undefined,
    });
    const definition = fillHyperCubeDef({
      qDimensions: [KIND],
      qMeasures: [{ qDef: { qDef: 'Sum({1} Amount)' } }],
      qInitialDataFetch: PAGE,
    });
    const layout = hyperCubeLayout(
      computeCube(definition, { scope, liveScope: scope, library, state: DEFAULT_STATE }),
    );
    assert.equal(matrix(layout).length, 5);
    const states = toArray(toObject(toArray(layout['qDataPages'])[0])['qMatrix']).map(
      (row) => toObject(toArray(row)[0])['qState'],
    );
    assert.deepEqual(states, ['S', 'A', 'A', 'A', 'L']);
  });

  it('evaluates attribute expressions beside the cells', () => {
    const dimension = { ...KIND, qAttributeExpressions: [{ qExpression: 'Max(Amount)', id: 'color' }] };
    const layout = layoutOf({ qDimensions: [dimension], qMeasures: [SUM], qInitialDataFetch: PAGE });
    const row = toArray(toArray(toObject(toArray(layout['qDataPages'])[0])['qMatrix'])[0]);
    assert.deepEqual(toObject(row[0])['qAttrExps'], { qValues: [{ qText: '4', qNum: 4 }] });
    const info = toObject(toArray(layout['qDimensionInfo'])[0]);
    assert.equal(toObject(toArray(info['qAttrExprInfo'])[0])['id'], 'color');
  });
});
