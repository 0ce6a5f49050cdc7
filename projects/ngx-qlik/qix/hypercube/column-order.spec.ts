import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import fc from 'fast-check';
import { useEnginePage } from '../engine-page.spec';
import { injectAppSession } from '../session/inject-app-session';
import { FakeTable, fakeTables } from './fake-table.spec';
import type { HypercubeDefinition } from './hypercube-definition';
import type { HypercubeRow } from './table-cells';
import { type Hypercube, injectHypercube } from './inject-hypercube';

const RUNS = 300;

describe('the table of an object of the app, in any order of columns and with any of them hidden,', () => {
  const page = useEnginePage();
  const definition = signal<HypercubeDefinition | undefined>(undefined);
  let count = 0;
  let hypercube: Hypercube;

  beforeEach(async () => {
    definition.set(undefined);
    hypercube = TestBed.runInInjectionContext(() =>
      injectHypercube(
        injectAppSession(() => ({ connectionId: 'a', appId: 'sales' })),
        definition,
      ),
    );
    await page.settle();
  });

  const show = async (table: FakeTable) => {
    page.qix.last.doc.ownObjects.set(table.id, table);
    definition.set({ objectId: table.id });
    await page.settle();
    expect(hypercube.state().status).toBe('ready');
  };
  const make = (given: ConstructorParameters<typeof FakeTable>[1]) =>
    new FakeTable(`table-${++count}`, given);
  /** Each cell with a text is under the column that it names. */
  const misplacedIn = (rows: readonly HypercubeRow[]) =>
    rows.flatMap(({ cells }) =>
      cells.filter(({ text }, at) => text !== '' && !text.startsWith(`c${hypercube.columns()[at]?.index}v`)),
    );
  const check = <T extends [unknown, ...unknown[]]>(property: fc.IAsyncProperty<T>) =>
    fc.assert(property, { numRuns: RUNS });

  it('has each value under its column, whichever page it comes with', async () => {
    const pages = fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 30 }));
    await check(
      fc.asyncProperty(fakeTables, pages, async (given, [top, height]) => {
        const table = make(given);
        await show(table);
        const visible = table.visible;
        for (const rows of [hypercube.firstRows(), await hypercube.page(top, height)]) {
          if (misplacedIn(rows).length > 0) return false;
          for (const { cells } of rows) {
            const filled = cells.flatMap(({ text }, at) => (text === '' ? [] : [at]));
            if (filled.join() !== [...visible].sort((one, other) => one - other).join()) return false;
          }
        }
        const rows = await hypercube.page(0, given.rowCount);
        const isWhole = rows.length === given.rowCount && rows.every(({ index }, at) => index === at);
        const widths = table.calls.flatMap(([, , asked]) =>
          (asked as { qWidth: number }[]).map((each) => each.qWidth),
        );
        return isWhole && widths.every((width) => width === visible.length);
      }),
    );
  }, 60_000);

  it('selects the value that was shown, in the dimension that it was shown under', async () => {
    await check(
      fc.asyncProperty(fakeTables, fc.nat(), async (given, at) => {
        const table = make(given);
        await show(table);
        const dimensions = hypercube
          .columns()
          .filter(({ kind, index }) => kind === 'dimension' && table.visible.includes(index));
        const [row] = await hypercube.page(0, 1);
        const column = dimensions[at % Math.max(dimensions.length, 1)];
        const cell = column && row?.cells[column.index];
        if (!cell) return true;
        await hypercube.select(column.indexInKind, [cell.elementNumber]);
        return table.selections.join() === cell.text;
      }),
    );
  }, 60_000);

  it('is sorted by the column that was asked for, and the other way when that is asked for', async () => {
    const directions = fc.constantFrom<('ascending' | 'descending')[]>('ascending', 'descending');
    await check(
      fc.asyncProperty(fakeTables, fc.nat(), directions, async (given, at, first) => {
        const table = make(given);
        await show(table);
        const index = table.visible[at % table.visible.length] ?? 0;
        const opposite: typeof first = first === 'ascending' ? 'descending' : 'ascending';
        for (const direction of [first, opposite, first, first]) {
          await hypercube.sort({ column: index, direction });
          await page.settle();
          const shown = hypercube.columns().find((column) => column.index === index);
          if (shown?.sorted !== direction) return false;
          const rows = await hypercube.page(0, given.rowCount);
          const values = rows.map(({ cells }) => cells[index]?.number ?? NaN);
          const sign = direction === 'ascending' ? 1 : -1;
          if (values.some((value, row) => row > 0 && !(sign * (value - (values[row - 1] ?? NaN)) >= 0)))
            return false;
        }
        return true;
      }),
    );
  }, 60_000);

  it('has the total of each measure that is shown', async () => {
    await check(
      fc.asyncProperty(fakeTables, async (given) => {
        const table = make(given);
        await show(table);
        const totals = hypercube.state();
        if (totals.status !== 'ready') return false;
        return hypercube
          .columns()
          .filter(({ kind, index }) => kind === 'measure' && table.visible.includes(index))
          .every(({ index, indexInKind }) => totals.value.totals[indexInKind]?.text === `c${index}total`);
      }),
    );
  }, 60_000);
});
