import type { Signal } from '@angular/core';
import type { Doc } from '@qlik/api/qix';
import fc from 'fast-check';
import { generatedCases } from '../../generated-cases.spec';
import { useSalesApp } from '../sales-app.spec';
import type { AppSession } from './app-session';
import { type InitialAppState, InitialAppStates } from './initial-app-state';
import { injectAppSession } from './inject-app-session';

/** As it may come from a link to the page. */
const written = (value: unknown) => value as InitialAppState;

const MANY = Array.from({ length: 10_000 }, (_, index) => `Value ${index}`);
const CIRCULAR: { self?: unknown; field: string } = { field: 'Region' };
CIRCULAR.self = CIRCULAR;

describe('an odd initial state of an app', () => {
  const sales = useSalesApp();
  const app = () => sales.testing.app('sales', 'own');

  const use = (initialState: InitialAppState): Signal<AppSession | undefined> =>
    sales.run(() =>
      injectAppSession(() => ({ connectionId: 'acme', appId: 'sales', identity: 'own', initialState })),
    );
  const errorOf = (appSession: Signal<AppSession | undefined>) => {
    const state = appSession()?.state();
    if (state?.status !== 'open') throw new Error(`It is ${state?.status}.`);
    const { cause, message } = state.initialStateError ?? {};
    return { message, reasons: cause instanceof AggregateError ? cause.message : '' };
  };

  for (const [what, state, failed] of [
    [
      'has members that are unknown',
      { selection: [1], selections: [{ field: 'Region', values: ['North'], x: 1 }] },
    ],
    ['is null in each member', { clearsSelections: null, bookmarkId: null, selections: null }],
    ['is a text', 'Region'],
    ['has no list of selections', { selections: { field: 'Region' } }, 'selections'],
    ['has a text in place of a list', { selections: 'Region' }, 'selections'],
    ['has selections that are none', { selections: [null, 7, {}, { field: 7 }] }, 'selection 1, selection 2'],
    ['has values that are no list', { selections: [{ field: 'Region', values: 'North' }] }, 'selection 1'],
    ['has a date as a value', { selections: [{ field: 'Region', values: [new Date(0)] }] }, 'selection 1'],
    [
      'has a dual as a value',
      { selections: [{ field: 'Sales', values: [{ text: '10', num: 10 }] }] },
      'selection 1',
    ],
    ['has no number as a value', { selections: [{ field: 'Sales', values: [NaN] }] }, 'selection 1'],
    ['has a value that JSON lacks', { selections: [{ field: 'Sales', values: [10n] }] }, 'selection 1'],
    ['contains itself', { selections: [CIRCULAR] }],
    ['has no text as a search', { selections: [{ field: 'Region', search: 7 }] }, 'selection 1'],
    ['has a bookmark that is gone', { bookmarkId: 'gone' }, 'bookmark gone'],
  ] as const)
    it(`opens the app where it ${what}`, async () => {
      const appSession = use(written(state));
      await sales.stable();
      const { message } = errorOf(appSession);
      if (failed === undefined) expect(message).toBeUndefined();
      else expect(message).toContain(`initial state: ${failed}`);
    });

  it('has a message of a length that can be shown, whatever could not be selected', async () => {
    const appSession = use({
      selections: [
        { field: 'Region', values: MANY },
        ...MANY.slice(0, 100).map((value) => ({ field: 'Region', values: [value] })),
        { field: 'Product', values: ['Tea', ...MANY] },
      ],
    });
    await sales.stable();
    const { message = '', reasons } = errorOf(appSession);
    expect(message.length).toBeLessThan(600);
    expect(reasons.split('\n').every((line) => line.length < 700)).toBeTrue();
    expect(app().selections).toEqual({ Product: ['Tea'] });
  });

  it('says what a locked field did not accept', async () => {
    const first = use({ selections: [{ field: 'Region', values: ['North'], isLocked: true }] });
    await sales.stable();
    const second = use({ selections: [{ field: 'Region', values: ['South'] }] });
    await sales.stable();
    expect(app().selections).toEqual({ Region: ['North'] });
    expect(errorOf(second).reasons).toContain('The engine did not accept the selection of South.');
    expect(errorOf(first).reasons).toBe(errorOf(second).reasons);
  });

  it('is applied of each of several uses that begin at once, in their order', async () => {
    const uses = [['North'], ['South'], ['West']].map((values) =>
      use({ selections: [{ field: 'Region', values }] }),
    );
    await sales.stable();
    expect(app().selections).toEqual({ Region: ['West'] });
    expect(app().countOf('selectValues')).toBe(3);
    expect(uses.map((each) => errorOf(each).message)).toEqual([undefined, undefined, undefined]);
  });

  it('is applied of a use that begins while another one is applied', async () => {
    const resume = app().pause('selectValues');
    use({ selections: [{ field: 'Region', values: ['North'] }] });
    await sales.stable();
    const second = use({ selections: [{ field: 'Product', values: ['Tea'] }] });
    await sales.stable();
    resume();
    await sales.stable();
    await second()?.ready;
    expect(app().selections).toEqual({ Region: ['North'], Product: ['Tea'] });
  });

  it('is applied of a use that begins while a session that was lost is rebuilt', async () => {
    jasmine.clock().install();
    try {
      use({ selections: [{ field: 'Region', values: ['North'] }] });
      await sales.stable();
      app().select('Product', ['Tea']);
      // Selections are remembered a while after the opening.
      jasmine.clock().tick(1_000);
      await sales.stable();
      const resume = app().pause('lock');
      app().lock('Product');
      await sales.stable();
      jasmine.clock().tick(1_000);
      await sales.stable();
      app().closeSocket({ losesSession: true });
      await sales.stable();
      const second = use({ selections: [{ field: 'Sales', values: [10] }] });
      await sales.stable();
      resume();
      await sales.stable();
      await second()?.ready;
      expect(app().selections['Sales']).toEqual([10]);
    } finally {
      jasmine.clock().uninstall();
    }
  });
});

type Command =
  | { readonly do: 'add'; readonly name: string }
  | { readonly do: 'remove'; readonly index: number }
  | { readonly do: 'apply'; readonly isLost: boolean; readonly meanwhile: number }
  | { readonly do: 'lose' };

const NAMES = ['a', 'b', 'c'];
const COMMAND: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ do: fc.constant('add' as const), name: fc.constantFrom(...NAMES) }),
  fc.record({ do: fc.constant('remove' as const), index: fc.nat(5) }),
  fc.record({ do: fc.constant('apply' as const), isLost: fc.boolean(), meanwhile: fc.nat(3) }),
  fc.constant({ do: 'lose' as const }),
);

/** An app with one field, which records what is selected in it. */
function oneField() {
  const selected: unknown[] = [];
  const accept = async (...values: readonly unknown[]) => {
    selected.push(values);
    return true;
  };
  const handle = { select: accept, selectValues: accept, clear: () => accept() };
  const getField = (field: string) =>
    field === 'Sales' ? Promise.resolve(handle) : Promise.reject(Object.assign(new Error(), { code: 2 }));
  const doc = {
    getField,
    getAppLayout: async () => ({ qStateNames: ['$', 'Left'] }),
    backCount: async () => 0,
  } as unknown as Doc;
  return { doc, selected };
}

async function reasonsOf(state: InitialAppState, doc: Doc): Promise<string> {
  const states = new InitialAppStates(1_000);
  states.addUse(state);
  await states.apply(doc);
  const { cause } = states.error ?? {};
  return cause instanceof AggregateError ? cause.message : '';
}

describe('InitialAppStates', () => {
  it('selects numbers, texts, and searches with quotes as they are written', async () => {
    const { doc, selected } = oneField();
    const search = '"it\'s \\"so\\"" =Sum({<A={"x"}>} B)';
    const selections = [
      { field: 'Sales', values: [10, -0.5, '10', ''] },
      { field: 'Sales', search },
      { field: 'Sales', values: [] },
    ];
    expect(await reasonsOf({ selections }, doc)).toBe('');
    expect(selected).toEqual([
      [
        [
          { qText: '10', qIsNumeric: true, qNumber: 10 },
          { qText: '-0.5', qIsNumeric: true, qNumber: -0.5 },
          { qText: '10', qIsNumeric: false, qNumber: 0 },
          { qText: '', qIsNumeric: false, qNumber: 0 },
        ],
        false,
        false,
      ],
      [search, false],
      [],
    ]);
  });

  for (const stateName of ['', '$', 'Left'])
    it(`says that a field is not there, in the state "${stateName}"`, async () => {
      const selections = [{ field: 'None', values: ['x'], stateName }];
      expect(await reasonsOf({ selections }, oneField().doc)).toContain(
        'There is no field "None" in this app.',
      );
    });

  it('applies what present uses give once in each session of the engine, whatever comes in between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(COMMAND, { maxLength: 20 }), async (commands) => {
        const states = new InitialAppStates(1_000);
        const uses: InitialAppState[] = [];
        const applied: string[] = [];
        let isLost = false;
        const doc = {
          applyBookmark: async (id: string) => {
            await Promise.resolve();
            if (isLost) throw Object.assign(new Error('Not connected'), { code: -1 });
            applied.push(id);
            return true;
          },
        } as unknown as Doc;
        const change = (command: Command | undefined) => {
          if (command?.do === 'add') {
            uses.push({ bookmarkId: command.name });
            states.addUse(uses.at(-1));
          } else if (command?.do === 'remove' && uses.length > 0) {
            const [use] = uses.splice(command.index % uses.length, 1);
            states.removeUse(use);
          }
        };
        const queue = [...commands, { do: 'apply' as const, isLost: false, meanwhile: 0 }];
        for (let command = queue.shift(); command; command = queue.shift()) {
          if (command.do === 'lose') {
            states.reset();
            applied.splice(0);
          } else if (command.do === 'apply') {
            isLost = command.isLost;
            const applying = states.apply(doc).catch(() => undefined);
            queue.splice(0, Math.min(command.meanwhile, queue.length - 1)).forEach(change);
            await applying;
            // As a session does.
            if (!isLost && states.isPending) await states.apply(doc);
            if (!isLost)
              expect(uses.filter(({ bookmarkId = '' }) => !applied.includes(bookmarkId)))
                .withContext(JSON.stringify(commands))
                .toEqual([]);
          } else change(command);
        }
        expect(new Set(applied).size).withContext(JSON.stringify(commands)).toBe(applied.length);
      }),
      { numRuns: generatedCases(500) },
    );
  });

  it('takes any value, and ends with a list of what it could not apply', async () => {
    const refuse = () => Promise.reject(Object.assign(new Error('Invalid'), { code: -32602 }));
    const doc = {
      applyBookmark: refuse,
      clearAll: () => Promise.resolve(),
      getField: refuse,
      getAppLayout: () => Promise.resolve({}),
      backCount: () => Promise.resolve(0),
    } as unknown as Doc;
    const selections = fc.oneof(
      fc.jsonValue(),
      fc.array(fc.record({ field: fc.jsonValue(), values: fc.jsonValue() })),
    );
    const state = fc.oneof(fc.jsonValue(), fc.record({ bookmarkId: fc.jsonValue(), selections }));
    await fc.assert(
      fc.asyncProperty(state, async (value) => {
        const states = new InitialAppStates(1_000);
        states.addUse(written(value));
        await states.apply(doc);
        expect((states.error?.message ?? '').length).toBeLessThan(600);
        states.removeUse(written(value));
      }),
      { numRuns: generatedCases(300) },
    );
  });
});
