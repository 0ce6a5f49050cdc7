import { settled } from 'ngx-qlik/testing';
import { injectBookmarks } from '../app-contents/bookmarks';
import { injectHypercube } from '../hypercube/inject-hypercube';
import { injectList } from '../lists/inject-list';
import { useSalesApp } from '../sales-app.spec';
import { injectSelections } from '../selections/inject-selections';
import { injectVariable, injectVariables } from '../variables/inject-variables';
import { injectObject } from './inject-object';

describe('a command', () => {
  const sales = useSalesApp();

  /** Makes a command while layouts are late, as those of a server are. @returns whether it waited for them */
  const waitsForLayouts = async (command: () => Promise<unknown>): Promise<boolean> => {
    const release = sales.app.pause('getLayout');
    let isOver = false;
    const over = command().then(() => (isOver = true));
    await settled();
    const isEarly = isOver;
    release();
    await over;
    return !isEarly;
  };

  const create = async () => {
    const { appSession } = sales;
    const created = sales.run(() => ({
      selections: injectSelections(appSession),
      bookmarks: injectBookmarks(appSession),
      list: injectList(appSession, 'Region'),
      variable: injectVariable(appSession, 'vTarget'),
      variables: injectVariables(appSession),
      table: injectHypercube(appSession, { dimensions: ['Region'], measures: ['Sum(Sales)'] }),
      object: injectObject<{ readonly title?: string }>(appSession, 'chart'),
    }));
    await sales.stable();
    const fields = () => created.selections.fields().map(({ field, texts }) => [field, ...texts]);
    const titles = () => created.bookmarks.value()?.map(({ title }) => title);
    return { ...created, fields, titles };
  };

  it('of the selections resolves when they are there', async () => {
    const { selections, fields } = await create();
    const commands: readonly [() => Promise<void>, unknown][] = [
      [() => selections.select('Region', ['North']), [['Region', 'North']]],
      [() => selections.selectMatches('Region', 'w*'), [['Region', 'West']]],
      [() => selections.back(), [['Region', 'North']]],
      [() => selections.forward(), [['Region', 'West']]],
      [() => selections.clear('Region'), []],
      [() => selections.selectAll([{ field: 'Product', values: ['Tea'] }]), [['Product', 'Tea']]],
      [() => selections.clear(), []],
    ];
    for (const [command, expected] of commands) {
      expect(await waitsForLayouts(command)).toBeTrue();
      expect(fields()).toEqual(expected as string[][]);
    }
    await selections.select('Region', ['West']);
    expect(await waitsForLayouts(() => selections.lock())).toBeTrue();
    expect(selections.fields()[0]?.isLocked).toBeTrue();
    expect(await waitsForLayouts(() => selections.unlock('Region'))).toBeTrue();
    expect(selections.fields()[0]?.isLocked).toBeFalse();
  });

  it('that fails in one field has the selections in the others', async () => {
    const { selections, fields } = await create();
    const fails = () =>
      selections
        .selectAll([
          { field: 'Region', values: ['West'] },
          { field: 'Product', values: ['None'] },
        ])
        .catch(() => undefined);
    expect(await waitsForLayouts(fails)).toBeTrue();
    expect(fields()).toEqual([['Region', 'West']]);
  });

  it('of the bookmarks resolves when the list has the change', async () => {
    const { bookmarks, titles } = await create();
    let id = '';
    expect(await waitsForLayouts(async () => (id = await bookmarks.create({ title: 'Mine' })))).toBeTrue();
    expect(titles()).toEqual(['All', 'Mine', 'Tea only']);
    expect(await waitsForLayouts(() => bookmarks.update(id, { title: 'Ours' }))).toBeTrue();
    expect(titles()).toEqual(['All', 'Ours', 'Tea only']);
    expect(await waitsForLayouts(() => bookmarks.publish(id))).toBeTrue();
    expect(bookmarks.value()?.find((each) => each.id === id)?.isPublished).toBeTrue();
    expect(await waitsForLayouts(() => bookmarks.delete(id))).toBeTrue();
    expect(titles()).toEqual(['All', 'Tea only']);
  });

  it('that selects resolves when the selections of the app have it', async () => {
    const { bookmarks, list, table, fields } = await create();
    expect(await waitsForLayouts(() => bookmarks.apply('tea'))).toBeTrue();
    expect(fields()).toEqual([['Product', 'Tea']]);
    const south = list.firstValues().find(({ text }) => text === 'South')?.elementNumber ?? NaN;
    expect(await waitsForLayouts(() => list.select([south]))).toBeTrue();
    expect(list.firstValues()[0]?.state).toBe('selected');
    expect(fields().sort()).toEqual([
      ['Product', 'Tea'],
      ['Region', 'South'],
    ]);
    const element = table.firstRows()[0]?.cells[0]?.elementNumber ?? NaN;
    expect(table.rowCount()).toBe(1);
    await list.clear();
    expect(await waitsForLayouts(() => table.select(0, [element]))).toBeTrue();
    expect(table.rowCount()).toBe(1);
    expect(fields().length).toBe(2);
  });

  it('of a search, a variable or an object resolves when the value has the change', async () => {
    const { list, variable, variables, object } = await create();
    expect(await waitsForLayouts(() => list.search('n*'))).toBeTrue();
    expect([list.size(), list.searchText()]).toEqual([1, 'n*']);
    expect(await waitsForLayouts(() => list.acceptSearch())).toBeTrue();
    expect([list.size(), list.value()?.counts.selected]).toEqual([3, 1]);
    expect(await waitsForLayouts(() => variable.set(7))).toBeTrue();
    expect(variable.value()?.number).toBe(7);
    expect(await waitsForLayouts(() => variables.set('vTarget', 8))).toBeTrue();
    expect(variables.value()?.find(({ name }) => name === 'vTarget')?.definition).toBe('8');
    const patch = { qOp: 'Replace' as const, qPath: '/title', qValue: '"New"' };
    expect(await waitsForLayouts(() => object.call((each) => each.applyPatches([patch], true)))).toBeTrue();
    expect(object.value()?.title).toBe('New');
  });

  for (const stateName of [undefined, 'Left'])
    for (const how of ['select', 'selectAll'] as const)
      it(`of the selections (${how}, ${stateName ?? 'default state'}) waits for the others of the app`, async () => {
        const { selections } = await create();
        const inState = stateName === undefined ? {} : { stateName };
        const others = sales.run(() => [1, 2].map(() => injectSelections(sales.appSession, inState)));
        await sales.stable();
        const made = { field: 'Region', values: ['North'], ...inState };
        const select = () =>
          how === 'select' ? selections.select('Region', ['North'], inState) : selections.selectAll([made]);
        expect(await waitsForLayouts(select)).toBeTrue();
        expect(others.map((each) => each.fields().map(({ texts }) => texts))).toEqual([
          [['North']],
          [['North']],
        ]);
      });

  it('that changes nothing waits for nothing', async () => {
    const { bookmarks, selections } = await create();
    await selections.select('Region', ['West']);
    const release = sales.app.pause('getLayout');
    await selections.texts('Region');
    expect(bookmarks.isLoading()).toBeFalse();
    release();
  });
});
