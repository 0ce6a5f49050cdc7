import { TestBed } from '@angular/core/testing';
import { type FakeApp, ɵrealDelay as realDelay } from 'ngx-qlik/testing';
import { useEnginePage } from '../engine-page.spec';
import { asDoc } from '../fake-engine.spec';
import { useSalesApp } from '../sales-app.spec';
import { injectSelections } from '../selections/inject-selections';
import { injectAppSession } from './inject-app-session';
import type { InitialAppState } from './initial-app-state';
import { QixSessions } from './qix-sessions';
import { DEFAULT_SESSION_LIMITS, QLIK_SESSION_LIMITS } from './session-limits';

const NORTH: InitialAppState = { selections: [{ field: 'Region', values: ['North'] }] };

/** An error of the engine that is neither an abortion nor a lost connection. */
const engineError = (code: number) => Object.assign(new Error('Refused'), { code, parameter: 'x' });

describe('a session that is rebuilt', () => {
  beforeEach(() =>
    TestBed.configureTestingModule({
      providers: [
        { provide: QLIK_SESSION_LIMITS, useValue: { ...DEFAULT_SESSION_LIMITS, firstPause: 0, jitter: 0 } },
      ],
    }),
  );
  const sales = useSalesApp();

  const begin = async (identity: string, initialState?: InitialAppState) => {
    const app = sales.testing.app('sales', identity);
    const appSession = sales.run(() =>
      injectAppSession(() => ({
        ...{ connectionId: 'acme', appId: 'sales', identity },
        ...(initialState && { initialState }),
      })),
    );
    const selections = sales.run(() => injectSelections(appSession));
    await sales.stable();
    const recovery = () => {
      const state = appSession()?.state();
      return state?.status === 'open' ? (state.recovery ?? 'none') : state?.status;
    };
    return { app, appSession, selections, recovery };
  };
  const lose = async (app: FakeApp, losesSession = true, code = 1006) => {
    app.closeSocket({ losesSession, code });
    await sales.stable();
  };

  it('keeps what other code selects right after, where the connection is interrupted then', async () => {
    const { app, selections } = await begin('selected after');
    await selections.select('Region', ['South']);
    await sales.stable();
    await lose(app);
    app.select('Region', ['North']);
    await sales.stable();
    await lose(app, false);
    expect([app.selections, app.countOf('open')]).toEqual([{ Region: ['North'] }, 2]);
  });

  it('has the latest selections where one reading of them was refused', async () => {
    const { app, selections } = await begin('refused reading');
    await selections.select('Region', ['South']);
    await sales.stable();
    const calls = app as unknown as {
      call(name: string, of: unknown, work: () => unknown): Promise<unknown>;
    };
    const original = calls.call.bind(app);
    let refusals = 0;
    calls.call = (name, of, work) =>
      original(name, of, () => {
        const answer = work();
        if (refusals > 0 || name !== 'getLayout' || !JSON.stringify(answer).includes('selection-memory'))
          return answer;
        refusals++;
        throw engineError(-32602);
      });
    await selections.select('Region', ['North']);
    await sales.stable();
    await realDelay(1_100);
    await sales.stable();
    expect(refusals).toBe(1);
    await lose(app);
    expect(app.selections).toEqual({ Region: ['North'] });
  });

  it('has no selections where the user has cleared the initial ones, after a failure too', async () => {
    const { app, appSession, selections } = await begin('cleared', NORTH);
    await selections.clear();
    await sales.stable();
    await lose(app, true, 4204);
    expect(appSession()?.state().status).toBe('failed');
    appSession()?.resume();
    await sales.stable();
    expect([appSession()?.state().status, app.selections]).toEqual(['open', {}]);
  });

  for (const code of [5, 1003, -32602]) {
    it(`is open where the engine refuses to clear its selections: ${code}`, async () => {
      const { app, selections, recovery } = await begin(`refusal ${code}`, NORTH);
      await selections.select('Region', ['South']);
      await sales.stable();
      for (let time = 0; time < 30; time += 1) app.failNext('clearAll', engineError(code));
      await lose(app);
      expect([recovery(), app.countOf('open')]).toEqual([
        jasmine.objectContaining({ restoredFields: ['Region'] }),
        2,
      ]);
    });
  }

  it('names the lost fields after a short interruption too', async () => {
    const { app, selections, recovery } = await begin('lost fields');
    await selections.select('Region', ['South']);
    await sales.stable();
    app.failNext('selectValues', engineError(-32602));
    await lose(app);
    expect(recovery()).toEqual(jasmine.objectContaining({ lostFields: ['Region'] }));
    await realDelay(450);
    await sales.stable();
    await lose(app, false);
    expect(recovery()).toEqual(jasmine.objectContaining({ lostFields: ['Region'] }));
    await lose(app);
    expect(recovery()).not.toEqual(jasmine.objectContaining({ lostFields: ['Region'] }));
  });
});

describe('a socket that falls silent', () => {
  const page = useEnginePage({ limits: { call: 60_000 } });
  const never = () => new Promise<never>(() => undefined);

  it('while an initial state is applied is no open app', async () => {
    page.qix.prepare = (doc) => Object.assign(doc, { getField: never, backCount: never });
    const use = TestBed.inject(QixSessions).open('a', 'sales', { initialState: NORTH });
    await page.settle();
    await page.pass(60_000);
    await page.pass(5_000);
    expect(use.state()).toEqual({
      status: 'failed',
      error: jasmine.objectContaining({ code: 'app-open-timeout', isRetryable: true }),
    });
  });

  it('while selections are restored is no open app, and they are restored when it responds', async () => {
    const use = TestBed.inject(QixSessions).open('a', 'sales');
    await page.settle();
    await page.pass(400);
    const live = page.qix.last;
    const memory = live.doc.objectOf('ngx-qlik-selection-memory');
    const selected = { qField: 'Region', qSelectedCount: 1, qSelectedFieldSelectionInfo: [{ qName: 'N' }] };
    memory.layout = { qSelectionObject: { qSelections: [selected] } };
    memory.emit('changed');
    await page.settle();
    live.doc.session.resume = () => Promise.reject(Object.assign(new Error('Not attached'), { code: -12 }));
    page.qix.prepare = (doc) => Object.assign(doc, { getField: never, backCount: never });
    live.emit('suspended', 1006);
    await page.settle();
    page.qix.prepare = () => undefined;
    await page.pass(60_000);
    await page.pass(5_000);
    await page.pass(1_000);
    expect(use.state()).toEqual({
      status: 'open',
      recovery: jasmine.objectContaining({ restoredFields: ['Region'], lostFields: [] }),
    });
    expect(page.qix.last.doc.calls).toContain('select Region: N');
  });
});

describe("what Qlik's runtime keeps of an app", () => {
  const callbacks: ((opened: { readonly doc: ReturnType<typeof asDoc> }) => Promise<void>)[] = [];
  const page = useEnginePage({
    modules: {
      'initial-app-state@v1': {
        addOnAppOpenCallback: (_app: unknown, given: (typeof callbacks)[number]) => callbacks.push(given),
      },
    },
  });

  it('has no effect after the use that left before the app was open', async () => {
    page.qix.holdNext();
    const opened: unknown[] = [];
    const first = TestBed.inject(QixSessions).open('a', 'sales', {
      initialState: { onOpen: (doc) => void opened.push(doc) },
    });
    await page.settle();
    first.close();
    await page.settle();
    page.qix.nextOpening(async (doc) => {
      for (const callback of callbacks) await callback({ doc: asDoc(doc) });
      return doc;
    });
    const second = TestBed.inject(QixSessions).open('a', 'sales');
    await page.settle();
    expect([second.state().status, callbacks.length, opened]).toEqual(['open', 1, []]);
  });

  it('is one open socket, which is not opened again for another part of the page', async () => {
    const use = TestBed.inject(QixSessions).open('a', 'sales');
    await page.settle();
    const { doc } = page.qix.last;
    Object.assign(doc.session.rpc, { socket: { readyState: WebSocket.OPEN } });
    doc.session.sessionState = 'SESSION_ATTACHED';
    page.qix.last.emit('suspended', 1006);
    await page.settle();
    expect(use.state()).toEqual({ status: 'open', isReattached: true });
    expect(doc.calls.filter((call) => call.startsWith('resume'))).toEqual([]);
  });
});
