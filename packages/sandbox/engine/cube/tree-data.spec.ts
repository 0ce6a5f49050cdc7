import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { hyperCubeLayout } from './hypercube-layout.ts';
import { treeNodes } from './tree-data.ts';
import { dimensionByText, testCubeContext, testCube } from '../testing/test-cube.ts';

const context = testCubeContext([
  {
    name: 'Sales',
    columns: [
      { name: 'Country', values: ['SE', 'SE', 'US', 'US', 'NO'] },
      { name: 'Kind', values: ['a', 'b', 'b', 'b', 'c'] },
      { name: 'Amount', values: [1, -2, 4, 8, 16] },
    ],
  },
]);
const TREE = {
  qMode: 'T',
  qDimensions: [dimensionByText('Country'), dimensionByText('Kind')],
  qMeasures: [{ qDef: { qDef: 'Sum(Amount)' } }],
};
const cube = testCube(TREE, context);

/** Returns leaves as `text=value` and other nodes as `[text, children]`; generated nodes are in brackets. */
function outline(node: JsonObject | undefined): unknown[] {
  return toArray(node?.['qNodes']).map((item) => {
    const child = toObject(item);
    const text = child['qType'] === 'G' ? `(${String(child['qText'])})` : String(child['qText']);
    const [value] = toArray(child['qValues']).map(toObject);
    return toArray(child['qNodes']).length > 0
      ? [text, outline(child)]
      : value
        ? `${text}=${String(value['qText'])}`
        : text;
  });
}

describe('a hypercube in tree mode', () => {
  it('has a root, values of one dimension below those of the other, and measures at the leaves', () => {
    const [root] = treeNodes(cube, {});
    assert.deepEqual(outline(root), [
      ['NO', ['c=16']],
      ['SE', ['a=1', 'b=-2']],
      ['US', ['b=12']],
    ]);
    assert.deepEqual([root?.['qType'], root?.['qElemNo'], root?.['qGroupSize']], ['R', -1, 3]);
    assert.deepEqual([root?.['qMaxPos'], root?.['qMinNeg']], [[29], [-2]]);
    const sweden = toObject(toArray(root?.['qNodes'])[1]);
    assert.deepEqual(
      [sweden['qRow'], sweden['qGroupPos'], sweden['qGroupSize'], sweden['qTreePath'], sweden['qState']],
      [1, 1, 2, [], 'O'],
    );
    const last = toObject(toArray(sweden['qNodes'])[1]);
    assert.deepEqual([last['qRow'], last['qTreePath']], [2, [1]]);
  });

  it('supports windows per level, and generates nodes for values that occur elsewhere', () => {
    const area = (qLeft: number, qTop: number, qHeight: number, qAllValues = false) => ({
      qArea: { qLeft, qTop, qWidth: 1, qHeight },
      qAllValues,
    });
    const [root] = treeNodes(cube, { qTreeNodes: [area(0, 1, 2), area(1, 0, 2, true)] });
    assert.deepEqual(outline(root), [
      ['SE', ['a=1', 'b=-2']],
      ['US', ['(a)', 'b=12']],
    ]);
  });

  it('omits outer levels, and all nodes when there are too many', () => {
    assert.deepEqual(outline(treeNodes(cube, { qTreeLevels: { qLeft: 1, qDepth: 1 } })[0]), [
      'a=1',
      'b=-2',
      'c=16',
    ]);
    assert.deepEqual(treeNodes(cube, { qMaxNbrOfNodes: 3 }), []);
  });

  it('counts nodes per level in its layout', () => {
    const layout = hyperCubeLayout(cube);
    assert.deepEqual(layout['qTreeNodesOnDim'], [3, 4]);
    assert.deepEqual(layout['qSize'], { qcx: 1, qcy: 4 });
    assert.deepEqual(layout['qEffectiveInterColumnSortOrder'], [0, 1]);
    assert.equal(layout['qNoOfLeftDims'], 2);
    assert.equal('qError' in layout, false);
  });
});
