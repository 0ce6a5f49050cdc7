import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Table } from '../../apps/app-definition.ts';
import { toArray, toNumber, toObject, type JsonObject } from '../protocol/json.ts';
import { testCube, testCubeContext } from '../testing/test-cube.ts';
import { fillListObjectDef } from './definition.ts';
import { hyperCubeLayout } from './hypercube-layout.ts';
import { modeOf } from './mode.ts';
import { computeListObject, listObjectLayout } from './list-object.ts';
import { pivotTable } from './pivot-table.ts';
import { initialExpansion } from './pivot-expansion.ts';
import { pivotLevels } from './pivot-levels.ts';
import { straightPages } from './straight-table.ts';

const ROWS = 12_000;
const COLUMNS = 5;
const tables: readonly Table[] = [
  {
    name: 'T',
    columns: [
      { name: 'Id', values: Array.from({ length: ROWS }, (_, row) => `id ${row}`) },
      { name: 'Half', values: Array.from({ length: ROWS }, (_, row) => `half ${row >> 1}`) },
      { name: 'Amount', values: Array.from({ length: ROWS }, (_, row) => row) },
    ],
  },
];
const context = testCubeContext(tables);

function cubeLayout(definition: JsonObject): JsonObject {
  const cube = testCube(definition, context);
  if (modeOf(cube.definition) !== 'P') return hyperCubeLayout(cube);
  const left = pivotLevels(cube).left.filter((level) => level !== 'measures');
  return hyperCubeLayout(cube, pivotTable(cube, initialExpansion(cube.definition, cube.dimensions, left)));
}

function areas(pages: unknown): readonly (readonly number[])[] {
  return toArray(pages).map((page) => {
    const { qLeft, qTop, qWidth, qHeight } = toObject(toObject(page)['qArea']);
    return [qLeft, qTop, qWidth, qHeight].map((side) => toNumber(side, Number.NaN));
  });
}

const straight: JsonObject = {
  qDimensions: [{ qDef: { qFieldDefs: ['Id'] } }],
  qMeasures: Array.from({ length: COLUMNS - 1 }, () => ({ qDef: { qDef: 'Sum(Amount)' } })),
};

const PAGES_OF = new Map([
  ['P', 'qPivotDataPages'],
  ['K', 'qStackedDataPages'],
]);

describe('an initial fetch that is larger than the maximum', () => {
  it('keeps its columns and loses rows', () => {
    const cases = [
      { page: [0, 0, 5, 2000], want: [[0, 0, 5, 2000]] },
      { page: [0, 0, 5, 2001], want: [[0, 0, 5, 2000]] },
      { page: [0, 0, 30, 3000], want: [[0, 0, 5, 2000]] },
      { page: [0, 0, 10_000, 10_000], want: [[0, 0, 5, 2000]] },
      { page: [0, 0, 1, 20_000], want: [[0, 0, 1, 10_000]] },
      { page: [3, 0, 17, 500_000], want: [[3, 0, 2, 5000]] },
      { page: [0, 11_000, 17, 500_000], want: [[0, 11_000, 5, 1000]] },
      { page: [0, 9999, 3, 100_000], want: [[0, 9999, 3, 2001]] },
      { page: [0, 20_000, 5, 100_000], want: [[0, 12_000, 5, 0]] },
      { page: [9, 0, 100_000, 100_000], want: [[5, 0, 0, 0]] },
    ];
    for (const { page, want } of cases) {
      const [qLeft, qTop, qWidth, qHeight] = page;
      const { qDataPages } = cubeLayout({
        ...straight,
        qInitialDataFetch: [{ qLeft, qTop, qWidth, qHeight }],
      });
      assert.deepEqual(areas(qDataPages), want, String(page));
      assert.equal(
        toArray(toObject(toArray(qDataPages)[0])['qMatrix']).length,
        want[0]?.[2] === 0 ? 0 : want[0]?.[3],
      );
    }
  });

  it('counts the cells of all its pages, in their order', () => {
    const page = { qWidth: 5, qHeight: 1500 };
    const { qDataPages } = cubeLayout({ ...straight, qInitialDataFetch: [page, page, page] });
    assert.deepEqual(
      areas(qDataPages).map(([, , , height]) => height),
      [1500, 500, 0],
    );
  });

  it('of a stacked cube, such as a saved treemap, has up to qMaxStackedCells cells', () => {
    const treemap: JsonObject = {
      qMode: 'K',
      qDimensions: [{ qDef: { qFieldDefs: ['Half'] } }, { qDef: { qFieldDefs: ['Id'] } }],
      qMeasures: [{ qDef: { qDef: 'Sum(Amount)' } }],
      qInitialDataFetch: [{ qLeft: 0, qTop: 0, qWidth: 30, qHeight: 3000 }],
      qAlwaysFullyExpanded: true,
    };
    for (const [qMaxStackedCells, height] of [
      [3000, 1500],
      [5000, 2500],
      [6000, 3000],
      [20_000, 3000],
      [undefined, 2500],
      [1, 1],
    ]) {
      const { qStackedDataPages } = cubeLayout({ ...treemap, qMaxStackedCells });
      assert.deepEqual(
        areas(qStackedDataPages),
        [[0, 0, qMaxStackedCells === 1 ? 1 : 2, height]],
        String(qMaxStackedCells),
      );
    }
  });

  it('never makes a layout fail, in any mode and in a list', () => {
    const side = fc.constantFrom(0, 1, 7, 100, 5000, 10_000, 10_001, 1_000_000);
    const page = fc.record({ qLeft: fc.constantFrom(0, 1, 40), qTop: side, qWidth: side, qHeight: side });
    const pages = fc.array(page, { maxLength: 3 });
    fc.assert(
      fc.property(fc.constantFrom('S', 'P', 'K', 'T', 'list'), pages, (qMode, qInitialDataFetch) => {
        const layout =
          qMode === 'list'
            ? listObjectLayout(
                computeListObject(
                  fillListObjectDef({ qDef: { qFieldDefs: ['Id'] }, qInitialDataFetch }),
                  context,
                  undefined,
                ),
              )
            : cubeLayout({
                qMode,
                qDimensions: [{ qDef: { qFieldDefs: ['Half'] } }],
                qMeasures: [{ qDef: { qDef: 'Count(Id)' } }],
                qInitialDataFetch,
              });
        const found = areas(layout[PAGES_OF.get(qMode) ?? 'qDataPages']);
        assert.equal(found.length, qMode === 'T' ? 0 : qInitialDataFetch.length);
        assert.ok(found.reduce((sum, [, , width = 0, height = 0]) => sum + width * height, 0) <= 10_000);
      }),
      { numRuns: 30 },
    );
  });

  it('stays an error where data is requested by a method', () => {
    const cube = testCube(straight, context);
    assert.throws(() => straightPages(cube, [{ qWidth: 5, qHeight: 2001 }]), { code: 7009 });
  });
});
