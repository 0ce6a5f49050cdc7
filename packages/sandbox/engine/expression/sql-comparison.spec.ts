import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import initSqlJs, { type Database, type SqlJsStatic } from 'sql.js';
import { DEFAULT_STATE } from '../selection/selection-set.ts';
import { Grouping } from './grouping.ts';
import {
  groupExpression,
  NUMBERS,
  TEXTS,
  type GroupExpression,
  type Selected,
} from '../testing/sql-expressions.ts';
import { table, testScope } from '../testing/test-scope.ts';
import { valueAt } from './value-column.ts';
import { numberOf } from './value.ts';

interface Row {
  readonly A: string | null;
  readonly B: number | null;
  readonly X: number | null;
  readonly Y: number | null;
}

const rows: fc.Arbitrary<readonly Row[]> = fc.array(
  fc.record({
    A: fc.option(fc.constantFrom(...TEXTS)),
    B: fc.option(fc.constantFrom(...NUMBERS)),
    X: fc.option(fc.integer({ min: -9, max: 20 })),
    Y: fc.option(fc.integer({ min: 0, max: 5 })),
  }),
  { minLength: 1, maxLength: 12 },
);

const selections = fc.record({
  A: fc.option(fc.subarray([...TEXTS], { minLength: 1 }), { nil: undefined }),
  B: fc.option(fc.subarray([...NUMBERS], { minLength: 1 }), { nil: undefined }),
});

const dimensions = fc.constantFrom<readonly ('A' | 'B')[]>([], ['A'], ['B'], ['A', 'B']);

/** Returns selections limited to values that occur in the data. */
function existing(
  data: readonly Row[],
  wanted: { readonly [Name in 'A' | 'B']: Selected[Name] | undefined },
): Selected {
  const kept = (['A', 'B'] as const).flatMap((field) => {
    const values = wanted[field]?.filter((value) => data.some((row) => row[field] === value)) ?? [];
    return values.length > 0 ? [[field, values] as const] : [];
  });
  return Object.fromEntries(kept);
}

/** Returns the engine's value per group of all records, because sets may exceed the selections. Keys are the groups' values. */
function ofEngine(
  data: readonly Row[],
  selected: Selected,
  names: readonly ('A' | 'B')[],
  { qlik }: GroupExpression,
): ReadonlyMap<string, number> {
  const column = (name: keyof Row) => data.map((row) => row[name]);
  const scope = testScope([table('T', { A: column('A'), B: column('B'), X: column('X'), Y: column('Y') })], {
    [DEFAULT_STATE]: Object.fromEntries(Object.entries(selected)),
  });
  const fields = names.map((name) => scope.resolveField(name));
  const island = scope.fields.model.island(0);
  const grouping =
    fields.length === 0
      ? Grouping.single()
      : Grouping.by(fields, island, new Uint8Array(island.rowCount).fill(1));
  const values = scope.evaluateOver(qlik, grouping, DEFAULT_STATE);
  return new Map(
    Array.from({ length: grouping.size }, (_, group) => [
      fields
        .map(({ symbols }, place) => {
          const code = grouping.codes[place]?.[group] ?? -1;
          return code < 0 ? 'null' : symbols.textOf(code);
        })
        .join('/'),
      numberOf(valueAt(values, group)),
    ]),
  );
}

/** Returns the values of SQLite. */
function ofSql(
  database: Database,
  selected: Selected,
  names: readonly ('A' | 'B')[],
  { sql }: GroupExpression,
): ReadonlyMap<string, number> {
  const value = sql({ alias: 'g', dimensions: names }, selected);
  const groups = names.length === 0 ? 'SELECT 1 AS one' : `SELECT DISTINCT ${names.join(', ')} FROM T`;
  const [result] = database.exec(`SELECT ${[...names, `${value} AS value`].join(', ')} FROM (${groups}) g`);
  return new Map(
    (result?.values ?? []).map((cells) => {
      const last = cells.at(-1);
      return [
        cells
          .slice(0, -1)
          .map((cell) => String(cell))
          .join('/'),
        typeof last === 'number' ? last : Number.NaN,
      ];
    }),
  );
}

function fill(database: Database, data: readonly Row[]): void {
  database.run('DROP TABLE IF EXISTS T');
  database.run('CREATE TABLE T (A TEXT, B INTEGER, X INTEGER, Y INTEGER)');
  for (const { A, B, X, Y } of data) database.run('INSERT INTO T VALUES (?, ?, ?, ?)', [A, B, X, Y]);
}

function isSame(left: number | undefined, right: number | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  if (Number.isNaN(left) || Number.isNaN(right)) return Number.isNaN(left) && Number.isNaN(right);
  return Math.abs(left - right) <= 1e-9 * Math.max(1, Math.abs(left), Math.abs(right));
}

describe('expressions compared with a SQL database', { timeout: 120_000 }, () => {
  let sqlite: SqlJsStatic;
  before(async () => {
    sqlite = await initSqlJs();
  });

  it('have the same values for random data, selections, dimensions, sets, totals and nested aggregations', () => {
    const database = new sqlite.Database();
    fc.assert(
      fc.property(rows, selections, dimensions, groupExpression, (data, wanted, names, expression) => {
        fill(database, data);
        const selected = existing(data, wanted);
        const [engine, reference] = [
          ofEngine(data, selected, names, expression),
          ofSql(database, selected, names, expression),
        ];
        assert.deepEqual([...engine.keys()].sort(), [...reference.keys()].sort(), expression.qlik);
        for (const [group, value] of engine)
          assert.ok(
            isSame(value, reference.get(group)),
            `${expression.qlik} in ${group}: ${value}, not ${reference.get(group)}`,
          );
      }),
      { numRuns: 600 },
    );
    database.close();
  });
});
