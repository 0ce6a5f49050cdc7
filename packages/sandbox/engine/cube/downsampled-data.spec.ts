import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { binnedData } from './binned-data.ts';
import { continuousData } from './continuous-data.ts';
import { reducedPages } from './reduced-data.ts';
import { rowTexts, testCubeContext, testCube } from '../testing/test-cube.ts';

const DAYS = Array.from({ length: 400 }, (_, day) => 45_000 + day);
const context = testCubeContext([
  {
    name: 'T',
    columns: [
      { name: 'Day', values: DAYS, tags: ['$date'] },
      {
        name: 'Line',
        values: DAYS.map((day) => (day % 4 === 0 ? 'large' : day % 4 === 1 ? 'middle' : 'small')),
      },
      { name: 'X', values: DAYS.map((day) => (day * 37) % 101) },
      { name: 'Y', values: DAYS.map((day) => (day === 45_123 ? 999 : (day * 53) % 89)) },
      { name: 'Weight', values: DAYS.map((day) => (day % 4 === 0 ? 100 : day % 4 === 1 ? 10 : 1)) },
    ],
  },
]);
const DAY = { qDef: { qFieldDefs: ['Day'], qSortCriterias: [{ qSortByNumeric: 1 }] } };
const numbers = (page: unknown, column: number): number[] =>
  toArray(toObject(page)['qMatrix']).map((row) => Number(toObject(toArray(row)[column])['qNum']));

describe('reduced data', () => {
  const cube = testCube({ qDimensions: [DAY], qMeasures: [{ qDef: { qDef: 'Sum(Y)' } }] }, context);
  const pages = [{ qLeft: 0, qTop: 0, qWidth: 2, qHeight: 40 }];

  it('has at most as many rows as the page height, in order, including the extremes', () => {
    const [page] = reducedPages(cube, pages, -1, 'D1');
    const days = numbers(page, 0);
    assert.ok(days.length <= 40 && days.length >= 20);
    assert.deepEqual(
      days,
      [...days].sort((left, right) => left - right),
    );
    assert.ok(numbers(page, 1).includes(999));
    assert.ok(days.at(-1) !== undefined && Number(days.at(-1)) > 45_380, 'reaches to the end');
  });

  it('has all rows without reduction, and half of them per zoom step', () => {
    const whole = [{ qLeft: 0, qTop: 0, qWidth: 2, qHeight: 1000 }];
    assert.equal(rowTexts(reducedPages(cube, whole, 0, 'N')).length, 400);
    assert.equal(rowTexts(reducedPages(cube, whole, 1, 'D1')).length, 200);
  });

  it('keeps a point in each cell of the plane that has points', () => {
    const points = testCube(
      { qDimensions: [DAY], qMeasures: [{ qDef: { qDef: 'Sum(X)' } }, { qDef: { qDef: 'Sum(Y)' } }] },
      context,
    );
    const rows = rowTexts(reducedPages(points, [{ qWidth: 3, qHeight: 100 }], -1, 'S'));
    assert.ok(rows.length > 5 && rows.length <= 100);
  });
});

describe('continuous data', () => {
  const cube = testCube({ qDimensions: [DAY], qMeasures: [{ qDef: { qDef: 'Sum(Y)' } }] }, context);
  const read = (options: JsonObject, from = cube) => {
    const answer = continuousData(from, options, false);
    return { days: numbers(toArray(answer['qDataPages'])[0], 0), answer };
  };

  it('returns the rows of the window and one beyond each end', () => {
    const { days } = read({ qStart: 45_010, qEnd: 45_013, qNbrPoints: 500, qMaxNbrTicks: 300 });
    assert.deepEqual(days, [45_009, 45_010, 45_011, 45_012, 45_013, 45_014]);
  });

  it('downsamples many rows and keeps the extremes', () => {
    const { days, answer } = read({ qStart: 45_000, qEnd: 45_399, qNbrPoints: 10, qMaxNbrTicks: 300 });
    assert.ok(days.length <= 44 && days.length > 10);
    assert.ok(days.includes(45_123), 'the day of the highest value');
    assert.deepEqual([days[0], days.at(-1)], [45_000, 45_399]);
    const [page] = toArray(answer['qDataPages']).map(toObject);
    assert.equal(toObject(page?.['qArea'])['qHeight'], days.length);
  });

  it('keeps the largest lines', () => {
    const lines = testCube(
      {
        qDimensions: [DAY, { qDef: { qFieldDefs: ['Line'] } }],
        qMeasures: [{ qDef: { qDef: 'Sum(Weight)' } }],
      },
      context,
    );
    const { answer } = read({ qStart: 45_000, qEnd: 45_399, qNbrPoints: 1000, qMaxNumberLines: 2 }, lines);
    const texts = new Set(rowTexts(answer['qDataPages']).map((row) => row[1]));
    assert.deepEqual([...texts].sort(), ['large', 'middle']);
  });

  it('has calendar ticks for dates that fit the maximum number of ticks', () => {
    const { answer } = read({ qStart: 45_000, qEnd: 45_399, qNbrPoints: 10, qMaxNbrTicks: 100 });
    const axes = toArray(toObject(answer['qAxisData'])['qAxis']).map(toObject);
    assert.deepEqual(
      axes.map((axis) => [axis['qName'], toArray(axis['qTicks']).length]),
      [
        ['Year', 2],
        ['YearQuarter', 6],
        ['YearMonth', 14],
      ],
    );
    assert.deepEqual(toArray(axes[1]?.['qTicks'])[1], { qText: '2023-Q2', qStart: 45_017, qEnd: 45_108 });
  });
});

describe('binned data', () => {
  const cube = testCube(
    { qDimensions: [DAY], qMeasures: [{ qDef: { qDef: 'Sum(X)' } }, { qDef: { qDef: 'Sum(Y)' } }] },
    context,
  );
  const all = [{ qLeft: 0, qTop: 1000, qWidth: 101, qHeight: 1000 }];

  it('returns few points as rows in the second page', () => {
    const window = [{ qLeft: 0, qTop: 1000, qWidth: 101, qHeight: 100 }];
    const [cells, points] = binnedData(cube, { dataRanges: window, maxCells: 50, queryLevel: 5 });
    assert.deepEqual(toArray(cells?.['qMatrix']), []);
    assert.deepEqual(numbers(points, 0), [45_123]);
  });

  it('returns many points as counted cells after the largest count', () => {
    const [cells, points] = binnedData(cube, { dataRanges: all, maxCells: 50, queryLevel: 4 });
    assert.deepEqual(toArray(points?.['qMatrix']), []);
    const rows = toArray(cells?.['qMatrix']).map((row) => toObject(toArray(row)[0]));
    const [largest, ...counted] = rows;
    const counts = counted.map((cell) => Number(cell['qNum']));
    assert.equal(largest?.['qNum'], Math.max(...counts));
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      400,
    );
    for (const cell of counted) {
      const [left = 0, top = 0, right = 0, bottom = 0] = JSON.parse(String(cell['qText'])) as number[];
      assert.ok(left < right && bottom < top);
    }
  });
});
