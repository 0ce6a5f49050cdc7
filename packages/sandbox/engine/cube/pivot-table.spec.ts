import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { hyperCubeLayout } from './hypercube-layout.ts';
import { initialExpansion, withNode, type PivotExpansion } from './pivot-expansion.ts';
import { pivotTable, type PivotTable } from './pivot-table.ts';
import { dimensionByText, testCubeContext, testCube } from '../testing/test-cube.ts';

const context = testCubeContext([
  {
    name: 'Sales',
    columns: [
      { name: 'Country', values: ['SE', 'SE', 'SE', 'US', 'US', null] },
      { name: 'City', values: ['Lund', 'Lund', 'Umea', 'Ames', 'Reno', 'Nowhere'] },
      { name: 'Year', values: ['2024', '2025', '2025', '2024', '2025', '2025'] },
      { name: 'Amount', values: [1, 2, 4, 8, 16, 32] },
    ],
  },
]);

const CLOSED: PivotExpansion = { isAllOpen: false, exceptions: new Set() };
const OPEN: PivotExpansion = { isAllOpen: true, exceptions: new Set() };
const WHOLE = [{ qLeft: 0, qTop: 0, qWidth: 50, qHeight: 50 }];
const AMOUNT = { qDef: { qDef: 'Sum(Amount)', qLabel: 'Amount' } };
const ROWS = { qDef: { qDef: 'Count(Amount)', qLabel: 'Rows' } };

function pivot(definition: JsonObject, expansion: PivotExpansion = CLOSED): PivotTable {
  return pivotTable(testCube({ qMode: 'P', ...definition }, context), expansion);
}

/** Returns a page as `[text, sub nodes]` trees and a matrix of texts; texts of other than normal nodes have their type as prefix. */
function outline(table: PivotTable, pages: readonly JsonObject[] = WHOLE) {
  const page = toObject(table.pages(pages)[0]);
  const nodes = (value: unknown): unknown[] =>
    toArray(value).map((item) => {
      const { qType, qText, qSubNodes } = toObject(item);
      const text = qType === 'N' ? String(qText) : `${String(qType)}:${String(qText ?? '')}`;
      const below = nodes(qSubNodes);
      return below.length > 0 ? [text, below] : text;
    });
  return {
    left: nodes(page['qLeft']),
    top: nodes(page['qTop']),
    data: toArray(page['qData']).map((row) => toArray(row).map((cell) => String(toObject(cell)['qText']))),
  };
}

const TWO_LEFT = {
  qDimensions: [dimensionByText('Country'), dimensionByText('City'), dimensionByText('Year')],
  qMeasures: [AMOUNT],
  qInterColumnSortOrder: [0, 1, 2],
  qNoOfLeftDims: 2,
};

describe('a pivot table', () => {
  it('evaluates inter-record functions over the cells beside and above', () => {
    const beside = (expression: string) =>
      outline(
        pivot({
          qDimensions: [dimensionByText('Country'), dimensionByText('Year')],
          qMeasures: [{ qDef: { qDef: expression } }],
          qInterColumnSortOrder: [0, 1],
          qNoOfLeftDims: 1,
        }),
      ).data;
    assert.deepEqual(beside('Sum(Amount)'), [
      ['1', '6'],
      ['8', '16'],
      ['-', '32'],
    ]);
    assert.deepEqual(beside('Before(Sum(Amount))'), [
      ['-', '1'],
      ['-', '8'],
      ['-', '-'],
    ]);
    assert.deepEqual(beside('Above(Sum(Amount))'), [
      ['-', '-'],
      ['1', '6'],
      ['-', '16'],
    ]);
  });

  it('shows only outer values while collapsed, aggregated over the inner ones', () => {
    assert.deepEqual(outline(pivot(TWO_LEFT)), {
      left: ['SE', 'US', 'U:-'],
      top: ['2024', '2025'],
      data: [
        ['1', '6'],
        ['8', '16'],
        ['-', '32'],
      ],
    });
  });

  it('expands one node and pads the others to the same depth', () => {
    const table = pivot(TWO_LEFT);
    const [first] = table.left.nodes;
    assert.equal(first?.canExpand, true);
    const opened = pivot(TWO_LEFT, withNode(CLOSED, first?.key ?? '', true));
    assert.deepEqual(outline(opened), {
      left: [
        ['SE', ['Lund', 'Umea']],
        ['US', ['E:']],
        ['U:-', ['E:']],
      ],
      top: ['2024', '2025'],
      data: [
        ['1', '2'],
        ['-', '4'],
        ['8', '16'],
        ['-', '32'],
      ],
    });
    assert.equal(opened.left.nodes[0]?.canCollapse, true);
    assert.deepEqual(opened.size, { qcx: 2, qcy: 4 });
  });

  it('has the measures at the position of -1 in the sort order, also below collapsed nodes', () => {
    const onTop = pivot({ ...TWO_LEFT, qMeasures: [AMOUNT, ROWS], qInterColumnSortOrder: [0, 1, 2, -1] });
    assert.deepEqual(outline(onTop).top, [
      ['2024', ['P:Amount', 'P:Rows']],
      ['2025', ['P:Amount', 'P:Rows']],
    ]);
    assert.deepEqual(outline(onTop).data[0], ['1', '1', '6', '2']);
    const onLeft = pivot({
      ...TWO_LEFT,
      qMeasures: [AMOUNT, ROWS],
      qInterColumnSortOrder: [0, 1, -1, 2],
      qNoOfLeftDims: 3,
    });
    assert.deepEqual(outline(onLeft).left[0], ['SE', [['E:', ['P:Amount', 'P:Rows']]]]);
    assert.deepEqual(outline(onLeft).data.slice(0, 2), [
      ['1', '6'],
      ['1', '2'],
    ]);
    assert.deepEqual(onLeft.effectiveOrder, [0, 1, -1, 2]);
    assert.equal(onLeft.leftLevels, 3);
  });

  it('has a node for the measure on top when there are no top levels', () => {
    const table = pivot({ qDimensions: [dimensionByText('Country')], qMeasures: [AMOUNT] });
    assert.deepEqual(outline(table), {
      left: ['SE', 'US', 'U:-'],
      top: ['P:Amount'],
      data: [['7'], ['24'], ['32']],
    });
  });

  it('adds totals below or above, evaluated over all their records', () => {
    const total = { qOtherTotalSpec: { qTotalMode: 'TOTAL_EXPR' } };
    const definition = {
      qDimensions: [dimensionByText('Country', total), dimensionByText('City', total)],
      qMeasures: [{ qDef: { qDef: 'Avg(Amount)' } }],
      qNoOfLeftDims: 2,
    };
    const below = outline(pivot({ ...definition, qAlwaysFullyExpanded: true }, OPEN));
    assert.deepEqual(below.left, [
      ['SE', ['Lund', 'Umea', 'T:Totals']],
      ['US', ['Ames', 'Reno', 'T:Totals']],
      ['U:-', ['Nowhere', 'T:Totals']],
      ['T:Totals', ['T:']],
    ]);
    assert.deepEqual(
      below.data.map(([cell]) => cell),
      ['1.5', '4', '2.3333333333333', '8', '16', '12', '32', '32', '10.5'],
    );
    const above = outline(pivot({ ...definition, qShowTotalsAbove: true }, OPEN));
    assert.deepEqual(above.left[0], ['T:Totals', ['T:']]);
    assert.deepEqual(above.left[1], ['SE', ['T:Totals', 'Lund', 'Umea']]);
  });

  it('computes totals by qAggrFunc of the measure', () => {
    const table = pivot({
      qDimensions: [dimensionByText('Country', { qShowTotal: true })],
      qMeasures: [{ qDef: { qDef: 'Sum(Amount)', qAggrFunc: 'Max' } }],
    });
    assert.deepEqual(outline(table).data, [['7'], ['24'], ['32'], ['32']]);
  });

  it('returns pages from the middle with the number of rows outside', () => {
    const table = pivot(TWO_LEFT, OPEN);
    const page = toObject(table.pages([{ qLeft: 1, qTop: 1, qWidth: 1, qHeight: 2 }])[0]);
    const [sweden, states] = toArray(page['qLeft']).map(toObject);
    assert.deepEqual([sweden?.['qText'], sweden?.['qUp'], sweden?.['qDown']], ['SE', 1, 0]);
    assert.deepEqual([states?.['qText'], states?.['qUp'], states?.['qDown']], ['US', 0, 1]);
    assert.deepEqual(outline(table, [{ qLeft: 1, qTop: 1, qWidth: 1, qHeight: 2 }]).data, [['4'], ['-']]);
  });

  it('expands the nodes in qExpansionState of the definition', () => {
    const cube = testCube({ ...TWO_LEFT, qMode: 'P' }, context);
    const state = [{ qExcludeList: false, qPos: { qDimName: 'Country', qElemNo: [1] } }];
    const expansion = initialExpansion({ qExpansionState: state }, cube.dimensions, [0, 1]);
    assert.deepEqual(outline(pivotTable(cube, expansion)).left, [
      ['SE', ['E:']],
      ['US', ['Ames', 'Reno']],
      ['U:-', ['E:']],
    ]);
  });

  it('has the effective order, the number of left levels, and pages in its layout', () => {
    const cube = testCube(
      { ...TWO_LEFT, qMode: 'P', qNoOfLeftDims: -1, qMeasures: [AMOUNT, ROWS], qInitialDataFetch: WHOLE },
      context,
    );
    const layout = hyperCubeLayout(cube, pivotTable(cube, CLOSED));
    assert.deepEqual(layout['qEffectiveInterColumnSortOrder'], [0, 1, 2, -1]);
    assert.equal(layout['qNoOfLeftDims'], 3);
    assert.deepEqual(layout['qSize'], { qcx: 2, qcy: 3 });
    assert.equal(toArray(layout['qPivotDataPages']).length, 1);
  });
});
