import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Table } from '../../apps/app-definition.ts';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { pivotTable } from './pivot-table.ts';
import { straightPages } from './straight-table.ts';
import { dimensionByText, testCubeContext, testCube } from '../testing/test-cube.ts';

/** A fact table and a dimension table of shops; keys may be unmatched on either side. */
interface SmallModel {
  readonly facts: readonly {
    readonly Shop: string | null;
    readonly Kind: string | null;
    readonly Year: string;
    readonly Amount: number | null;
  }[];
  readonly shops: readonly { readonly Shop: string; readonly Region: string | null; readonly Size: number }[];
}

const DIMENSIONS = ['Shop', 'Kind', 'Year', 'Region'] as const;
type DimensionName = (typeof DIMENSIONS)[number];
const SHOPS = ['s1', 's2', 's3'];
const KINDS = ['a', 'b', 'c'];
const YEARS = ['2024', '2025'];
const REGIONS = ['r1', 'r2'];

const models: fc.Arbitrary<SmallModel> = fc.record({
  facts: fc.array(
    fc.record({
      Shop: fc.option(fc.constantFrom(...SHOPS)),
      Kind: fc.option(fc.constantFrom(...KINDS), { freq: 6 }),
      Year: fc.constantFrom(...YEARS),
      Amount: fc.option(fc.integer({ min: -9, max: 20 })),
    }),
    { minLength: 1, maxLength: 14 },
  ),
  shops: fc.uniqueArray(
    fc.record({
      Shop: fc.constantFrom(...SHOPS),
      Region: fc.option(fc.constantFrom(...REGIONS)),
      Size: fc.integer({ min: 1, max: 9 }),
    }),
    { selector: (shop) => shop.Shop, maxLength: 3 },
  ),
});

const selections = fc.record(
  {
    Shop: fc.subarray(SHOPS, { minLength: 1 }),
    Kind: fc.subarray(KINDS, { minLength: 1 }),
    Region: fc.subarray(REGIONS, { minLength: 1 }),
  },
  { requiredKeys: [] },
);

/** A row of the full outer join. */
interface JoinedRow extends Record<DimensionName, string | null> {
  readonly Amount: number | null;
  readonly isFact: boolean;
  readonly shop: SmallModel['shops'][number] | undefined;
}

const EXPRESSIONS: readonly {
  readonly text: string;
  readonly over: (rows: readonly JoinedRow[]) => number;
}[] = [
  { text: 'Sum(Amount)', over: (rows) => rows.reduce((sum, row) => sum + (row.Amount ?? 0), 0) },
  {
    text: 'Avg(Amount)',
    over: (rows) => {
      const amounts = rows.flatMap((row) => row.Amount ?? []);
      return amounts.reduce((sum, amount) => sum + amount, 0) / amounts.length;
    },
  },
  {
    text: 'Count(distinct Kind)',
    over: (rows) => new Set(rows.flatMap((row) => row.Kind ?? [])).size,
  },
  {
    text: 'Sum(Size)',
    over: (rows) =>
      [...new Set(rows.flatMap((row) => row.shop ?? []))].reduce((sum, shop) => sum + shop.Size, 0),
  },
];

const cubes = fc.record({
  dimensions: fc.shuffledSubarray([...DIMENSIONS], { minLength: 1, maxLength: 3 }),
  suppressed: fc.subarray([...DIMENSIONS]),
  withTotals: fc.subarray([...DIMENSIONS]),
  measures: fc.shuffledSubarray([...EXPRESSIONS], { minLength: 1, maxLength: 3 }),
  pseudoAt: fc.nat({ max: 3 }),
  left: fc.integer({ min: -1, max: 4 }),
  isTotalAbove: fc.boolean(),
  isOpen: fc.boolean(),
  toggled: fc.uniqueArray(fc.constantFrom('left:0', 'left:1', 'top:0', 'top:1', 'left:0/0', 'top:-1')),
});

function tablesOf({ facts, shops }: SmallModel): readonly Table[] {
  return [
    {
      name: 'Facts',
      columns: (['Shop', 'Kind', 'Year', 'Amount'] as const).map((name) => ({
        name,
        values: facts.map((fact) => fact[name]),
      })),
    },
    {
      name: 'Shops',
      columns: (['Shop', 'Region', 'Size'] as const).map((name) => ({
        name,
        values: shops.map((shop) => shop[name]),
      })),
    },
  ];
}

function nestedLoopJoin({ facts, shops }: SmallModel): readonly JoinedRow[] {
  const unmatched = shops.filter((shop) => !facts.some((fact) => fact.Shop === shop.Shop));
  return [
    ...facts.map((fact) => {
      const shop = shops.find((candidate) => candidate.Shop === fact.Shop);
      return { ...fact, Region: shop?.Region ?? null, isFact: true, shop };
    }),
    ...unmatched.map((shop) => ({
      Shop: shop.Shop,
      Region: shop.Region,
      Kind: null,
      Year: null,
      Amount: null,
      isFact: false,
      shop,
    })),
  ];
}

/** Returns a context with selections, limited to values that occur in the data, and the joined rows that pass. */
function prepare(model: SmallModel, wanted: Partial<Record<DimensionName, readonly string[]>>) {
  const rows = nestedLoopJoin(model);
  const selected: Record<string, readonly string[]> = {};
  for (const [name, values] of Object.entries(wanted)) {
    const dimension = DIMENSIONS.find((candidate) => candidate === name);
    const there = dimension ? values.filter((value) => rows.some((row) => row[dimension] === value)) : [];
    if (there.length > 0) selected[name] = there;
  }
  const passing = rows.filter((row) =>
    DIMENSIONS.every((name) => {
      const values = selected[name];
      return !values || values.includes(row[name] ?? '');
    }),
  );
  return { context: testCubeContext(tablesOf(model), selected), passing };
}

function assertSameNumber(actual: unknown, expected: number, label: string): void {
  if (Number.isNaN(expected)) assert.equal(actual, 'NaN', label);
  else
    assert.ok(Math.abs(Number(actual) - expected) < 1e-9, `${label}: ${String(actual)} is not ${expected}`);
}

const shown = (value: string | null): string => value ?? '-';

describe('hypercubes of random models, selections and definitions', () => {
  it('have the rows and values of a brute-force computation as straight tables', () => {
    fc.assert(
      fc.property(models, selections, cubes, (model, wanted, { dimensions, suppressed, measures }) => {
        const { context, passing } = prepare(model, wanted);
        const cube = testCube(
          {
            qDimensions: dimensions.map((name) =>
              dimensionByText(name, { qNullSuppression: suppressed.includes(name) }),
            ),
            qMeasures: measures.map(({ text }) => ({ qDef: { qDef: text } })),
          },
          context,
        );
        const [page] = straightPages(cube, [{ qWidth: 10, qHeight: 100 }]);
        const groups = new Map<string, JoinedRow[]>();
        for (const row of passing) {
          if (dimensions.some((name) => suppressed.includes(name) && row[name] === null)) continue;
          const key = dimensions.map((name) => shown(row[name])).join('|');
          groups.set(key, [...(groups.get(key) ?? []), row]);
        }
        const matrix = toArray(page?.['qMatrix']).map((row) => toArray(row).map(toObject));
        assert.equal(matrix.length, groups.size);
        for (const row of matrix) {
          const key = row
            .slice(0, dimensions.length)
            .map((cell) => String(cell['qText']))
            .join('|');
          const members = groups.get(key);
          assert.ok(members, `row ${key}`);
          measures.forEach(({ text, over }, place) => {
            assertSameNumber(row[dimensions.length + place]?.['qNum'], over(members), `${text} of ${key}`);
          });
        }
      }),
      { numRuns: 400 },
    );
  });

  it('have the values of a brute-force computation in every cell of a pivot table, including totals and collapsed nodes', () => {
    fc.assert(
      fc.property(models, selections, cubes, (model, wanted, shape) => {
        const { dimensions, suppressed, withTotals, measures, pseudoAt, left, isOpen, toggled } = shape;
        const { context, passing } = prepare(model, wanted);
        const order = dimensions.map((_, place) => place);
        order.splice(Math.min(pseudoAt, order.length), 0, -1);
        const cube = testCube(
          {
            qMode: 'P',
            qDimensions: dimensions.map((name) =>
              dimensionByText(name, {
                qNullSuppression: suppressed.includes(name),
                qShowTotal: withTotals.includes(name),
              }),
            ),
            qMeasures: measures.map(({ text }) => ({ qDef: { qDef: text, qLabel: text } })),
            qInterColumnSortOrder: order,
            qNoOfLeftDims: left,
            qShowTotalsAbove: shape.isTotalAbove,
          },
          context,
        );
        const table = pivotTable(cube, { isAllOpen: isOpen, exceptions: new Set(toggled) });
        const [page] = table.pages([{ qLeft: 0, qTop: 0, qWidth: 80, qHeight: 100 }]);
        const rows = passing.filter((row) =>
          dimensions.every((name) => !suppressed.includes(name) || row[name] !== null),
        );
        const effective = table.effectiveOrder;
        const leftPaths = leafPaths(page?.['qLeft'], effective.slice(0, table.leftLevels));
        const topPaths = leafPaths(page?.['qTop'], effective.slice(table.leftLevels));
        const data = toArray(page?.['qData']).map((row) => toArray(row).map(toObject));
        if (rows.length === 0) {
          assert.deepEqual(data, []);
          return;
        }
        assert.equal(data.length, Math.max(leftPaths.length, 1));
        data.forEach((cells, row) => {
          assert.equal(cells.length, Math.max(topPaths.length, 1));
          cells.forEach((cell, column) => {
            const path = new Map([...(leftPaths[row] ?? []), ...(topPaths[column] ?? [])]);
            const members = rows.filter((candidate) =>
              [...path].every(([place, text]) => {
                const name = dimensions[place];
                return name === undefined || shown(candidate[name]) === text;
              }),
            );
            const measure = measures.find(({ text }) => text === path.get(-1)) ?? measures[0];
            const expected = members.length === 0 ? Number.NaN : (measure?.over(members) ?? Number.NaN);
            assertSameNumber(
              cell['qNum'],
              expected,
              `${measure?.text ?? ''} at ${JSON.stringify([...path])}`,
            );
          });
        });
      }),
      { numRuns: 600 },
    );
  });
});

/** Returns per leaf the values on the path from the root, by the level's column; totals and empty nodes have no value. */
function leafPaths(nodes: unknown, levels: readonly number[]): readonly ReadonlyMap<number, string>[] {
  const walk = (
    items: unknown,
    depth: number,
    path: ReadonlyMap<number, string>,
  ): ReadonlyMap<number, string>[] =>
    toArray(items)
      .map(toObject)
      .flatMap((node: JsonObject) => {
        const column = levels[depth] ?? -1;
        const hasValue = ['N', 'U', 'P'].includes(String(node['qType']));
        const next = hasValue ? new Map(path).set(column, String(node['qText'])) : path;
        const below = walk(node['qSubNodes'], depth + 1, next);
        return below.length > 0 ? below : [next];
      });
  return walk(nodes, 0, new Map());
}
