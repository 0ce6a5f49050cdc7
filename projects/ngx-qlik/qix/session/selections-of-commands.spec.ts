import { injectBookmarks } from '../app-contents/bookmarks';
import { injectHypercube } from '../hypercube/inject-hypercube';
import { injectList } from '../lists/inject-list';
import { injectObject } from '../objects/inject-object';
import { useSalesApp } from '../sales-app.spec';
import { injectSelections } from '../selections/inject-selections';

describe('a session that is lost right after a command', () => {
  const sales = useSalesApp();
  const create = async () => {
    const { appSession } = sales;
    const created = sales.run(() => ({
      selections: injectSelections(appSession),
      left: injectSelections(appSession, { stateName: 'Left' }),
      bookmarks: injectBookmarks(appSession),
      list: injectList(appSession, 'Region'),
      table: injectHypercube(appSession, { dimensions: ['Region'], measures: ['Sum(Sales)'] }),
      object: injectObject(appSession, 'chart'),
    }));
    await sales.stable();
    const shown = () =>
      [created.selections, created.left].map((each) =>
        each.fields().map(({ field, texts, isLocked }) => [field, ...texts, ...(isLocked ? ['locked'] : [])]),
      );
    return { ...created, shown };
  };
  type Created = Awaited<ReturnType<typeof create>>;
  const lose = async () => {
    sales.app.closeSocket({ losesSession: true });
    await sales.stable();
  };

  const commands: readonly [string, (created: Created) => Promise<unknown>, string[][][]][] = [
    ['select', ({ selections }) => selections.select('Region', ['West']), [[['Region', 'West']], []]],
    [
      'select in a state',
      ({ left }) => left.select('Region', ['West']),
      [[['Region', 'North']], [['Region', 'West']]],
    ],
    ['clear', ({ selections }) => selections.clear(), [[], []]],
    ['lock', ({ selections }) => selections.lock('Region'), [[['Region', 'North', 'locked']], []]],
    ['back', ({ selections }) => selections.back(), [[], []]],
    [
      'selectAll',
      ({ selections }) => selections.selectAll([{ field: 'Product', values: ['Tea'] }]),
      [
        [
          ['Product', 'Tea'],
          ['Region', 'North'],
        ],
        [],
      ],
    ],
    ['apply', ({ bookmarks }) => bookmarks.apply('tea'), [[['Product', 'Tea']], []]],
    ['clear of a list', ({ list }) => list.clear(), [[], []]],
    ['select of a table', ({ table }) => table.select(0, [0], { mode: 'toggle' }), [[], []]],
    ['call', ({ object }) => object.call((_, doc) => doc.clearAll()), [[], []]],
  ];
  for (const [name, command, expected] of commands)
    it(`has its selections: ${name}`, async () => {
      const created = await create();
      await created.selections.select('Region', ['North']);
      await command(created);
      await lose();
      const sorted = created.shown().map((state) => state.sort());
      expect(sorted).toEqual(expected);
    });

  it('has the selections of the first moment', async () => {
    const { selections, shown } = await create();
    await selections.select('Region', ['North']);
    await lose();
    expect(shown()).toEqual([[['Region', 'North']], []]);
  });
});
