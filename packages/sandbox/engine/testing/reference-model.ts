import fc from 'fast-check';
import type { Table } from '../../apps/app-definition.ts';
import { table, type Selected } from './test-scope.ts';

/** A value of a field; null for none. */
export type Scalar = number | string | null;

/** The fields that generated selections, set modifiers and dimensions use. */
export const FIELDS = ['Shop', 'Product', 'Year', 'Region'] as const;
export type FieldName = (typeof FIELDS)[number];

/** A row of the full outer join of the tables, with the number of its row in each table; -1 for none. */
export interface ReferenceRow {
  readonly values: Readonly<Record<FieldName | 'Amount' | 'Size', Scalar>>;
  readonly facts: number;
  readonly shops: number;
}

/** Selected values per field; a field without an entry has no selection. */
export type ReferenceSelection = ReadonlyMap<FieldName, readonly Scalar[]>;

/** A small model with its selections, evaluated with plain loops. */
export interface ReferenceModel {
  readonly tables: readonly Table[];
  readonly rows: readonly ReferenceRow[];
  /** Values per field in load order. */
  readonly values: Readonly<Record<FieldName, readonly Scalar[]>>;
  /** Selections of the default state, of an alternate state, and of a bookmark. */
  readonly states: Readonly<Record<StateName, ReferenceSelection>>;
}

export const STATES = ['$', 'Group', 'Saved'] as const;
export type StateName = (typeof STATES)[number];

const SHOPS = ['s1', 's2', 's3'];
const PRODUCTS = ['pa', 'pb', 'Pc'];
const YEARS = [2021, 2022, 2023];
// A region has the name of a shop, so that values of one field can be selected in the other.
const REGIONS = ['north', 's1', 'south'];

/** Values that sets list, of which a model may lack some. */
export const POSSIBLE_VALUES: Readonly<Record<FieldName, readonly (string | number)[]>> = {
  Shop: SHOPS,
  Product: PRODUCTS,
  Year: YEARS,
  Region: REGIONS,
};

const maybe = <T>(values: readonly T[]): fc.Arbitrary<T | null> =>
  fc.option(fc.constantFrom(...values), { freq: 6 });

const facts = fc.array(
  fc.record({
    Shop: maybe(SHOPS),
    Product: maybe(PRODUCTS),
    Year: maybe(YEARS),
    Amount: fc.option(fc.integer({ min: -4, max: 9 }), { freq: 6 }),
  }),
  { minLength: 1, maxLength: 9 },
);

const shops = fc.array(
  fc.record({
    Shop: fc.constantFrom(...SHOPS),
    Region: maybe(REGIONS),
    Size: fc.integer({ min: 1, max: 5 }),
  }),
  { minLength: 1, maxLength: 4 },
);

const selection = fc.record(
  {
    Shop: fc.subarray(SHOPS, { minLength: 1 }),
    Product: fc.subarray(PRODUCTS, { minLength: 1 }),
    Year: fc.subarray(YEARS, { minLength: 1 }),
    Region: fc.subarray(REGIONS, { minLength: 1 }),
  },
  { requiredKeys: [] },
);

type Facts = readonly Readonly<Record<'Shop' | 'Product' | 'Year' | 'Amount', Scalar>>[];
type Shops = readonly Readonly<Record<'Shop' | 'Region' | 'Size', Scalar>>[];

/** Generates a table of facts and a table of shops, whose key may be repeated, unmatched or null, with selections. */
export const referenceModel: fc.Arbitrary<ReferenceModel> = fc
  .tuple(facts, shops, selection, selection, selection)
  .map(([factRows, shopRows, current, group, saved]) => {
    const values = {
      Shop: distinct([...factRows.map(({ Shop }) => Shop), ...shopRows.map(({ Shop }) => Shop)]),
      Product: distinct(factRows.map(({ Product }) => Product)),
      Year: distinct(factRows.map(({ Year }) => Year)),
      Region: distinct(shopRows.map(({ Region }) => Region)),
    };
    const select = (wanted: typeof current): ReferenceSelection =>
      new Map(
        FIELDS.flatMap((field) => {
          const found = values[field].filter((value) => wanted[field]?.some((other) => other === value));
          return found.length > 0 ? [[field, found] as const] : [];
        }),
      );
    return {
      tables: tablesOf(factRows, shopRows),
      rows: join(factRows, shopRows),
      values,
      states: { $: select(current), Group: select(group), Saved: select(saved) },
    };
  });

function tablesOf(factRows: Facts, shopRows: Shops): readonly Table[] {
  return [
    table('Facts', {
      Shop: factRows.map((row) => row.Shop),
      Product: factRows.map((row) => row.Product),
      Year: factRows.map((row) => row.Year),
      Amount: factRows.map((row) => row.Amount),
    }),
    table('Shops', {
      Shop: shopRows.map((row) => row.Shop),
      Region: shopRows.map((row) => row.Region),
      Size: shopRows.map((row) => row.Size),
    }),
  ];
}

function join(factRows: Facts, shopRows: Shops): readonly ReferenceRow[] {
  const rows: ReferenceRow[] = [];
  const add = (factRow: number, shopRow: number): void => {
    const [fact, shop] = [factRows[factRow], shopRows[shopRow]];
    rows.push({
      values: {
        Shop: fact ? fact.Shop : (shop?.Shop ?? null),
        Product: fact?.Product ?? null,
        Year: fact?.Year ?? null,
        Amount: fact?.Amount ?? null,
        Region: shop?.Region ?? null,
        Size: shop?.Size ?? null,
      },
      facts: factRow,
      shops: shopRow,
    });
  };
  factRows.forEach(({ Shop }, factRow) => {
    const matches = shopRows.flatMap((shop, shopRow) =>
      Shop !== null && shop.Shop === Shop ? [shopRow] : [],
    );
    for (const shopRow of matches.length > 0 ? matches : [-1]) add(factRow, shopRow);
  });
  shopRows.forEach(({ Shop }, shopRow) => {
    if (!factRows.some((fact) => fact.Shop === Shop)) add(-1, shopRow);
  });
  return rows;
}

function distinct(values: readonly Scalar[]): readonly Scalar[] {
  return [...new Set(values)].filter((value) => value !== null);
}

/** Returns whether a row has a selected value in every field with a selection. */
export function passes(row: ReferenceRow, selected: ReferenceSelection): boolean {
  return [...selected].every(
    ([field, values]) => row.values[field] !== null && values.includes(row.values[field]),
  );
}

/** Returns the selections of the states in the form of `testScope`. */
export function selectedOf({ states }: ReferenceModel, name: StateName): Selected[string] {
  return Object.fromEntries(
    [...states[name]].map(([field, values]) => [field, values.filter((value) => value !== null)]),
  );
}
