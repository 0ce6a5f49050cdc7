import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import fc from 'fast-check';
import { QlikError } from 'ngx-qlik';
import { generatedCases } from '../../generated-cases.spec';
import { useEnginePage } from '../engine-page.spec';
import { injectAppSession } from '../session/inject-app-session';
import { FakeTable, fakeTables } from './fake-table.spec';
import type { HypercubeDefinition } from './hypercube-definition';
import type { HypercubeRow } from './table-cells';
import { type Hypercube, injectHypercube } from './inject-hypercube';

const RUNS = generatedCases(150);

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
  /** Returns the cells whose text names another column. */
  const misplacedIn = (rows: readonly HypercubeRow[]) =>
    rows.flatMap(({ cells }) =>
      cells.filter(({ text }, at) => text !== '' && !text.startsWith(`c${hypercube.columns()[at]?.index}v`)),
    );
  const check = <T extends [unknown, ...unknown[]]>(property: fc.IAsyncProperty<T>) =>
    fc.assert(property, { numRuns: RUNS });

  it('assigns each value to its column, for every page', async () => {
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

  it('selects the shown value in its dimension', async () => {
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

  it('sorts by the given column in both directions', async () => {
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

  it('has the total of each visible measure', async () => {
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

  describe('while conditions show and hide columns', () => {
    const shown = { isHidden: false, sign: 1, isReversed: false } as const;
    const takingTurns = (turn: boolean) => [false, turn, !turn];
    const begin = async () => {
      const table = make({
        dimensions: [shown],
        measures: [shown, { ...shown, isHidden: true }],
        columnOrder: [],
        sortOrder: [0, 1, 2],
        rowCount: 40,
        initialPages: [],
        seed: 1,
      });
      await show(table);
      return table;
    };
    const retryable = jasmine.objectContaining({ code: 'engine-error', isRetryable: true });
    const aborted = () => Promise.reject(Object.assign(new Error('Aborted'), { code: 15 }));

    it('assigns no value to another column, for every order of requests and layouts', async () => {
      const step = fc.constantFrom('ask', 'turn', 'turn and abort the layout', 'wait', 'settle');
      await check(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          const table = await begin();
          const misplaced: unknown[] = [];
          const asked: Promise<unknown>[] = [];
          let turn = false;
          for (const each of steps) {
            if (each === 'ask')
              asked.push(
                hypercube.page(10, 5).then(
                  (rows) => {
                    if (rows.length !== 5) misplaced.push(rows);
                    misplaced.push(...misplacedIn(rows));
                  },
                  (thrown: unknown) => {
                    if (!(thrown instanceof QlikError && thrown.isRetryable)) misplaced.push(thrown);
                  },
                ),
              );
            else if (each === 'wait') await Promise.resolve();
            else if (each === 'settle') await page.settle();
            else {
              if (each !== 'turn') table.answers.push(aborted, aborted);
              table.change(takingTurns((turn = !turn)));
            }
          }
          await Promise.all(asked);
          await page.settle();
          const last = await hypercube.page(10, 5);
          const first = last[0]?.cells.map(({ text }) => text !== '');
          return (
            misplaced.length + misplacedIn(last).length === 0 &&
            first?.join() ===
              takingTurns(turn)
                .map((isHidden) => !isHidden)
                .join()
          );
        }),
      );
    }, 60_000);

    it('fetches rows once more for the current columns', async () => {
      const table = await begin();
      const asked = hypercube.page(10, 5);
      table.change(takingTurns(true));
      const [row] = await asked;
      expect(row?.cells.map(({ text }) => text.slice(0, 2))).toEqual(['c0', '', 'c2']);
      expect(table.calls.length).toBe(2);
    });

    it('fails with a retryable error when columns change with each fetch', async () => {
      const table = await begin();
      let turn = false;
      spyOn(table, 'getHyperCubeData').and.callFake((path, pages) => {
        table.change(takingTurns((turn = !turn)));
        return FakeTable.prototype.getHyperCubeData.call(table, path, pages);
      });
      await expectAsync(hypercube.page(10, 5)).toBeRejectedWith(retryable);
      expect(table.calls.length).toBe(2);
    });
  });
});
