import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { valueAt } from '../expression/value-column.ts';
import { textOf } from '../expression/value.ts';
import { testCube, testCubeContext } from '../testing/test-cube.ts';
import { table } from '../testing/test-scope.ts';

const objects = [
  { id: 'chart-1', type: 'barchart' },
  { id: 'container-1', type: 'container' },
  { id: 'sheet-1', type: 'sheet' },
];
const context = {
  ...testCubeContext([table('Sales', { 'Region]': ['n', 's'], Year: [2023, 2024], Amount: [1, 2] })]),
  objects,
};

/** Returns the text of a measure in the first row of a cube. */
function cell(expression: string, more: object = {}): string {
  const cube = testCube(
    {
      qDimensions: [
        { qDef: { qFieldDefs: ['[Region]]]'], qFieldLabels: ['Where'] } },
        { qDef: { qFieldDefs: ['=Year + 1'] } },
      ],
      qMeasures: [
        { qDef: { qDef: expression, qLabel: 'First' } },
        { qDef: { qDef: 'Sum(Amount)', qLabelExpression: "='Sum of ' & GetObjectDimension(0)" } },
      ],
      ...more,
    },
    context,
  );
  assert.equal(cube.measures[0]?.error, undefined);
  const [result] = cube.measures;
  return result ? textOf(valueAt(result.values, cube.order[0] ?? 0)) : '';
}

describe('functions over the object of an expression', () => {
  it('return its fields, dimensions and measures by their index from 0', () => {
    assert.equal(cell('GetObjectField()'), 'Region]');
    assert.equal(cell('GetObjectField(1)'), '=Year + 1');
    assert.equal(cell('GetObjectField(2)'), '');
    assert.equal(cell('GetObjectDimension(0)'), 'Where');
    assert.equal(cell('GetObjectMeasure()'), 'First');
    assert.equal(cell('GetObjectMeasure(1)'), 'Sum of Where');
    assert.equal(cell("Sum(total [$(=Replace(GetObjectField(1), ']', ']]'))])"), '4049');
  });

  it('return the fields inside a set of the object, too', () => {
    const more = { qContextSetExpression: '<Year = {2024}>' };
    assert.equal(cell("Concat(total [$(=Replace(GetObjectField(0), ']', ']]'))])", more), 's');
  });

  it('return the ids of the object and of those that contain it', () => {
    assert.equal(cell('ObjectId()'), 'chart-1');
    assert.equal(cell("ObjectId('sheet')"), 'sheet-1');
    assert.equal(cell("ObjectId('map')"), '');
    assert.equal(cell("InObject('container-1')"), '-1');
    assert.equal(cell("InObject('sheet-2')"), '0');
  });

  it('are null outside an object', () => {
    assert.equal(context.scope.evaluate('GetObjectField(0)'), null);
    assert.equal(context.scope.evaluate('ObjectId()'), null);
  });
});
