import type { Signal } from '@angular/core';
import { ApplicationRef } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import fc from 'fast-check';
import { type FakeApp, settled, ɵrealDelay as realDelay } from 'ngx-qlik/testing';
import { generatedCases } from '../../generated-cases.spec';
import { useSalesApp } from '../sales-app.spec';
import { injectSelections } from '../selections/inject-selections';
import type { AppSession } from './app-session';
import type { InitialAppState } from './initial-app-state';
import { injectAppSession } from './inject-app-session';
import { QixSessions } from './qix-sessions';
import { DEFAULT_SESSION_LIMITS, QLIK_SESSION_LIMITS } from './session-limits';

/** A moment at which the socket closes. */
interface Moment {
  /** Number of calls to the engine since the moment before. */
  readonly calls: number;
  /** Whether the engine has the call, and whether the page gets its answer. */
  readonly when: 'before the call' | 'before the answer' | 'after the answer';
  /** Whether the rejections of the calls come before the event of the socket. */
  readonly isEventLate: boolean;
  readonly losesSession: boolean;
  /** The close code: a lost connection, or an engine that stops, after which Qlik's runtime reconnects. */
  readonly code: 1006 | 4003;
}

/** What the page does meanwhile. */
interface Act {
  /** Number of calls to the engine since the act before. */
  readonly calls: number;
  readonly act: 'resume' | 'go online' | 'become visible' | 'join' | 'leave' | 'call';
}

interface LossCase {
  /** Where the first moment counts from. */
  readonly from: 'opening' | 'open';
  /** Of the first loss of an open app. */
  readonly code: Moment['code'];
  readonly initialState: 'none' | 'selections' | 'all';
  readonly isLocked: boolean;
  readonly moments: readonly Moment[];
  readonly acts: readonly Act[];
  /** Number of attempts to open, and to reconnect, that fail from the first moment on: more than the session makes in a row. */
  readonly refusals: { readonly open: number; readonly resume: number };
}

const MOMENT: fc.Arbitrary<Moment> = fc.record({
  calls: fc.nat(14),
  when: fc.constantFrom('before the call', 'before the answer', 'after the answer'),
  isEventLate: fc.boolean(),
  losesSession: fc.boolean(),
  code: fc.constantFrom(1006, 1006, 4003),
});
const LOSS_CASE: fc.Arbitrary<LossCase> = fc.record({
  from: fc.constantFrom('opening', 'open', 'open'),
  code: fc.constantFrom(1006, 4003),
  initialState: fc.constantFrom('none', 'selections', 'all'),
  isLocked: fc.boolean(),
  moments: fc.array(MOMENT, { minLength: 1, maxLength: 4 }),
  acts: fc.array(
    fc.record({
      calls: fc.nat(12),
      act: fc.constantFrom('resume', 'go online', 'become visible', 'join', 'leave', 'call'),
    }),
    { maxLength: 6 },
  ),
  refusals: fc.oneof(fc.constant({ open: 0, resume: 0 }), fc.record({ open: fc.nat(9), resume: fc.nat(6) })),
});

const STATES: Readonly<Record<LossCase['initialState'], InitialAppState | undefined>> = {
  none: undefined,
  selections: { selections: [{ field: 'Region', values: ['North', 'South'] }] },
  all: {
    onOpen: async (doc) => void (await doc.getAppLayout()),
    clearsSelections: true,
    bookmarkId: 'tea',
    selections: [
      { field: 'Region', values: ['North', 'South'] },
      { field: 'Product', values: ['Tea'], stateName: 'Left' },
    ],
  },
};
const BEGIN: Readonly<Record<LossCase['initialState'], FakeApp['selections']>> = {
  none: {},
  selections: { Region: ['North', 'South'] },
  all: { Region: ['North', 'South'], Product: ['Tea'] },
};

type Call = (name: string, engineSession: unknown, work: () => unknown) => Promise<unknown>;
/** The part of the fake engine that all its calls pass. */
interface Calls {
  call: Call;
}

/** As enigma rejects what waits for an answer; `getField` and `getObject` of Qlik's code have one error for everything. */
function rejectionOf(name: string): Error {
  const isGet = name === 'getField' || name === 'getObject';
  return Object.assign(new Error('Socket closed'), {
    code: isGet ? 2 : -1,
    ...(!isGet && { original: { code: 1006 } }),
  });
}

/** Closes the socket of an app at the moments. */
class ClosingSockets {
  private calls = 0;
  private isDead = false;
  private isStarted = false;
  private onCall: () => void = () => undefined;
  private readonly moments: Moment[];

  constructor(
    private readonly app: FakeApp,
    moments: readonly Moment[],
  ) {
    this.moments = [...moments];
    const calls = app as unknown as Calls;
    const original = calls.call.bind(app);
    calls.call = (name, engineSession, work) =>
      this.pass(name, () => original(name, engineSession, work), engineSession !== undefined);
  }

  /** @param onCall called at each call to the engine from now on */
  start(onCall: () => void): void {
    this.isStarted = true;
    this.onCall = onCall;
  }

  private async pass(name: string, call: () => Promise<unknown>, isOfSession: boolean): Promise<unknown> {
    this.onCall();
    if (this.isDead && isOfSession) throw rejectionOf(name);
    const [moment] = this.moments;
    if (!moment || !this.isStarted || !isOfSession || this.calls++ < moment.calls) return call();
    this.moments.shift();
    this.calls = 0;
    if (moment.when === 'before the call') return this.fail(name, moment);
    const answer = await call();
    if (moment.when === 'before the answer') return this.fail(name, moment);
    void Promise.resolve().then(() => this.close(moment));
    return answer;
  }

  private async fail(name: string, moment: Moment): Promise<never> {
    void this.close(moment);
    throw rejectionOf(name);
  }

  private async close({ isEventLate, losesSession, code }: Moment): Promise<void> {
    this.isDead = true;
    for (let turn = 0; isEventLate && turn < 6; turn++) await Promise.resolve();
    this.isDead = false;
    this.app.closeSocket({ losesSession, code });
  }
}

/** Acts at calls to the engine. */
class Page {
  /** The uses beside the first one. */
  readonly uses: AppSession[] = [];
  private readonly calls: Promise<unknown>[] = [];
  private readonly acts: Act[];
  private since = 0;

  constructor(
    acts: readonly Act[],
    private readonly open: () => AppSession,
  ) {
    this.acts = [...acts];
  }

  act(appSession: AppSession | undefined): void {
    const [next] = this.acts;
    if (!next || !appSession || this.since++ < next.calls) return;
    this.since = 0;
    this.acts.shift();
    if (next.act === 'resume') appSession.resume();
    else if (next.act === 'go online') window.dispatchEvent(new Event('online'));
    else if (next.act === 'become visible') document.dispatchEvent(new Event('visibilitychange'));
    else if (next.act === 'join') this.uses.push(this.open());
    else if (next.act === 'leave') this.uses.pop()?.close();
    // Refused where the socket closes meanwhile, and never left without an answer.
    else this.calls.push(appSession.ready.then((doc) => doc.getAppLayout()).catch(() => undefined));
  }

  /** @returns the status and the app of each use, when all calls are answered */
  async end(): Promise<readonly (readonly unknown[])[]> {
    this.acts.length = 0;
    await Promise.all(this.calls);
    const ended = this.uses.map(async (use) => [use.state().status, await use.ready]);
    const found = await Promise.all(ended);
    this.uses.forEach((use) => use.close());
    return found;
  }
}

describe('a session whose socket closes at any moment', () => {
  beforeEach(() =>
    TestBed.configureTestingModule({
      providers: [
        {
          provide: QLIK_SESSION_LIMITS,
          useValue: { ...DEFAULT_SESSION_LIMITS, firstPause: 0, jitter: 0, attempts: 2, retryEvery: 4 },
        },
      ],
    }),
  );
  const sales = useSalesApp();
  let count = 0;

  /** Runs effects and promises until the session has come to rest. Between tasks it is open with an open socket only. */
  const rest = async (app: FakeApp, appSession: Signal<AppSession | undefined>) => {
    for (let quiet = 0, calls = -1, turn = 0; quiet < 3 && turn < 200; turn++) {
      TestBed.inject(ApplicationRef).tick();
      await settled();
      if (appSession()?.state().status === 'open' && !app.isOpen) throw new Error('Open on a dead socket.');
      quiet = calls === app.calls.length ? quiet + 1 : 0;
      calls = app.calls.length;
    }
  };

  /** As {@link rest}, until the app is open by itself. */
  const opened = async (app: FakeApp, appSession: Signal<AppSession | undefined>) => {
    await rest(app, appSession);
    for (let turn = 0; appSession()?.state().status !== 'open' && turn < 400; turn++) {
      await realDelay(4);
      await rest(app, appSession);
    }
  };

  const survive = async ({ from, code, initialState, isLocked, moments, acts, refusals }: LossCase) => {
    const identity = `case ${++count}`;
    const app = sales.testing.app('sales', identity);
    const sockets = new ClosingSockets(app, moments);
    const page = new Page(acts, () => TestBed.inject(QixSessions).open('acme', 'sales', { identity }));
    const start = () => {
      sockets.start(() => page.act(appSession()));
      for (const call of ['open', 'resume'] as const)
        for (let time = 0; time < refusals[call]; time++) app.failNext(call, 1006);
    };
    const state = STATES[initialState];
    const appSession = sales.run(() =>
      injectAppSession(() => ({
        connectionId: 'acme',
        appId: 'sales',
        identity,
        ...(state && { initialState: state }),
      })),
    );
    if (from === 'opening') start();
    const selections = sales.run(() => injectSelections(appSession));
    await rest(app, appSession);
    let expected = BEGIN[initialState];
    if (from === 'open') {
      await selections.select('Product', ['Coffee']);
      await selections.select('Region', ['North']);
      if (isLocked) await selections.lock('Region');
      await rest(app, appSession);
      expected = { Product: ['Coffee'], Region: ['North'] };
      start();
      app.closeSocket({ losesSession: true, code });
    }
    await opened(app, appSession);
    const reached = appSession()?.state();
    const recovered = reached?.status === 'open' ? reached : undefined;
    expect([reached?.status, app.isOpen, recovered?.initialStateError, app.selections]).toEqual([
      'open',
      true,
      undefined,
      expected,
    ]);
    expect(recovered?.recovery?.lostFields ?? []).toEqual([]);
    expect(await appSession()?.ready).toBe(appSession()?.doc());
    expect(await page.end()).toEqual(page.uses.map(() => ['open', appSession()?.doc()]));
    selections.destroy();
    appSession()?.close();
  };

  it('is open again with its selections', async () => {
    await fc.assert(fc.asyncProperty(LOSS_CASE, survive), { numRuns: generatedCases(400) });
  }, 60_000);

  it('while its selections are read for the first time has its initial state again, in alternate states too', async () => {
    const lose = async (calls: number) => {
      const identity = `first read ${calls}`;
      const app = sales.testing.app('sales', identity);
      const moment: Moment = {
        ...{ calls, when: 'before the call', isEventLate: false, losesSession: true, code: 1006 },
      };
      const sockets = new ClosingSockets(app, [moment]);
      const appSession = sales.run(() =>
        injectAppSession(() => ({
          ...{ connectionId: 'acme', appId: 'sales', identity },
          initialState: {
            selections: [
              { field: 'Region', values: ['North'] },
              { field: 'Product', values: ['Tea'], stateName: 'Left' },
            ],
          },
        })),
      );
      const left = sales.run(() => injectSelections(appSession, { stateName: 'Left' }));
      await rest(app, appSession);
      sockets.start(() => undefined);
      await realDelay(450);
      await rest(app, appSession);
      const reached = appSession()?.state();
      expect(reached?.status === 'open' && reached.recovery !== undefined).toBeTrue();
      expect(left.fields().map(({ field, texts }) => [field, ...texts])).toEqual([['Product', 'Tea']]);
      expect(app.selections).toEqual({ Region: ['North'] });
      left.destroy();
      appSession()?.close();
    };
    await Promise.all([0, 1, 2, 3, 4].map(lose));
  });
});
