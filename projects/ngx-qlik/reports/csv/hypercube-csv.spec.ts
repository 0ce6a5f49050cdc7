import { signal } from '@angular/core';
import { dsvFormat } from 'd3-dsv';
import fc from 'fast-check';
import { generatedCases } from '../../generated-cases.spec';
import { QlikError } from 'ngx-qlik';
import type { EngineValueState, Hypercube, HypercubeRow, HypercubeTable } from 'ngx-qlik/qix';
import { qlikErrorOf } from 'ngx-qlik/testing';
import type { ExportState } from '../export-state';
import { ExportWork } from '../export-work';
import { hypercubeCsv, type HypercubeCsvOptions } from './hypercube-csv';

const COLUMNS = ['Region', 'Hidden', 'Sales'].map((title, index) => ({
  kind: 'dimension' as const,
  index,
  indexInKind: index,
  title,
  direction: 'ascending' as const,
  isNumeric: index === 2,
}));

const rowAt = (index: number, mark = ''): HypercubeRow => ({
  index,
  cells: [
    { text: `${mark}R${index}`, elementNumber: index, isNull: false },
    { text: 'x', elementNumber: 0, isNull: false },
    index % 7 === 3
      ? { text: '-', elementNumber: -2, isNull: true }
      : { text: `$${index}.00`, number: index + 0.5, elementNumber: -1, isNull: false },
  ],
});

function tableOf(rowCount: number): HypercubeTable {
  const [first, , third] = COLUMNS;
  if (!first || !third) throw new Error('There are no columns.');
  return {
    columns: COLUMNS,
    shownColumns: [third, first],
    rowCount,
    firstRows: [],
    totals: [],
    sortOrder: [],
  };
}

function fakeCube(rowCount: number) {
  const state = signal<EngineValueState<HypercubeTable>>({ status: 'ready', value: tableOf(rowCount) });
  const pages: (readonly [number, number])[] = [];
  const cube = {
    mark: '',
    onPage: () => undefined as unknown,
    state,
    pages,
    async page(top: number, height: number) {
      pages.push([top, height]);
      const rows = Array.from({ length: height }, (_, index) => rowAt(top + index, cube.mark));
      cube.onPage();
      return Promise.resolve(rows);
    },
  };
  return cube;
}

describe('hypercubeCsv', () => {
  let states: ExportState[] = [];
  let canceling = new AbortController();
  beforeEach(() => {
    states = [];
    canceling = new AbortController();
  });
  const read = (cube: object, options: Partial<HypercubeCsvOptions> = {}) =>
    hypercubeCsv(
      cube as Hypercube,
      options,
      new ExportWork(
        canceling.signal,
        (state) => states.push(state),
        () => undefined,
      ),
    );
  const rowsOf = async (blob: Blob) => dsvFormat(',').parseRows((await blob.text()).replace('\uFEFF', ''));

  it('has all rows of the visible columns in their order, and tells how far it is', async () => {
    const cube = fakeCube(1_200);
    const blob = await read(cube);
    const [titles, ...rows] = await rowsOf(blob);
    expect([...(titles ?? [])]).toEqual(['Sales', 'Region']);
    expect(rows.length).toBe(1_200);
    expect([...(rows[2] ?? [])]).toEqual(['$2.00', 'R2']);
    expect([...(rows[3] ?? [])]).toEqual(['', 'R3']);
    expect([...(rows[1_199] ?? [])]).toEqual(['$1199.00', 'R1199']);
    expect(cube.pages).toEqual([
      [0, 500],
      [500, 500],
      [1_000, 200],
    ]);
    expect(states.map((state) => ('progress' in state ? state.progress : undefined))).toEqual([
      0,
      500 / 1_200,
      1_000 / 1_200,
    ]);
    expect(blob.type).toBe('text/csv;charset=utf-8');
    expect(new Uint8Array(await blob.arrayBuffer()).slice(0, 3)).toEqual(new Uint8Array([0xef, 0xbb, 0xbf]));
  });

  it('has for a null what the options say, unguarded, as the engine writes it', async () => {
    const rows = await rowsOf(await read(fakeCube(4), { nullText: '-' }));
    expect([...(rows[4] ?? [])]).toEqual(['-', 'R3']);
    const numbers = await rowsOf(await read(fakeCube(4), { values: 'number', nullText: 'n/a, none' }));
    expect([...(numbers[4] ?? [])]).toEqual(['n/a, none', 'R3']);
  });

  it('has plain numbers, and no byte order mark, on request', async () => {
    const text = await (await read(fakeCube(1), { values: 'number', hasByteOrderMark: false })).text();
    expect(text).toBe('Sales,Region\r\n0.5,R0\r\n');
  });

  it('has numbers with the decimal sign of the spreadsheet, and texts as Qlik formats them', async () => {
    const options = { separator: ';', decimalSign: ',', hasByteOrderMark: false } as const;
    const numbers = await (await read(fakeCube(2), { ...options, values: 'number' })).text();
    expect(numbers).toBe('Sales;Region\r\n0,5;R0\r\n1,5;R1\r\n');
    expect(await (await read(fakeCube(2), options)).text()).toBe('Sales;Region\r\n$0.00;R0\r\n$1.00;R1\r\n');
  });

  describe('with values that have a number and a text of their own', () => {
    const cubeWith = (...texts: readonly string[]) => {
      const state = signal<EngineValueState<HypercubeTable>>({
        status: 'ready',
        value: tableOf(texts.length),
      });
      const page = async () =>
        Promise.resolve(
          texts.map((text, index) => {
            const cell = { text, number: index, elementNumber: index, isNull: false };
            return { index, cells: [cell, cell, cell] };
          }),
        );
      return { state, page };
    };

    it('has the text of weekdays, months and other words in each language', async () => {
      const letters = fc.stringMatching(/^\P{Nd}*\p{L}\P{Nd}*$/u);
      await fc.assert(
        fc.asyncProperty(letters, async (text) => {
          const rows = await rowsOf(
            await read(cubeWith('1', text), { values: 'number', guardsFormulas: false }),
          );
          expect([...(rows[2] ?? [])]).toEqual([text, text]);
        }),
        { numRuns: generatedCases(100), examples: [['Mon'], ['Mai'], ['月'], ['So.'], ['open/closed']] },
      );
    });

    it('has the number of texts with digits, and of texts without a letter', async () => {
      const cube = cubeWith('$0.00', '1/1/1900', '2 kg', '', '٤', '-');
      const rows = await rowsOf(await read(cube, { values: 'number' }));
      expect(rows.slice(1).map(([first]) => first)).toEqual(['0', '1', '2', '3', '4', '5']);
    });

    it('needs no more than a moment for long texts', async () => {
      const begun = performance.now();
      const rows = await rowsOf(
        await read(cubeWith(`${'a'.repeat(100_000)}1`, '-'.repeat(100_000)), { values: 'number' }),
      );
      expect(rows.slice(1).map(([first]) => first)).toEqual(['0', '1']);
      // What grows with the square of the length takes many seconds.
      expect(performance.now() - begun).toBeLessThan(2_000);
    });

    it('has them by column, as a function says', async () => {
      const rows = await rowsOf(
        await read(cubeWith('Q1', 'Q2'), {
          values: ({ title }) => (title === 'Region' ? 'text' : 'number'),
        }),
      );
      expect(rows.slice(1).map((row) => [...row])).toEqual([
        ['0', 'Q1'],
        ['1', 'Q2'],
      ]);
    });
  });

  it('has the titles of a table without rows', async () => {
    expect(await rowsOf(await read(fakeCube(0)))).toEqual([['Sales', 'Region']] as never);
  });

  it('begins again when the table changes, so that its rows are of one calculation', async () => {
    const cube = fakeCube(1_000);
    cube.onPage = () => {
      if (cube.pages.length !== 2) return;
      cube.mark = 'new ';
      cube.state.set({ status: 'ready', value: tableOf(3) });
    };
    const [, ...rows] = await rowsOf(await read(cube));
    expect(rows.map((row) => row[1])).toEqual(['new R0', 'new R1', 'new R2']);
  });

  it('fails when the table changes again and again, and may be tried again', async () => {
    const cube = fakeCube(10);
    cube.onPage = () => cube.state.set({ status: 'ready', value: tableOf(10) });
    const error = await qlikErrorOf(read(cube));
    expect([error.code, error.isRetryable, cube.pages.length]).toEqual(['engine-error', true, 3]);
  });

  it('fails with the error of the table, also in the middle', async () => {
    const cube = fakeCube(10);
    const error = new QlikError('sign-in-required', 'Signed out.', { remedy: 'Sign in.' });
    cube.onPage = () => cube.state.set({ status: 'failed', error });
    expect(await qlikErrorOf(read(cube))).toBe(error);
    cube.state.set({ status: 'loading' });
    expect((await qlikErrorOf(read(cube))).code).toBe('session-suspended');
  });

  it('ends when it is canceled', async () => {
    const cube = fakeCube(5_000);
    cube.onPage = () => {
      if (cube.pages.length === 2) canceling.abort();
    };
    expect((await qlikErrorOf(read(cube))).code).toBe('export-canceled');
    expect(cube.pages.length).toBe(2);
  });
});
