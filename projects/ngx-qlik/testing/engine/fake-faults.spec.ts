import type { Signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { QlikAuthService } from 'ngx-qlik';
import {
  type AppSession,
  DEFAULT_SESSION_LIMITS,
  injectAppSession,
  injectObject,
  injectVariable,
  QLIK_SESSION_LIMITS,
} from 'ngx-qlik/qix';
import {
  FakeAuthStrategy,
  fakeConnection,
  provideQlikTesting,
  qlikErrorOf,
  QlikTesting,
} from 'ngx-qlik/testing';

const STATES = {
  out: 'signed-out',
  busy: 'signing-in',
  expired: 'expired',
  refused: 'refused',
  failed: 'failed',
} as const;

describe('faults of a test', () => {
  let testing: QlikTesting;

  const openApp = (connectionId = 'acme'): Signal<AppSession | undefined> =>
    TestBed.runInInjectionContext(() => injectAppSession(() => ({ connectionId, appId: 'sales' })));
  const begin = async (connectionId?: string) => {
    const appSession = openApp(connectionId);
    await testing.whenStable();
    return appSession;
  };
  const errorOf = (appSession: Signal<AppSession | undefined>) => {
    const state = appSession()?.state();
    return state && 'error' in state ? `${state.status} ${state.error.code}` : state?.status;
  };
  const app = () => testing.app('sales');

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({
          connections: [
            ...['acme', ...Object.keys(STATES)].map((id) => fakeConnection({ id })),
            fakeConnection({ id: 'old', platform: 'client-managed', runtime: { bundled: true } }),
          ],
          states: STATES,
          apps: {
            sales: { rows: [{ Region: 'North' }, { Region: 'South' }], variables: { vTarget: 100 } },
          },
        }),
        { provide: QLIK_SESSION_LIMITS, useValue: { ...DEFAULT_SESSION_LIMITS, attempts: 1, linger: 0 } },
      ],
    });
    testing = TestBed.inject(QlikTesting);
  });

  it('resumes after a closed socket, with the selections', async () => {
    const appSession = await begin();
    app().select('Region', ['North']);
    app().closeSocket();
    await testing.whenStable();
    expect(appSession()?.state()).toEqual({ status: 'open', isReattached: true });
    expect([app().countOf('resume'), app().selections]).toEqual([1, { Region: ['North'] }]);
  });

  it('is suspended while the socket cannot be opened', async () => {
    const appSession = await begin();
    app().failNext('resume');
    app().closeSocket();
    await testing.whenStable();
    expect(errorOf(appSession)).toBe('suspended session-suspended');
    expect(app().isOpen).toBeFalse();
    appSession()?.resume();
    await testing.whenStable();
    expect(errorOf(appSession)).toBe('open');
  });

  it('waits for the user after the close code of an idle session', async () => {
    const appSession = await begin();
    app().closeSocket({ code: 4001 });
    await testing.whenStable();
    expect(errorOf(appSession)).toBe('suspended session-suspended');
  });

  it('rebuilds a session that the engine has lost', async () => {
    const appSession = await begin();
    const doc = appSession()?.doc();
    app().closeSocket({ losesSession: true });
    await testing.whenStable();
    const state = appSession()?.state();
    expect(state?.status === 'open' && state.recovery?.error.code).toBe('session-lost');
    expect(appSession()?.doc()).not.toBe(doc);
  });

  it('fails to open an app with a close code or an error', async () => {
    app().failNext('open', 4204);
    const appSession = await begin();
    expect(errorOf(appSession)).toBe('failed app-not-found');
    app().failNext('open', 4203);
    appSession()?.resume();
    await testing.whenStable();
    expect(errorOf(appSession)).toBe('failed app-forbidden');
  });

  it('opens slowly', async () => {
    const open = app().pause('open');
    const appSession = await begin();
    expect(errorOf(appSession)).toBe('opening');
    open();
    await testing.whenStable();
    expect(errorOf(appSession)).toBe('open');
  });

  it('refuses calls that there are none of, and names those that there are', () => {
    const misspelled = 'getLayouts' as 'getLayout';
    const message = /no call "getLayouts"\. There are: open, resume, .*getLayout/;
    expect(() => app().failNext(misspelled)).toThrowError(message);
    expect(() => app().pause(misspelled)).toThrowError(message);
    expect(() => testing.strategy('acme').pause('singIn' as 'signIn')).toThrowError(
      /no call "singIn".*signIn/,
    );
  });

  it('ends the selections with the last use of the app', async () => {
    app().select('Region', ['South']);
    const appSession = await begin();
    expect(app().selections).toEqual({ Region: ['South'] });
    appSession()?.close();
    await testing.whenStable();
    expect([app().isOpen, app().selections]).toEqual([false, {}]);
  });

  it('ends the values of variables with the session', async () => {
    const appSession = await begin();
    const target = TestBed.runInInjectionContext(() => injectVariable(appSession, 'vTarget'));
    await testing.whenStable();
    await target.set(7);
    app().closeSocket();
    await testing.whenStable();
    expect(target.value()?.text).toBe('7');
    const user = TestBed.inject(QlikAuthService).connectionSession('acme');
    await user.signOut();
    await testing.whenStable();
    await user.signIn();
    await testing.whenStable();
    expect(target.value()?.text).toBe('100');
    await target.set(8);
    app().closeSocket({ losesSession: true });
    await testing.whenStable();
    expect(target.value()?.text).toBe('100');
  });

  it('refuses pages with more cells than the engine gives', async () => {
    const appSession = await begin();
    const list = TestBed.runInInjectionContext(() =>
      injectObject(appSession, {
        properties: { qInfo: { qType: 'list' }, qListObjectDef: { qDef: { qFieldDefs: ['Region'] } } },
      }),
    );
    await testing.whenStable();
    const page = (qHeight: number) => ({ qTop: 0, qLeft: 0, qWidth: 1, qHeight });
    const read = (...heights: number[]) =>
      list.call((object) => object.getListObjectData('/qListObjectDef', heights.map(page)));
    expect((await read(5_000, 5_000)).length).toBe(2);
    const error = await qlikErrorOf(read(5_000, 5_001));
    expect([error.code, error.status, error.message]).toEqual([
      'engine-error',
      7009,
      'Calculation pages too large: 10001 cells requested, the maximum is 10000: request several smaller pages',
    ]);
  });

  it('begins with each state of a sign-in', async () => {
    await testing.ready();
    const auth = TestBed.inject(QlikAuthService);
    await Promise.all(
      ['acme', 'out', 'expired', 'refused', 'failed'].map((id) => auth.connectionSession(id).restore()),
    );
    auth.state('busy');
    const describe = (id: string) => {
      const state = auth.state(id)();
      const error = 'error' in state ? state.error : 'reason' in state ? state.reason : undefined;
      return [state.status, error?.code];
    };
    expect(describe('acme')).toEqual(['ready', undefined]);
    expect(describe('out')).toEqual(['signed-out', undefined]);
    expect(describe('busy')).toEqual(['signing-in', undefined]);
    expect(describe('expired')).toEqual(['signed-out', 'credential-refused']);
    expect(describe('refused')).toEqual(['failed', 'sign-in-refused']);
    expect(describe('failed')).toEqual(['failed', 'sign-in-failed']);
    for (const id of ['out', 'expired', 'refused', 'failed']) await auth.signIn(id);
    testing.strategy('busy').release('restore');
    await testing.whenStable();
    for (const id of Object.keys(STATES)) expect(describe(id)).toEqual(['ready', undefined]);
  });

  it('opens the app when the sign-in succeeds, and closes it when the sign-in ends', async () => {
    const appSession = await begin('busy');
    expect(errorOf(appSession)).toBe('opening');
    testing.strategy('busy').release('restore');
    await testing.whenStable();
    expect(errorOf(appSession)).toBe('open');
    await testing.endSignIn('busy');
    await testing.whenStable();
    expect([appSession(), app().isOpen]).toEqual([undefined, false]);
    const state = TestBed.inject(QlikAuthService).state('busy')();
    expect(state.status === 'signed-out' && state.reason?.code).toBe('credential-refused');
    await TestBed.inject(QlikAuthService).signIn('busy');
    await testing.whenStable();
    expect(errorOf(appSession)).toBe('open');
  });

  it('asks for the token of a socket, as Qlik’s runtime does', async () => {
    await begin();
    expect(testing.strategy('acme').countOf('credential websocket')).toBeGreaterThan(0);
  });

  it('stands in for the bundled runtime', async () => {
    expect(errorOf(await begin('old'))).toBe('open');
  });

  it('accepts a strategy of the test', async () => {
    const own = new FakeAuthStrategy({ restored: 'signed-out' });
    TestBed.resetTestingModule();
    TestBed.configureTestingModule({
      providers: [provideQlikTesting({ connections: [fakeConnection({ id: 'a' })], states: { a: own } })],
    });
    expect(TestBed.inject(QlikTesting).strategy('a')).toBe(own);
  });
});
