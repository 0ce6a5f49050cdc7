import { TestBed } from '@angular/core/testing';
import fc from 'fast-check';
import { type FakeAppData, fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { generatedCases } from '../../generated-cases.spec';
import { injectBookmarks } from '../app-contents/bookmarks';
import { injectHypercube } from '../hypercube/inject-hypercube';
import { injectList } from '../lists/inject-list';
import { injectObject } from '../objects/inject-object';
import { useSalesApp } from '../sales-app.spec';
import { injectSelections } from '../selections/inject-selections';
import { injectAppSession } from './inject-app-session';

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

/** Fields with more values than the engine lists of a selection. */
const MANY: FakeAppData = {
  rows: Array.from({ length: 30 }, (_, index) => ({
    Region: `region ${index}`,
    Product: `product ${index}`,
  })),
  stateNames: ['Left'],
};

interface ManyCase {
  readonly selections: readonly {
    readonly field: 'Region' | 'Product';
    readonly stateName: 'Left' | undefined;
    readonly count: number;
  }[];
  /** How many tasks each answer takes. */
  readonly delays: readonly number[];
}

const MANY_CASE: fc.Arbitrary<ManyCase> = fc.record({
  selections: fc.array(
    fc.record({
      field: fc.constantFrom('Region', 'Product'),
      stateName: fc.constantFrom(undefined, 'Left'),
      count: fc.integer({ min: 1, max: 30 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  delays: fc.array(fc.nat(2), { minLength: 1, maxLength: 5 }),
});

describe('a session with many selected values', () => {
  let count = 0;
  beforeEach(() =>
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({ connections: [fakeConnection({ id: 'acme' })], apps: { many: MANY } }),
      ],
    }),
  );

  const loseAfterCommands = async ({ selections, delays }: ManyCase) => {
    const testing = TestBed.inject(QlikTesting);
    const identity = `case ${++count}`;
    const app = testing.app('many', identity);
    const [appSession, all] = TestBed.runInInjectionContext(() => {
      const opened = injectAppSession({ connectionId: 'acme', appId: 'many', identity });
      return [opened, injectSelections(opened)];
    });
    await testing.whenStable();
    const calls = app as unknown as { call: (...call: readonly unknown[]) => Promise<unknown> };
    const answer = calls.call.bind(app);
    let next = 0;
    calls.call = async (...call) => {
      const result = await answer(...call);
      const delay = delays[next++ % delays.length] ?? 0;
      for (let turn = 0; turn < delay; turn++) await settled();
      return result;
    };
    const expected = new Map<string, readonly string[]>();
    for (const { field, stateName, count: size } of selections) {
      const values = Array.from({ length: size }, (_, index) => `${field.toLowerCase()} ${index}`);
      expected.set(stateName === undefined ? field : `${field} (alternate state ${stateName})`, values);
      await all.select(field, values, { ...(stateName !== undefined && { stateName }) });
    }
    app.closeSocket({ losesSession: true });
    calls.call = answer;
    await testing.whenStable();
    const state = appSession()?.state();
    const recovery = state?.status === 'open' ? state.recovery : undefined;
    expect([recovery?.lostFields, new Set(recovery?.restoredFields)]).toEqual([[], new Set(expected.keys())]);
    for (const [name, values] of expected) {
      const [field = '', stateName] = name.replace(')', '').split(' (alternate state ');
      const texts = await all.texts(field, { ...(stateName !== undefined && { stateName }) });
      expect(new Set(texts)).toEqual(new Set(values));
    }
    all.destroy();
    appSession()?.close();
  };

  it('has them when it is lost right after the command', async () => {
    await fc.assert(fc.asyncProperty(MANY_CASE, loseAfterCommands), { numRuns: generatedCases(100) });
  }, 60_000);
});
