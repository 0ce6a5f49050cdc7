import { TestBed } from '@angular/core/testing';
import fc from 'fast-check';
import { type FakeApp, settled } from 'ngx-qlik/testing';
import { qlikErrorOf } from '../../testing/qlik-error-of';
import { generatedCases } from '../../generated-cases.spec';
import { useSalesApp } from '../sales-app.spec';
import { type FieldList, injectList } from './inject-list';

const REGIONS = ['North', 'South', 'West'];
const MATCHES: Readonly<Record<string, readonly string[]>> = {
  '': REGIONS,
  'n*': ['North'],
  'w*': ['West'],
  '*th': ['North', 'South'],
};

type Command =
  | { readonly do: 'search'; readonly text: string }
  | { readonly do: 'accept' }
  | { readonly do: 'lose' };

interface SearchCase {
  readonly commands: readonly (Command & { readonly turns: number })[];
  /** How many tasks each answer takes. */
  readonly delays: readonly number[];
}

const TURNS = fc.nat(3);
const SEARCH_CASE: fc.Arbitrary<SearchCase> = fc.record({
  commands: fc.array(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constant('search' as const),
          text: fc.constantFrom(...Object.keys(MATCHES)),
          turns: TURNS,
        }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('accept' as const), turns: TURNS }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const), turns: TURNS }) },
    ),
    { minLength: 1, maxLength: 6 },
  ),
  delays: fc.array(fc.nat(3), { minLength: 1, maxLength: 7 }),
});

interface CommandCase {
  readonly text: string;
  readonly command: 'all' | 'possible' | 'accept';
  readonly delays: readonly number[];
  readonly turns: number;
}

const COMMAND_CASE: fc.Arbitrary<CommandCase> = fc.record({
  text: fc.constantFrom('n*', 'w*', '*th'),
  command: fc.constantFrom('all', 'possible', 'accept'),
  delays: fc.array(fc.nat(2), { minLength: 1, maxLength: 7 }),
  turns: fc.nat(12),
});

type Call = (...call: readonly unknown[]) => Promise<unknown>;

/** Lets the answers of an app come late, each by its own time. @returns the function that ends it */
function delayAnswers(app: FakeApp, delays: readonly number[]): () => void {
  const calls = app as unknown as { call: Call };
  const answer = calls.call;
  let next = 0;
  calls.call = async (...call) => {
    const delay = delays[next++ % delays.length] ?? 0;
    const result = await answer.call(app, ...call);
    for (let turn = 0; turn < delay; turn++) await settled();
    return result;
  };
  return () => void (calls.call = answer);
}

const shownBy = (list: FieldList) =>
  list
    .firstValues()
    .map(({ text }) => text)
    .sort();

describe('the search of a list', () => {
  const sales = useSalesApp();
  const create = async (): Promise<FieldList> => {
    sales.app.clear();
    const list = sales.run(() => injectList(sales.appSession, 'Region'));
    await sales.stable();
    return list;
  };
  const pass = async (turns: number) => {
    for (let turn = 0; turn < turns; turn++) {
      TestBed.flushEffects();
      await settled();
    }
  };

  /** A socket that is lost again while the session is rebuilt is followed by a pause. */
  const reconnected = async () => {
    const end = Date.now() + 10_000;
    while (sales.appSession()?.state().status !== 'open' && Date.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 10));
  };

  it('has the text of the values that are shown, whatever the order of the answers', async () => {
    await fc.assert(
      fc.asyncProperty(SEARCH_CASE, async ({ commands, delays }) => {
        const list = await create();
        const end = delayAnswers(sales.app, delays);
        const pending: Promise<unknown>[] = [];
        for (const command of commands) {
          if (command.do === 'lose') sales.app.closeSocket({ losesSession: true });
          else
            pending.push(
              // A command of a lost connection fails.
              (command.do === 'search' ? list.search(command.text) : list.acceptSearch()).catch(
                () => undefined,
              ),
            );
          await pass(command.turns);
        }
        await Promise.all(pending);
        end();
        await reconnected();
        await sales.stable();
        expect([list.status(), shownBy(list)]).toEqual(['resolved', [...(MATCHES[list.searchText()] ?? [])]]);
        list.destroy();
        await sales.stable();
      }),
      { numRuns: generatedCases(150) },
    );
  }, 60_000);

  it('is there for each command to a list that is made anew', async () => {
    await fc.assert(
      fc.asyncProperty(COMMAND_CASE, async ({ text, command, delays, turns }) => {
        const list = await create();
        await list.search(text);
        const end = delayAnswers(sales.app, delays);
        sales.app.closeSocket({ losesSession: true });
        for (let turn = 0; turn < 20 && sales.appSession()?.state().status !== 'open'; turn++) await pass(1);
        await pass(turns);
        expect(shownBy(list)).toEqual([...(MATCHES[text] ?? [])]);
        await (command === 'accept' ? list.acceptSearch() : list.selectGroup(command));
        end();
        await sales.stable();
        expect([...(sales.app.selections['Region'] ?? [])].sort()).toEqual([...(MATCHES[text] ?? [])]);
        expect(list.searchText()).toBe(command === 'accept' ? '' : text);
        list.destroy();
        await sales.stable();
      }),
      { numRuns: generatedCases(150) },
    );
  }, 60_000);

  it('is repeated when the engine aborts it', async () => {
    const list = await create();
    await list.search('n*');
    sales.app.failNext('searchListObjectFor', Object.assign(new Error('Aborted'), { code: 15 }));
    sales.app.closeSocket({ losesSession: true });
    await sales.stable();
    expect([list.searchText(), shownBy(list)]).toEqual(['n*', ['North']]);
  });

  it('fails the list, and what waits for it, when the engine refuses to repeat it', async () => {
    const list = await create();
    await list.search('n*');
    const created = sales.app.countOf('createSessionObject');
    const resume = sales.app.pause('searchListObjectFor');
    sales.app.failNext('searchListObjectFor', Object.assign(new Error('Bad search'), { code: 7 }));
    sales.app.closeSocket({ losesSession: true });
    await sales.stable();
    const pending = qlikErrorOf(list.selectGroup('all'));
    resume();
    await sales.stable();
    expect([list.status(), list.error()?.message, (await pending).message]).toEqual([
      'error',
      'Bad search',
      'Bad search',
    ]);
    expect([list.searchText(), sales.app.selections]).toEqual(['', {}]);
    list.reload();
    await sales.stable();
    expect([list.status(), shownBy(list)]).toEqual(['resolved', REGIONS]);
    list.destroy();
    await sales.stable();
    expect(sales.app.countOf('createSessionObject')).toBeGreaterThan(created);
  });
});
