import { effect, type Signal, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import fc from 'fast-check';
import { qlikErrorOf, settled } from 'ngx-qlik/testing';
import { generatedCases } from '../../generated-cases.spec';
import { injectBookmarks } from '../app-contents/bookmarks';
import { injectHypercube } from '../hypercube/inject-hypercube';
import { injectList } from '../lists/inject-list';
import { useSalesApp } from '../sales-app.spec';
import { injectSelections } from '../selections/inject-selections';
import { injectAppSession } from '../session/inject-app-session';
import { injectVariable, injectVariables } from '../variables/inject-variables';
import { injectObject } from './inject-object';

/** The values of two fields. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  Region: ['North', 'South', 'West', '-'],
  Product: ['Cocoa', 'Coffee', 'Tea'],
};
const CHANGES = fc.array(fc.record({ name: fc.constantFrom(...Object.keys(VALUES)), turns: fc.nat(2) }), {
  minLength: 1,
  maxLength: 5,
});

/** Before the effects of Angular have run. */
describe('a command right after its argument has changed', () => {
  const sales = useSalesApp();
  const variables = (name: Signal<string>) =>
    sales.run(() => ({
      variable: injectVariable(sales.appSession, name),
      all: injectVariables(sales.appSession),
    }));

  it('sets the variable of the new name', async () => {
    const name = signal('vTarget');
    const { variable, all } = variables(name);
    await sales.stable();
    name.set('vTitle');
    await variable.set('new');
    expect(variable.value()?.text).toBe('new');
    await sales.stable();
    expect(all.value()?.map((each) => [each.name, each.definition])).toEqual([
      ['vTarget', '100'],
      ['vTitle', 'new'],
      ['vTotal', '=Sum(Sales)'],
    ]);
  });

  it('goes to the argument of its time, also when that changes again meanwhile', async () => {
    const name = signal('vTarget');
    const { variable, all } = variables(name);
    await sales.stable();
    name.set('vTitle');
    const command = variable.set('new');
    name.set('vTotal');
    await Promise.all([command, variable.set('last')]);
    await sales.stable();
    expect(variable.value()?.text).toBe('last');
    expect(all.value()?.map(({ definition }) => definition)).toEqual(['100', 'new', 'last']);
  });

  it('fetches the values and the rows of the new argument, however often it changes', async () => {
    await fc.assert(
      fc.asyncProperty(CHANGES, async (changes) => {
        const field = signal('Region');
        const { list, table } = sales.run(() => ({
          list: injectList(sales.appSession, field),
          table: injectHypercube(sales.appSession, () => ({
            dimensions: [field()],
            measures: ['Sum(Sales)'],
          })),
        }));
        await sales.stable();
        for (const { name, turns } of changes) {
          field.set(name);
          for (let turn = 0; turn < turns; turn++) {
            TestBed.flushEffects();
            await settled();
          }
          const [values, rows] = await Promise.all([list.page(0, 2), table.page(0, 2)]);
          expect(values.map(({ text }) => text)).toEqual(VALUES[name]?.slice(0, 2) ?? []);
          expect(rows.every(({ cells }) => VALUES[name]?.includes(cells[0]?.text ?? ''))).toBeTrue();
          expect(rows.length).toBe(2);
        }
        list.destroy();
        table.destroy();
        await sales.stable();
      }),
      { numRuns: generatedCases(60) },
    );
  });

  it('fetches rows in an effect again after each change of the table', async () => {
    const table = sales.run(() =>
      injectHypercube(sales.appSession, { dimensions: ['Region'], measures: ['Sum(Sales)'] }),
    );
    const rows: number[] = [];
    sales.run(() => effect(() => void table.page(0, 10).then((page) => rows.push(page.length))));
    await sales.stable();
    await table.select(0, [0]);
    await sales.stable();
    expect([rows.includes(4), rows.at(-1)]).toEqual([true, 1]);
  });

  it('searches the new list, and keeps the search', async () => {
    const field = signal('Product');
    const list = sales.run(() => injectList(sales.appSession, field));
    await sales.stable();
    await list.search('co');
    field.set('Region');
    await list.search('n*');
    expect([list.searchText(), list.size()]).toEqual(['n*', 1]);
    await sales.stable();
    expect([list.searchText(), list.size()]).toEqual(['n*', 1]);
    field.set('Product');
    await list.select([0]);
    expect(sales.app.selections).toEqual({ Product: ['Tea'] });
    await sales.stable();
    expect([list.searchText(), list.size()]).toEqual(['', 3]);
  });

  it('selects in a list that is replaced before it is there', async () => {
    const field = signal('Product');
    const list = sales.run(() => injectList(sales.appSession, field));
    await sales.stable();
    field.set('Region');
    const selection = list.select([0]);
    field.set('Sales');
    await selection;
    await sales.stable();
    expect([sales.app.selections, list.value()?.title]).toEqual([{ Region: ['North'] }, 'Sales']);
    expect(sales.app.countOf('destroySessionObject')).toBe(2);
  });

  it('selects in the new state, and has its selections', async () => {
    const state = signal<string | undefined>(undefined);
    const [selections, other] = sales.run(() => [
      injectSelections(sales.appSession, { stateName: state }),
      injectSelections(sales.appSession, { stateName: state }),
    ]);
    await sales.stable();
    state.set('Left');
    await selections.select('Region', ['North']);
    const fields = () => [selections, other].map((each) => each.fields().map(({ texts }) => texts));
    expect(fields()).toEqual([[['North']], [['North']]]);
    expect(sales.app.selections).toEqual({});
    state.set(undefined);
    expect(await selections.texts('Region')).toEqual([]);
    const selectAll = selections.selectAll([
      { field: 'Region', values: ['West'] },
      { field: 'Product', values: ['Tea'] },
    ]);
    state.set('Left');
    await selectAll;
    await sales.stable();
    expect(sales.app.selections).toEqual({ Region: ['West'], Product: ['Tea'] });
    expect(fields()).toEqual([[['North']], [['North']]]);
  });

  it('calls the new object', async () => {
    const id = signal('chart');
    const own = { properties: { qInfo: { qType: 'mine' } } };
    const object = sales.run(() => injectObject(sales.appSession, () => (id() === 'own' ? own : id())));
    await sales.stable();
    id.set('own');
    expect((await object.call((each) => each.getInfo())).qType).toBe('mine');
    id.set('gone');
    expect((await qlikErrorOf(object.call((each) => each.getInfo()))).message).toBe(
      'There is no object "gone" in the app "sales".',
    );
    id.set('chart');
    expect(object.reload()).toBeFalse();
    expect((await object.call((each) => each.getInfo())).qId).toBe('chart');
  });

  it('selects in the new table, and sorts it', async () => {
    const dimension = signal('Region');
    const table = sales.run(() =>
      injectHypercube(sales.appSession, () => ({ dimensions: [dimension()], measures: ['Sum(Sales)'] })),
    );
    await sales.stable();
    dimension.set('Product');
    await table.select(0, [1]);
    expect([sales.app.selections, table.rowCount()]).toEqual([{ Product: ['Coffee'] }, 1]);
    sales.app.clear();
    dimension.set('Region');
    await table.sort({ column: 1, direction: 'ascending' });
    const texts = () => table.firstRows().map(({ cells }) => cells[0]?.text);
    const sorted = [['-', 'North', 'West', 'South'], undefined];
    expect([texts(), table.pendingSort()]).toEqual(sorted);
    await sales.stable();
    expect([texts(), table.pendingSort()]).toEqual(sorted);
  });

  it('waits for the other app', async () => {
    const request = signal({ connectionId: 'acme', appId: 'sales' });
    const appSession = sales.run(() => injectAppSession(request));
    const selections = sales.run(() => injectSelections(appSession));
    await sales.stable();
    request.set({ connectionId: 'acme', appId: 'other' });
    expect((await qlikErrorOf(selections.select('Region', ['North']))).code).not.toBe('object-not-found');
    await sales.stable();
    expect([sales.app.selections, appSession()?.appId]).toEqual([{}, 'other']);
  });
});

describe('a command without an object', () => {
  const sales = useSalesApp();
  const briefOf = async (command: Promise<unknown>) => {
    const { code, variant } = await qlikErrorOf(command);
    return [code, variant];
  };

  it('waits for one that is being created', async () => {
    const release = sales.app.pause('createSessionObject');
    const bookmarks = sales.run(() => injectBookmarks(sales.appSession));
    let isOver = false;
    const created = bookmarks.create({ title: 'Mine' }).then(() => (isOver = true));
    await settled();
    expect(isOver).toBeFalse();
    release();
    await created;
    expect(bookmarks.value()?.map(({ title }) => title)).toEqual(['All', 'Mine', 'Tea only']);
  });

  it('has the error of the object', async () => {
    const { appSession, app } = sales;
    const refuse = () =>
      app.failNext('createSessionObject', Object.assign(new Error('Access denied'), { code: 5 }));
    const variable = sales.run(() => injectVariable(appSession, 'nope'));
    const object = sales.run(() => injectObject(appSession, 'nope'));
    await sales.stable();
    refuse();
    const list = sales.run(() => injectList(appSession, 'Region'));
    await sales.stable();
    refuse();
    const bookmarks = sales.run(() => injectBookmarks(appSession));
    const commands: readonly (readonly [
      typeof list | typeof bookmarks | typeof object | typeof variable,
      () => Promise<unknown>,
    ])[] = [
      [variable, () => variable.set(5)],
      [object, () => object.call((each) => each.getInfo())],
      [list, () => list.search('n*')],
      [bookmarks, () => bookmarks.create({ title: 'Mine' })],
    ];
    for (const [resource, command] of commands)
      for (const when of ['as it is created', 'later']) {
        const { code, message } = await qlikErrorOf(command());
        expect([code, message] as unknown[])
          .withContext(when)
          .toEqual([resource.error()?.code, resource.error()?.message]);
      }
    expect(commands.map(([resource]) => resource.error()?.code)).toEqual([
      'object-not-found',
      'object-not-found',
      'engine-error',
      'engine-error',
    ]);
  });

  it('says what is missing', async () => {
    const { appSession } = sales;
    const idle = sales.run(() => injectVariable(appSession, undefined));
    const noApp = sales.run(() => injectVariable(signal(undefined), 'vTarget'));
    const opening = sales.run(() =>
      injectVariable(
        injectAppSession({ connectionId: 'acme', appId: 'sales', identity: 'other' }),
        'vTarget',
      ),
    );
    expect(await briefOf(opening.set(5))).toEqual(['session-suspended', 'not-open']);
    expect(await briefOf(idle.set(5))).toEqual(['object-not-found', 'none']);
    expect(await briefOf(noApp.set(5))).toEqual(['session-suspended', 'no-app']);
    await sales.stable();
    await opening.set(5);
    opening.destroy();
    expect(await briefOf(opening.set(6))).toEqual(['session-suspended', 'no-app']);
  });

  it('says why the connection is lost', async () => {
    const bookmarks = sales.run(() => injectBookmarks(sales.appSession));
    await sales.stable();
    sales.app.closeSocket({ code: 4005 });
    await sales.stable();
    const late = sales.run(() => injectBookmarks(sales.appSession));
    expect(await briefOf(late.create({ title: 'Mine' }))).toEqual([
      'session-suspended',
      sales.appSession()?.state().status === 'suspended' ? '4005' : 'none',
    ]);
    expect(await briefOf(bookmarks.create({ title: 'Mine' }))).toEqual(['session-suspended', 'interrupted']);
  });
});
