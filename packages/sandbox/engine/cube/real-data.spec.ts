import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import initSqlJs, { type Database } from 'sql.js';
import type { Dual, Table } from '../../apps/app-definition.ts';
import { createDemoCatalog, DEMO_APP_IDS } from '../../apps/demo-catalog.ts';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import type { CubeContext } from './columns.ts';
import { straightPages } from './straight-table.ts';
import { testCubeContext, testCube } from '../testing/test-cube.ts';

/** Returns a value for the database; a dual is stored as its number. */
function sqlValue(value: Dual | undefined): number | string | null {
  return typeof value === 'object' && value !== null ? value.number : (value ?? null);
}

function createTable(database: Database, { name, columns }: Table): void {
  const quoted = columns.map((column) => `"${column.name}"`);
  database.run(`CREATE TABLE "${name}" (${quoted.join(', ')})`);
  const statement = database.prepare(`INSERT INTO "${name}" VALUES (${columns.map(() => '?').join(', ')})`);
  const rows = columns[0]?.values.length ?? 0;
  database.run('BEGIN');
  for (let row = 0; row < rows; row += 1)
    statement.run(columns.map((column) => sqlValue(column.values[row])));
  database.run('COMMIT');
  statement.free();
}

/** A query to the engine, and the equivalent query to SQLite. */
interface Question {
  readonly name: string;
  readonly dimensions: readonly string[];
  readonly measures: readonly string[];
  readonly selected?: Readonly<Record<string, readonly string[]>>;
  readonly sql: string;
}

const JOINED = `Flights f LEFT JOIN Origins o ON o."Origin" = f."Origin" LEFT JOIN Destinations d ON d."Destination" = f."Destination"`;

const QUESTIONS: readonly Question[] = [
  {
    name: 'counts, averages and extremes per state of departure',
    dimensions: ['Origin State'],
    measures: [
      'Count([Flight ID])',
      'Avg(Delay)',
      'Min(Delay)',
      'Max(Distance)',
      'Count(distinct Destination)',
    ],
    sql: `SELECT "Origin State", count(*), avg(Delay), min(Delay), max(Distance), count(DISTINCT f."Destination") FROM ${JOINED} GROUP BY 1`,
  },
  {
    name: 'sums per two states, with selections at either end',
    dimensions: ['Origin State', 'Destination State'],
    measures: ['Sum(Distance)', 'Count([Flight ID])'],
    selected: { 'Origin State': ['TX', 'CA', 'NV'], Weekday: ['Mon', 'Sun'] },
    sql: `SELECT "Origin State", "Destination State", sum(Distance), count(*) FROM ${JOINED}
      WHERE "Origin State" IN ('TX', 'CA', 'NV') AND Weekday IN (0, 6) GROUP BY 1, 2`,
  },
  {
    name: 'a share by set analysis per month, and a sum over all records',
    dimensions: ['Month'],
    measures: ['Count({<Delay={">15"}>} [Flight ID]) / Count([Flight ID])', 'Sum({1} Distance)'],
    selected: { 'Destination State': ['FL'] },
    sql: `SELECT Month, avg(CASE WHEN "Destination State" = 'FL' THEN Delay > 15 END), sum(Distance) FROM ${JOINED} GROUP BY 1`,
  },
  {
    name: 'rows of the airports table, each once',
    dimensions: ['Origin State'],
    measures: ['Count([Origin Airport])', 'Avg([Origin Latitude])'],
    selected: { Month: ['Jan'] },
    sql: `SELECT "Origin State", count("Origin Airport"), avg("Origin Latitude") FROM Origins
      WHERE Origin IN (SELECT Origin FROM Flights WHERE Month = 1) GROUP BY 1`,
  },
];

describe('cubes over the flights of the demo app', { timeout: 60_000 }, () => {
  let tables: readonly Table[];
  let database: Database;
  before(async () => {
    ({ tables } = await createDemoCatalog().load(DEMO_APP_IDS.flights));
    database = new (await initSqlJs()).Database();
    for (const table of tables) createTable(database, table);
  });

  function engineRows(context: CubeContext, { dimensions, measures }: Question): Map<string, number[]> {
    const cube = testCube(
      {
        qDimensions: dimensions.map((name): JsonObject => ({ qDef: { qFieldDefs: [name] } })),
        qMeasures: measures.map((text) => ({ qDef: { qDef: text } })),
      },
      context,
    );
    const width = dimensions.length + measures.length;
    const [page] = straightPages(cube, [{ qWidth: width, qHeight: Math.floor(10_000 / width) }]);
    return new Map(
      toArray(page?.['qMatrix']).map((row) => {
        const cells = toArray(row).map(toObject);
        const key = cells.slice(0, dimensions.length).map((cell) => {
          if (cell['qIsNull']) return '-';
          return typeof cell['qNum'] === 'number' ? String(cell['qNum']) : String(cell['qText']);
        });
        return [key.join('|'), cells.slice(dimensions.length).map((cell) => Number(cell['qNum']))];
      }),
    );
  }

  for (const question of QUESTIONS) {
    it(`equal the result of SQLite: ${question.name}`, () => {
      const found = engineRows(testCubeContext(tables, question.selected), question);
      const expected = database.exec(question.sql)[0]?.values ?? [];
      assert.ok(expected.length > 2);
      assert.equal(found.size, expected.length);
      for (const row of expected) {
        const key = row
          .slice(0, question.dimensions.length)
          .map((value) => String(value ?? '-'))
          .join('|');
        const values = found.get(key);
        assert.ok(values, `the row ${key}`);
        row.slice(question.dimensions.length).forEach((value, place) => {
          const difference = Math.abs((values[place] ?? Number.NaN) - Number(value));
          assert.ok(difference < 1e-6, `${key}: ${String(values[place])} is not ${String(value)}`);
        });
      }
    });
  }
});
