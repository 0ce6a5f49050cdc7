import { TestBed } from '@angular/core/testing';
import type { FakeApp } from 'ngx-qlik/testing';
import { useSalesApp } from '../sales-app.spec';
import { injectSelections } from '../selections/inject-selections';
import { injectAppSession } from './inject-app-session';
import type { InitialAppState } from './initial-app-state';
import { DEFAULT_SESSION_LIMITS, QLIK_SESSION_LIMITS } from './session-limits';

/** As the engine rejects a call when the app changes meanwhile: `LOCERR_GENERIC_ABORTED`. */
const aborted = () => Object.assign(new Error('Request aborted'), { code: 15, parameter: '' });

/** The part of the fake engine that all its calls pass. */
interface Calls {
  call(name: string, engineSession: unknown, work: () => unknown): Promise<unknown>;
}

/** Aborts the next call of that name to the object that remembers the selections. @returns how many were aborted */
function abortOfMemory(app: FakeApp, aborts: string): () => number {
  const calls = app as unknown as Calls;
  const original = calls.call.bind(app);
  let count = 0;
  calls.call = (name, engineSession, work) =>
    original(name, engineSession, () => {
      const answer = work();
      if (
        count === 0 &&
        name === aborts &&
        JSON.stringify(answer ?? '').includes('ngx-qlik-selection-memory')
      ) {
        count++;
        throw aborted();
      }
      return answer;
    });
  return () => count;
}

describe('a call of the session that the engine aborts', () => {
  beforeEach(() =>
    TestBed.configureTestingModule({
      providers: [
        { provide: QLIK_SESSION_LIMITS, useValue: { ...DEFAULT_SESSION_LIMITS, firstPause: 0, jitter: 0 } },
      ],
    }),
  );
  const sales = useSalesApp();

  const begin = async (identity: string, prepare: (app: FakeApp) => void, initialState?: InitialAppState) => {
    const app = sales.testing.app('sales', identity);
    prepare(app);
    const appSession = sales.run(() =>
      injectAppSession(() => ({
        ...{ connectionId: 'acme', appId: 'sales', identity },
        ...(initialState && { initialState }),
      })),
    );
    const selections = sales.run(() => injectSelections(appSession));
    await sales.stable();
    return { app, selections, state: () => appSession()?.state() };
  };

  const restoresAfter = async (
    call: 'createSessionObject' | 'getLayout',
    { app, selections }: Awaited<ReturnType<typeof begin>>,
  ) => {
    const count = abortOfMemory(app, call);
    await selections.select('Region', ['North']);
    await sales.stable();
    expect(count()).toBe(1);
    app.closeSocket({ losesSession: true });
    await sales.stable();
    expect(app.selections).toEqual({ Region: ['North'] });
  };

  it('is made again where the memory of the selections is made', async () => {
    await restoresAfter('createSessionObject', await begin('made', () => undefined));
  });

  it('is made again where the memory of the selections is read', async () => {
    const begun = await begin('read', () => undefined);
    await begun.selections.select('Region', ['South']);
    await sales.stable();
    await restoresAfter('getLayout', begun);
  });

  for (const call of ['selectValues', 'getField'] as const) {
    it(`is made again where selections are restored: ${call}`, async () => {
      const { app, selections, state } = await begin(`restored ${call}`, () => undefined);
      await selections.select('Region', ['South']);
      await sales.stable();
      app.failNext(call, aborted());
      app.closeSocket({ losesSession: true });
      await sales.stable();
      const reached = state();
      expect(reached?.status === 'open' && reached.recovery?.lostFields).toEqual([]);
      expect(app.selections).toEqual({ Region: ['South'] });
    });
  }

  for (const call of ['selectValues', 'clearAll', 'applyBookmark'] as const) {
    it(`is made again for an initial state: ${call}`, async () => {
      const { app, state } = await begin(`initial ${call}`, (each) => each.failNext(call, aborted()), {
        clearsSelections: true,
        bookmarkId: 'tea',
        selections: [{ field: 'Region', values: ['North'] }],
      });
      const reached = state();
      expect(reached?.status === 'open' && reached.initialStateError).toBeUndefined();
      expect(app.selections).toEqual({ Product: ['Tea'], Region: ['North'] });
    });
  }

  it('is given up after twenty times', async () => {
    const { app, state } = await begin(
      'always',
      (each) => {
        for (let time = 0; time < 30; time += 1) each.failNext('selectValues', aborted());
      },
      { selections: [{ field: 'Region', values: ['North'] }] },
    );
    const reached = state();
    expect(reached?.status === 'open' && reached.initialStateError?.code).toBe('engine-error');
    expect(app.countOf('selectValues')).toBe(21);
  });
});
