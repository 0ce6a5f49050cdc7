import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { hyperCubeLayout } from './hypercube-layout.ts';
import { dimensionByText, rowTexts, testCubeContext, testCube } from '../testing/test-cube.ts';

const TABLE = {
  name: 'Sales',
  columns: [
    { name: 'Country', values: ['SE', 'SE', 'US', 'US', 'NO', 'FI'] },
    { name: 'City', values: ['Lund', 'Umea', 'Ames', 'Reno', 'Oslo', 'Turku'] },
    { name: 'Amount', values: [1, 5, 40, 20, 30, 4] },
  ],
};
const AMOUNT = { qDef: { qDef: 'Sum(Amount)', qLabel: 'Amount' }, qSortBy: { qSortByNumeric: -1 } };
const FETCH = [{ qWidth: 5, qHeight: 50 }];

function layoutOf(definition: JsonObject, selected: Record<string, string[]> = {}): JsonObject {
  const cube = testCube(
    { qMeasures: [AMOUNT], qInitialDataFetch: FETCH, ...definition },
    testCubeContext([TABLE], selected),
  );
  return hyperCubeLayout(cube);
}

function limited(spec: JsonObject, more: JsonObject = {}): string[][] {
  const layout = layoutOf({
    qDimensions: [dimensionByText('Country', { qOtherTotalSpec: spec, qOtherLabel: { qv: 'The rest' } })],
    ...more,
  });
  return rowTexts(layout['qDataPages']);
}

describe('dimension limits', () => {
  it('keep the largest values and combine the others, which are always last', () => {
    const rows = limited(
      { qOtherMode: 'OTHER_COUNTED', qOtherCounted: { qv: '1' } },
      { qInterColumnSortOrder: [1, 0] },
    );
    assert.deepEqual(rows, [
      ['US', '60'],
      ['The rest', '40'],
    ]);
  });

  it('give the others the element number -3', () => {
    const layout = layoutOf({
      qDimensions: [
        dimensionByText('Country', {
          qOtherTotalSpec: { qOtherMode: 'OTHER_COUNTED', qOtherCounted: { qv: '=1+1' } },
        }),
      ],
    });
    const matrix = toArray(toObject(toArray(layout['qDataPages'])[0])['qMatrix']);
    const cell = toObject(toArray(matrix.at(-1))[0]);
    assert.deepEqual([cell['qElemNumber'], cell['qIsOtherCell'], cell['qText']], [-3, true, 'Others']);
    assert.equal(layout['qHasOtherValues'], true);
    assert.equal(matrix.length, 3);
  });

  it('keep the smallest values in ascending order', () => {
    const spec = {
      qOtherMode: 'OTHER_COUNTED',
      qOtherCounted: { qv: '2' },
      qOtherSortMode: 'OTHER_SORT_ASCENDING',
    };
    assert.deepEqual(limited(spec), [
      ['FI', '4'],
      ['SE', '6'],
      ['The rest', '90'],
    ]);
  });

  it('keep values on one side of an absolute or a relative bound', () => {
    const absolute = {
      qOtherMode: 'OTHER_ABS_LIMITED',
      qOtherLimit: { qv: '30' },
      qOtherLimitMode: 'OTHER_GE_LIMIT',
      qSuppressOther: true,
    };
    assert.deepEqual(limited(absolute), [
      ['NO', '30'],
      ['US', '60'],
    ]);
    const relative = {
      qOtherMode: 'OTHER_REL_LIMITED',
      qOtherLimit: { qv: '10' },
      qOtherLimitMode: 'OTHER_LT_LIMIT',
    };
    assert.deepEqual(limited(relative), [
      ['FI', '4'],
      ['SE', '6'],
      ['The rest', '90'],
    ]);
  });

  it('keep the largest values up to a target', () => {
    const spec = { qOtherMode: 'OTHER_REL_ACC_TARGET', qOtherLimit: { qv: '80' } };
    assert.deepEqual(limited(spec), [
      ['NO', '30'],
      ['US', '60'],
      ['The rest', '10'],
    ]);
  });

  it('apply to an inner dimension within each outer value, or globally', () => {
    const inner = (spec: JsonObject): string[][] =>
      rowTexts(
        layoutOf({
          qDimensions: [
            dimensionByText('Country'),
            dimensionByText('City', {
              qOtherTotalSpec: { qOtherMode: 'OTHER_COUNTED', qOtherCounted: { qv: '1' }, ...spec },
            }),
          ],
        })['qDataPages'],
      );
    assert.deepEqual(inner({}), [
      ['FI', 'Turku', '4'],
      ['NO', 'Oslo', '30'],
      ['SE', 'Umea', '5'],
      ['SE', 'Others', '1'],
      ['US', 'Ames', '40'],
      ['US', 'Others', '20'],
    ]);
    assert.deepEqual(inner({ qGlobalOtherGrouping: true, qSuppressOther: true }), [['US', 'Ames', '40']]);
  });

  it('collapse the inner dimensions of the others with qOtherCollapseInnerDimensions', () => {
    const outer = {
      qOtherMode: 'OTHER_COUNTED',
      qOtherCounted: { qv: '1' },
      qOtherCollapseInnerDimensions: true,
    };
    const layout = layoutOf({
      qDimensions: [dimensionByText('Country', { qOtherTotalSpec: outer }), dimensionByText('City')],
    });
    assert.deepEqual(rowTexts(layout['qDataPages']), [
      ['US', 'Ames', '40'],
      ['US', 'Reno', '20'],
      ['Others', 'Others', '40'],
    ]);
  });
});

describe('calculation conditions', () => {
  it('give the cube error 7005 with the message', () => {
    const layout = layoutOf({
      qDimensions: [dimensionByText('Country')],
      qCalcCondition: { qCond: { qv: 'Count(Amount) > 100' }, qMsg: { qv: "='Pick ' & 'more'" } },
    });
    assert.equal(toObject(layout['qError'])['qErrorCode'], 7005);
    assert.equal(layout['qCalcCondMsg'], 'Pick more');
    assert.equal(toObject(layout['qSize'])['qcy'], 0);
  });

  it('remove one column and keep the others', () => {
    const never = { qCalcCondition: { qCond: { qv: '0' }, qMsg: { qv: 'Not now' } } };
    const layout = layoutOf({
      qDimensions: [dimensionByText('City', never), dimensionByText('Country')],
      qMeasures: [{ ...AMOUNT, ...never }, AMOUNT],
    });
    assert.deepEqual(layout['qSize'], { qcx: 2, qcy: 4 });
    assert.deepEqual(rowTexts(layout['qDataPages'])[0], ['FI', '4']);
    const [city] = toArray(layout['qDimensionInfo']).map(toObject);
    assert.equal(toObject(city?.['qError'])['qErrorCode'], 7005);
    assert.equal(city?.['qCalcCondMsg'], 'Not now');
    assert.equal('qError' in layout, false);
  });
});

describe('a drill-down group', () => {
  const group = { qDimensions: [{ qDef: { qGrouping: 'H', qFieldDefs: ['Country', 'City'] } }] };
  const shownField = (selected: Record<string, string[]>) => {
    const [info] = toArray(layoutOf(group, selected)['qDimensionInfo']).map(toObject);
    return [info?.['qGroupPos'], info?.['qFallbackTitle']];
  };

  it('shows its first field, and the next one when the first has a single possible value', () => {
    assert.deepEqual(shownField({}), [0, 'Country']);
    assert.deepEqual(shownField({ Country: ['SE', 'US'] }), [0, 'Country']);
    assert.deepEqual(shownField({ Country: ['SE'] }), [1, 'City']);
    assert.deepEqual(shownField({ City: ['Oslo'] }), [1, 'City']);
  });
});

describe('attribute dimensions and expressions', () => {
  it('are part of the cells of their dimension', () => {
    const layout = layoutOf({
      qDimensions: [
        dimensionByText('City', {
          qAttributeDimensions: [{ qDef: 'Country', qAttribute: true }],
          qAttributeExpressions: [{ qExpression: 'Sum(Amount) * 2', id: 'colorByAlternative' }],
        }),
      ],
    });
    const matrix = toArray(toObject(toArray(layout['qDataPages'])[0])['qMatrix']);
    const cell = toObject(toArray(matrix[0])[0]);
    assert.equal(cell['qText'], 'Ames');
    assert.deepEqual(cell['qAttrDims'], { qValues: [{ qText: 'US', qElemNo: 1 }] });
    assert.deepEqual(cell['qAttrExps'], { qValues: [{ qText: '80', qNum: 80 }] });
    const [info] = toArray(layout['qDimensionInfo']).map(toObject);
    const [expression] = toArray(info?.['qAttrExprInfo']).map(toObject);
    assert.deepEqual(
      [expression?.['id'], expression?.['qMin'], expression?.['qMax']],
      ['colorByAlternative', 2, 80],
    );
  });
});
