import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { readSorting, readSortOrder, toSortOrder, toSortPatches } from '../hypercube/column-sorting';
import {
  type DeliveredColumns,
  placeFirstRows,
  placeRows,
  placeTotals,
  readDeliveredColumns,
} from '../hypercube/delivered-columns';
import type { HypercubeRow } from '../hypercube/table-cells';
import { toArray, toObject, type JsonObject } from 'qlik-sandbox/engine/protocol/json.ts';
import { TestQixClient } from 'qlik-sandbox/engine/testing/test-qix-client.ts';
import {
  startTestEngineServer,
  type TestEngineServer,
} from 'qlik-sandbox/engine/testing/test-engine-server.ts';

const PATH = '/qHyperCubeDef';
const RUNS = 150;

/** Columns with similar values: the prefix of a text identifies its column. */
const SCRIPT = `
Facts:
LOAD 'a' & Mod(RecNo() * 7, 5) as A, 'b' & Mod(RecNo() * 3, 4) as B, Mod(RecNo() * 5, 6) as C, RecNo() as N
AUTOGENERATE 24;`;

const DIMENSIONS = ['A', 'B', 'C'];
const MEASURES = ['Sum(N)', 'Count(N)', 'Max(N)'];

/** A column of a random table. */
interface RandomColumn {
  readonly source: string;
  readonly isDimension: boolean;
  readonly isHidden: boolean;
  readonly isReversed: boolean;
  readonly criteria: JsonObject;
}

interface RandomTable {
  readonly columns: readonly RandomColumn[];
  readonly columnOrder: readonly number[];
  readonly sortOrder: readonly number[];
  readonly qInitialDataFetch: readonly JsonObject[];
}

function columns(sources: readonly string[], isDimension: boolean): fc.Arbitrary<RandomColumn[]> {
  const sign = fc.constantFrom(-1, 0, 1);
  const one = (source: string) =>
    fc.record({
      source: fc.constant(source),
      isDimension: fc.constant(isDimension),
      isHidden: fc.boolean(),
      isReversed: fc.boolean(),
      // Dimension values are numbers or texts with one digit, which have the same order by number and by text.
      criteria: sign.map((each) => ({ qSortByNumeric: each, ...(isDimension && { qSortByAscii: each }) })),
    });
  return fc.shuffledSubarray([...sources]).chain((chosen) => fc.tuple(...chosen.map(one)));
}

const tables: fc.Arbitrary<RandomTable> = fc
  .tuple(columns(DIMENSIONS, true), columns(MEASURES, false))
  .map((both) => both.flat())
  .filter((all) => all.some(({ isHidden }) => !isHidden))
  .chain((all) => {
    const natural = all.map((_, column) => column);
    const order = fc.shuffledSubarray(natural, { minLength: natural.length });
    return fc.record({
      columns: fc.constant(all),
      columnOrder: fc.oneof(
        { weight: 4, arbitrary: order },
        { weight: 1, arbitrary: fc.shuffledSubarray(natural) },
        { weight: 1, arbitrary: fc.constant(natural.map(() => 0)) },
      ),
      sortOrder: fc.shuffledSubarray(natural),
      qInitialDataFetch: fc.array(
        fc.record({
          qTop: fc.constantFrom(0, 0, 4),
          qLeft: fc.constantFrom(0, 0, 1),
          qWidth: fc.constantFrom(2, 50),
          qHeight: fc.constant(4),
        }),
        { maxLength: 2 },
      ),
    });
  });

function toProperties(table: RandomTable): JsonObject {
  const condition = ({ isHidden }: RandomColumn) => ({
    qCalcCondition: { qCond: { qv: isHidden ? '0' : '1' } },
  });
  return {
    qInfo: { qType: 'x' },
    qHyperCubeDef: {
      qDimensions: table.columns
        .filter(({ isDimension }) => isDimension)
        .map((column) => ({
          ...condition(column),
          qDef: {
            qFieldDefs: [column.source],
            qReverseSort: column.isReversed,
            qSortCriterias: [column.criteria],
          },
        })),
      qMeasures: table.columns
        .filter(({ isDimension }) => !isDimension)
        .map((column) => ({
          ...condition(column),
          qSortBy: column.criteria,
          qDef: { qDef: column.source, qReverseSort: column.isReversed },
        })),
      qColumnOrder: table.columnOrder,
      qInterColumnSortOrder: table.sortOrder,
      qInitialDataFetch: table.qInitialDataFetch,
    },
  };
}

describe("the library's reading of a table object, against the engine", { timeout: 120_000 }, () => {
  let server: TestEngineServer;
  let client: TestQixClient;
  before(async () => {
    server = await startTestEngineServer();
    client = await TestQixClient.connect(server.port, '/app/SessionApp_1/identity/column-order');
    await client.result(-1, 'OpenDoc', ['SessionApp_1']);
    await client.result(1, 'SetScript', [SCRIPT]);
    await client.result(1, 'DoReload', [0, false, false]);
  });
  after(async () => {
    await client.close();
    await server.close();
  });

  const evaluate = async (expression: string): Promise<string> =>
    String((await client.result(1, 'Evaluate', [expression]))['qReturn']);
  const cubeOf = async (handle: number): Promise<JsonObject> =>
    toObject(toObject((await client.result(handle, 'GetLayout'))['qLayout'])['qHyperCube']);
  const delivered = (cube: JsonObject): DeliveredColumns => {
    const read = readDeliveredColumns(cube);
    assert.ok(read, 'the width of the rows is that of the columns');
    return read;
  };
  const rowsOf = async (handle: number, read: DeliveredColumns, top: number, height: number) => {
    const page = { qTop: top, qLeft: 0, qWidth: read.order.length, qHeight: height };
    const { qDataPages } = await client.result(handle, 'GetHyperCubeData', [PATH, [page]]);
    const rows = placeRows(toArray(qDataPages)[0], read);
    assert.ok(rows, 'the rows have the cells of the columns');
    return rows;
  };
  const withTable = async (table: RandomTable, work: (handle: number) => Promise<void>): Promise<void> => {
    const { qReturn } = await client.result(1, 'CreateSessionObject', [toProperties(table)]);
    const { qHandle, qGenericId } = toObject(qReturn);
    await work(Number(qHandle));
    await client.result(1, 'DestroySessionObject', [qGenericId]);
  };
  /** Returns the expected cells of a row; each measure is evaluated over the row's dimension values. */
  const expectedCells = async (table: RandomTable, { cells }: HypercubeRow): Promise<string[]> => {
    const shown = table.columns.map(({ isDimension, isHidden }) => isDimension && !isHidden);
    const set = table.columns.flatMap(({ source }, at) =>
      shown[at] ? [`${source}={'${cells[at]?.text}'}`] : [],
    );
    return Promise.all(
      table.columns.map(async ({ source, isDimension, isHidden }, at) => {
        if (isHidden) return '';
        if (!isDimension)
          return evaluate(set.length > 0 ? source.replace('(', `({<${set.join(', ')}>} `) : source);
        // A value of another field matches no row.
        return evaluate(`Concat(distinct {<${source}={'${cells[at]?.text}'}>} ${source})`);
      }),
    );
  };

  it('assigns each value to its column', async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.nat(10), async (table, top) => {
        await withTable(table, async (handle) => {
          const cube = await cubeOf(handle);
          const read = delivered(cube);
          const first = placeFirstRows(toArray(cube['qDataPages']).map(toObject), read);
          const all = await rowsOf(handle, read, 0, 100);
          assert.deepEqual(first, all.slice(0, first.length));
          assert.deepEqual(await rowsOf(handle, read, top, 3), all.slice(top, top + 3));
          for (const row of [...all.slice(0, 2), ...all.slice(-1)])
            assert.deepEqual(
              row.cells.map(({ text }) => text),
              await expectedCells(table, row),
            );
          const totals = placeTotals(toArray(cube['qGrandTotalRow']), read).map(({ text }) => text);
          const measures = table.columns.filter(({ isDimension }) => !isDimension);
          assert.deepEqual(
            totals,
            await Promise.all(
              measures.map(async ({ source, isHidden }) => (isHidden ? '' : evaluate(source))),
            ),
          );
        });
      }),
      { numRuns: RUNS },
    );
  });

  it('selects the displayed value', async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.nat(), async (table, at) => {
        await withTable(table, async (handle) => {
          const read = delivered(await cubeOf(handle));
          const shown = table.columns.flatMap(({ isDimension, isHidden }, column) =>
            isDimension && !isHidden ? [column] : [],
          );
          const column = shown[at % Math.max(shown.length, 1)];
          if (column === undefined) return;
          const [row] = await rowsOf(handle, read, 0, 1);
          const cell = row?.cells[column];
          await client.result(handle, 'SelectHyperCubeValues', [PATH, column, [cell?.elementNumber], false]);
          const selected = await evaluate(`GetFieldSelections(${table.columns[column]?.source})`);
          await client.result(1, 'ClearAll');
          assert.equal(selected, cell?.text);
        });
      }),
      { numRuns: RUNS },
    );
  });

  it('sorts by the requested column and direction, independent of the sort order of the object', async () => {
    const directions = fc.constantFrom<('ascending' | 'descending')[]>('ascending', 'descending');
    await fc.assert(
      fc.asyncProperty(tables, fc.nat(), directions, async (table, at, first) => {
        await withTable(table, async (handle) => {
          const second: typeof first = first === 'ascending' ? 'descending' : 'ascending';
          for (const direction of [first, second, first, first]) {
            const cube = await cubeOf(handle);
            const read = delivered(cube);
            const column = read.order[at % read.order.length] ?? 0;
            const sorting = readSorting(cube)[column];
            assert.ok(sorting);
            const order = toSortOrder(readSortOrder(cube, read.count), column);
            await client.result(handle, 'ApplyPatches', [
              toSortPatches(PATH, sorting, { order, direction }),
              true,
            ]);
            const sorted = await cubeOf(handle);
            assert.equal(readSorting(sorted)[column]?.direction, direction);
            assert.equal(readSortOrder(sorted, read.count)[0], column);
            const rows = await rowsOf(handle, delivered(sorted), 0, 100);
            const values = rows.map(({ cells }) => cells[column]?.number ?? cells[column]?.text ?? '');
            const expected = [...values].sort((one, other) => (one < other ? -1 : one > other ? 1 : 0));
            assert.deepEqual(values, direction === 'ascending' ? expected : expected.reverse());
          }
        });
      }),
      { numRuns: RUNS },
    );
  });
});
