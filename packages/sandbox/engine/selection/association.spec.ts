import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Dual, Table } from '../../apps/app-definition.ts';
import { EvaluationScope } from '../expression/evaluation-scope.ts';
import { FieldCatalog } from '../expression/field-catalog.ts';
import { Grouping } from '../expression/grouping.ts';
import { valueAt } from '../expression/value-column.ts';
import { DataModel } from '../model/data-model.ts';
import { DEFAULT_STATE, maskOf, withField, type SelectionSet } from './selection-set.ts';

/** A fact table with a dimension table and its subdimension table; keys may be unmatched or null. */
interface SmallModel {
  readonly facts: readonly {
    readonly shop: string | null;
    readonly product: string | null;
    readonly amount: number | null;
  }[];
  readonly shops: readonly { readonly shop: string; readonly region: string | null; readonly size: number }[];
  readonly regions: readonly { readonly region: string; readonly country: string }[];
}

const SHOPS = ['s1', 's2', 's3', 's4'];
const REGIONS = ['r1', 'r2', 'r3'];
const FIELDS = ['Shop', 'Product', 'Region', 'Country'] as const;
type FieldName = (typeof FIELDS)[number];

const models: fc.Arbitrary<SmallModel> = fc.record({
  facts: fc.array(
    fc.record({
      shop: fc.option(fc.constantFrom(...SHOPS)),
      product: fc.option(fc.constantFrom('p1', 'p2', 'p3')),
      amount: fc.option(fc.integer({ min: -5, max: 20 })),
    }),
    { maxLength: 14 },
  ),
  shops: fc.uniqueArray(
    fc.record({
      shop: fc.constantFrom(...SHOPS),
      region: fc.option(fc.constantFrom(...REGIONS)),
      size: fc.integer({ min: 1, max: 9 }),
    }),
    { selector: (shop) => shop.shop, maxLength: 4 },
  ),
  regions: fc.uniqueArray(
    fc.record({ region: fc.constantFrom(...REGIONS), country: fc.constantFrom('c1', 'c2') }),
    {
      selector: (region) => region.region,
      maxLength: 3,
    },
  ),
});

type Selected = Partial<Record<FieldName, readonly string[]>>;

const selections: fc.Arbitrary<Selected> = fc.record(
  {
    Shop: fc.subarray(SHOPS, { minLength: 1 }),
    Product: fc.subarray(['p1', 'p2', 'p3'], { minLength: 1 }),
    Region: fc.subarray(REGIONS, { minLength: 1 }),
    Country: fc.subarray(['c1', 'c2'], { minLength: 1 }),
  },
  { requiredKeys: [] },
);

function tablesOf(model: SmallModel): readonly Table[] {
  const column = <T>(name: string, rows: readonly T[], read: (row: T) => Dual) => ({
    name,
    values: rows.map(read),
  });
  return [
    {
      name: 'Facts',
      columns: [
        column('Shop', model.facts, (row) => row.shop),
        column('Product', model.facts, (row) => row.product),
        column('Amount', model.facts, (row) => row.amount),
      ],
    },
    {
      name: 'Shops',
      columns: [
        column('Shop', model.shops, (row) => row.shop),
        column('Region', model.shops, (row) => row.region),
        column('Size', model.shops, (row) => row.size),
      ],
    },
    {
      name: 'Regions',
      columns: [
        column('Region', model.regions, (row) => row.region),
        column('Country', model.regions, (row) => row.country),
      ],
    },
  ];
}

/** A row of the full outer join by nested loops. `shopRow` is the row in the Shops table. */
interface JoinedRow extends Record<FieldName, string | null> {
  readonly amount: number | null;
  readonly factRow: number;
  readonly shopRow: number;
}

function nestedLoopJoin(model: SmallModel): JoinedRow[] {
  const rows: JoinedRow[] = [];
  const countryOf = (region: string | null) =>
    model.regions.find((row) => row.region === region)?.country ?? null;
  const add = (factRow: number, shopRow: number, shopKey: string | null, region: string | null): void => {
    const fact = model.facts[factRow];
    rows.push({
      Shop: shopKey,
      Product: fact?.product ?? null,
      Region: region,
      Country: countryOf(region),
      amount: fact?.amount ?? null,
      factRow,
      shopRow,
    });
  };
  model.facts.forEach((fact, factRow) => {
    const shopRow = model.shops.findIndex((shop) => shop.shop === fact.shop);
    add(factRow, shopRow, fact.shop, model.shops[shopRow]?.region ?? null);
  });
  model.shops.forEach((shop, shopRow) => {
    if (!model.facts.some((fact) => fact.shop === shop.shop)) add(-1, shopRow, shop.shop, shop.region);
  });
  for (const { region } of model.regions)
    if (!model.shops.some((shop) => shop.region === region)) add(-1, -1, null, region);
  return rows;
}

function passes(row: JoinedRow, selected: Selected, except?: FieldName): boolean {
  return FIELDS.every((field) => {
    const values = selected[field];
    const value = row[field];
    return field === except || !values || (value !== null && values.includes(value));
  });
}

/** Returns a model with selections, limited to values that occur in the data. */
function prepare(model: SmallModel, wanted: Selected) {
  const catalog = new FieldCatalog(DataModel.build(tablesOf(model)));
  let set: SelectionSet = new Map();
  const selected: Record<string, string[]> = {};
  for (const name of FIELDS) {
    const field = catalog.loadedField(name);
    const existing = (wanted[name] ?? []).filter((value) => field.symbols.findText(value) !== undefined);
    if (existing.length === 0) continue;
    selected[name] = existing;
    set = withField(
      set,
      field,
      maskOf(
        field.symbols.size,
        existing.map((value) => field.symbols.findText(value) ?? -1),
      ),
    );
  }
  const snapshot = new Map([[DEFAULT_STATE, set]]);
  const scope = new EvaluationScope(catalog, snapshot, {
    variable: () => undefined,
    bookmark: () => undefined,
  });
  return { catalog, scope, selected: selected as Selected, rows: nestedLoopJoin(model) };
}

describe('the associative model', () => {
  it('gives every value of every field the same state as a nested loop over the joined rows', () => {
    fc.assert(
      fc.property(models, selections, (model, wanted) => {
        const { catalog, scope, selected, rows } = prepare(model, wanted);
        for (const name of FIELDS) {
          const field = catalog.loadedField(name);
          const states = scope.association(DEFAULT_STATE).statesOf(field);
          field.symbols.texts.forEach((value, code) => {
            const isPossible = rows.some((row) => row[name] === value && passes(row, selected));
            const isPossibleOtherwise = rows.some(
              (row) => row[name] === value && passes(row, selected, name),
            );
            const isSelected = selected[name]?.includes(value) ?? false;
            const expected = isSelected
              ? isPossibleOtherwise
                ? 'S'
                : 'XS'
              : isPossible
                ? 'O'
                : isPossibleOtherwise
                  ? 'A'
                  : 'X';
            assert.equal(states.stateOf(code), expected, `${name}=${value}`);
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('sums facts per dimension value, and counts each row of a dimension table once per group', () => {
    fc.assert(
      fc.property(models, selections, fc.constantFrom(...FIELDS), (model, wanted, by) => {
        const { catalog, scope, selected, rows } = prepare(model, wanted);
        const field = catalog.loadedField(by);
        const rowsOf = scope.association(DEFAULT_STATE).rows(field.island);
        const grouping = Grouping.by([field], catalog.model.island(field.island), rowsOf);
        const amounts = scope.evaluateOver('Sum(Amount)', grouping, DEFAULT_STATE);
        const sizes = scope.evaluateOver('Sum(Size)', grouping, DEFAULT_STATE);
        const shares = scope.evaluateOver('Sum(total Amount)', grouping, DEFAULT_STATE);
        const passing = rows.filter((row) => passes(row, selected));
        const groups = new Map<string | null, JoinedRow[]>();
        for (const row of passing) groups.set(row[by], [...(groups.get(row[by]) ?? []), row]);
        assert.equal(grouping.size, groups.size);
        const total = passing.reduce((sum, row) => sum + (row.amount ?? 0), 0);
        grouping.codes[0]?.forEach((code, group) => {
          const members = groups.get(code < 0 ? null : field.symbols.textOf(code)) ?? [];
          assert.equal(
            valueAt(amounts, group),
            members.reduce((sum, row) => sum + (row.amount ?? 0), 0),
          );
          const shops = new Set(members.map((row) => row.shopRow).filter((row) => row >= 0));
          assert.equal(
            valueAt(sizes, group),
            [...shops].reduce((sum, row) => sum + (model.shops[row]?.size ?? 0), 0),
          );
          assert.equal(valueAt(shares, group), total);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('evaluates set analysis like the modified selection', () => {
    fc.assert(
      fc.property(models, selections, fc.subarray(SHOPS, { minLength: 1 }), (model, wanted, shops) => {
        const { scope, selected, rows } = prepare(model, wanted);
        const list = shops.map((shop) => `'${shop}'`).join(',');
        const sum = (test: (row: JoinedRow) => boolean): number =>
          rows.filter(test).reduce((total, row) => total + (row.amount ?? 0), 0);
        assert.equal(
          scope.evaluate(`Sum({1} Amount)`),
          sum(() => true),
        );
        assert.equal(
          scope.evaluate(`Sum({<Shop={${list}}>} Amount)`),
          sum((row) => passes(row, { ...selected, Shop: shops })),
        );
        const { Region: _region, ...withoutRegion } = selected;
        assert.equal(
          scope.evaluate(`Sum({<Region=>} Amount)`),
          sum((row) => passes(row, withoutRegion)),
        );
        assert.equal(
          scope.evaluate(`Sum({1-$} Amount)`),
          sum((row) => !passes(row, selected)),
        );
      }),
      { numRuns: 200 },
    );
  });
});
