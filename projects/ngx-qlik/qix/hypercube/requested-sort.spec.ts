import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { useEnginePage } from '../engine-page.spec';
import { injectAppSession } from '../session/inject-app-session';
import { FakeTable } from './fake-table.spec';
import type { HypercubeDefinition } from './hypercube-definition';
import { injectHypercube } from './inject-hypercube';

const COLUMN = { isHidden: false, sign: 1, isReversed: false } as const;
const TABLE = {
  dimensions: [COLUMN, COLUMN],
  measures: [{ ...COLUMN, sign: -1 }],
  columnOrder: [],
  sortOrder: [0, 1, 2],
  rowCount: 20,
  initialPages: [{ qTop: 0, qLeft: 0, qWidth: 3 }],
  seed: 1,
} as const;
const WANTED = { column: 2, direction: 'ascending' } as const;

describe('the requested sort order of a table', () => {
  const page = useEnginePage({ limits: { attempts: 3, probe: 5_000, call: 120_000 } });
  let tables: FakeTable[];
  const definition = signal<HypercubeDefinition | undefined>({ objectId: 'table' });
  const begin = async () => {
    const cube = TestBed.runInInjectionContext(() =>
      injectHypercube(
        injectAppSession(() => ({ connectionId: 'a', appId: 'sales' })),
        definition,
      ),
    );
    await page.settle();
    const sorted = () =>
      cube
        .columns()
        .filter((column) => column.sorted)
        .map(({ index, sorted: direction }) => ({ column: index, direction }))[0];
    return { cube, sorted };
  };
  const live = () => page.qix.last;
  const table = () => {
    const last = tables.at(-1);
    if (!last) throw new Error('There is no table.');
    return last;
  };
  const suspended = () => Promise.reject(Object.assign(new Error('Session suspended'), { code: -11 }));
  const loseSocket = async () => {
    live().doc.session.resume = () => Promise.reject(new Event('error'));
    live().emit('suspended', 1006);
    await page.settle();
  };

  beforeEach(() => {
    definition.set({ objectId: 'table' });
    tables = [];
    page.qix.prepare = (doc) => {
      const made = new FakeTable('table', TABLE);
      tables.push(made);
      doc.ownObjects.set('table', made);
    };
  });

  it('is pending until the table shows it', async () => {
    const { cube, sorted } = await begin();
    let answer: () => void = () => undefined;
    const layout = table().getLayout();
    table().answers.push(() => new Promise((resolve) => (answer = () => resolve(layout))));
    const sorting = cube.sort(WANTED);
    expect(cube.pendingSort()).toEqual(WANTED);
    await page.settle();
    expect(cube.pendingSort()).toEqual(WANTED);
    // A second layout, with the order.
    answer();
    table().emit('changed');
    await page.settle();
    await sorting;
    expect(cube.pendingSort()).toBeUndefined();
    expect(sorted()).toEqual(WANTED);
  });

  it('is applied when a lost connection is back', async () => {
    const { cube, sorted } = await begin();
    await loseSocket();
    const patches = spyOn(table(), 'applyPatches').and.callFake(suspended);
    await expectAsync(cube.sort(WANTED)).toBeRejectedWith(
      jasmine.objectContaining({ code: 'session-suspended' }),
    );
    expect(cube.pendingSort()).toEqual(WANTED);
    patches.and.callThrough();
    live().doc.session.resume = () => Promise.resolve((live().doc.session.sessionState = 'SESSION_ATTACHED'));
    window.dispatchEvent(new Event('online'));
    await page.settle();
    // enigma emits it for each object of a resumed session.
    table().emit('changed');
    await page.settle();
    expect(sorted()).toEqual(WANTED);
    expect(cube.pendingSort()).toBeUndefined();
  });

  it('is applied by a new connection while a call on a dead one has no answer', async () => {
    const { cube, sorted } = await begin();
    live().doc.probe = () => new Promise<never>(() => undefined);
    spyOn(table(), 'applyPatches').and.returnValue(new Promise<never>(() => undefined));
    cube.sort(WANTED).catch(() => undefined);
    await page.settle();
    window.dispatchEvent(new Event('online'));
    await page.settle();
    await page.pass(5_000);
    expect(tables.length).toBe(2);
    expect(sorted()).toEqual(WANTED);
    expect(cube.pendingSort()).toBeUndefined();
  });

  it('is kept when the engine has lost the session', async () => {
    const { cube, sorted } = await begin();
    await cube.sort(WANTED);
    live().doc.session.resume = () => Promise.reject(Object.assign(new Error('Not attached'), { code: -12 }));
    live().emit('suspended', 1006);
    await page.settle();
    await page.settle();
    expect(tables.length).toBe(2);
    expect(sorted()).toEqual(WANTED);
    expect(cube.pendingSort()).toBeUndefined();
  });

  it('is the latest one', async () => {
    const { cube, sorted } = await begin();
    const latest = { column: 1, direction: 'descending' } as const;
    await Promise.all([cube.sort(WANTED), cube.sort(latest)]);
    await page.settle();
    expect(sorted()).toEqual(latest);
    expect(cube.pendingSort()).toBeUndefined();
  });

  it('is dropped when the engine refuses it, and for another table', async () => {
    const { cube, sorted } = await begin();
    await cube.sort(WANTED);
    spyOn(table(), 'applyPatches').and.rejectWith(Object.assign(new Error('Invalid'), { code: -32_602 }));
    await expectAsync(cube.sort({ column: 0, direction: 'descending' })).toBeRejected();
    expect(cube.pendingSort()).toBeUndefined();
    expect(sorted()).toEqual(WANTED);
    await expectAsync(cube.sort({ column: 9, direction: 'descending' })).toBeRejected();
    expect(cube.pendingSort()).toBeUndefined();
    page.qix.last.doc.ownObjects.set('other', new FakeTable('other', TABLE));
    definition.set({ objectId: 'other' });
    await page.settle();
    expect(sorted()).toEqual({ column: 0, direction: 'ascending' });
  });

  it('is not applied again to an object that others sort', async () => {
    const { cube, sorted } = await begin();
    await cube.sort(WANTED);
    await table().applyPatches(
      [{ qOp: 'Replace', qPath: '/qHyperCubeDef/qInterColumnSortOrder', qValue: '[1,0,2]' }],
      true,
    );
    await page.settle();
    expect(sorted()).toEqual({ column: 1, direction: 'ascending' });
  });
});
