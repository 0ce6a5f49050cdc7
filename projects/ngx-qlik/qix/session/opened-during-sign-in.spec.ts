import { TestBed } from '@angular/core/testing';
import { QlikAuthService, QlikError } from 'ngx-qlik';
import { type EnginePage, useEnginePage } from '../engine-page.spec';
import type { AppSession } from './app-session';
import { injectAppSession } from './inject-app-session';
import { QixSessions } from './qix-sessions';
import { SIGN_IN_SCENARIOS } from './sign-in-scenarios.spec';

/** Opens an app of the connection; the function returns its current session. */
type Open = (connectionId: string) => () => AppSession | undefined;

const WAYS: Readonly<Record<string, Open>> = {
  injectAppSession: (connectionId) =>
    TestBed.runInInjectionContext(() => injectAppSession(() => ({ connectionId, appId: 'sales' }))),
  'QixSessions.open': (connectionId) => {
    const appSession = TestBed.inject(QixSessions).open(connectionId, 'sales');
    return () => appSession;
  },
};

describe('apps and the sign-in', () => {
  const page = useEnginePage({ states: { b: 'signed-out', server: 'signed-out' }, limits: { linger: 0 } });
  const codeOf = (appSession: AppSession | undefined) => {
    const state = appSession?.state();
    return state && 'error' in state ? state.error.code : undefined;
  };

  for (const [way, open] of Object.entries(WAYS)) {
    for (const [name, scenario] of Object.entries(SIGN_IN_SCENARIOS)) {
      it(`${way}: ${name}`, async () => {
        const run = scenario(page);
        await run.begin();
        const appSession = open(run.connectionId);
        await page.settle();
        const codes = new Set<string | undefined>();
        for (const step of run.steps) {
          await step();
          await page.settle();
          codes.add(codeOf(appSession()));
        }
        expect(appSession()?.state().status).toBe('open');
        expect(appSession()?.doc()).toBeDefined();
        await expectAsync(appSession()?.ready).toBeResolved();
        // The error is that of the sign-in, never a timeout of the app.
        for (const code of codes)
          expect([undefined, 'sign-in-required', 'sign-in-failed', 'popup-closed']).toContain(code);
        const opened = page.qix.sessions.filter(({ closings }) => closings === 0);
        expect(opened.length).toBe(1);
      });
    }
  }

  it('opens no socket where the restore of the sign-in finds no user', async () => {
    const appSession = TestBed.inject(QixSessions).open('b', 'sales');
    await page.settle();
    expect(codeOf(appSession)).toBe('sign-in-required');
    expect(page.qix.sessions.length).toBe(0);
  });

  it('opens an app that failed during the sign-in for another reason', async () => {
    const finish = await beginSignIn(page, 'b');
    const load = page.main.import.bind(page.main);
    let isDown = true;
    spyOn(page.main, 'import').and.callFake((name) =>
      isDown ? Promise.reject(new Error('down')) : load(name),
    );
    const appSession = TestBed.inject(QixSessions).open('b', 'sales');
    await page.settle();
    expect(codeOf(appSession)).toBe('runtime-module-missing');
    isDown = false;
    finish();
    await page.settle();
    expect(appSession.state().status).toBe('open');
  });

  it('closes the previous user’s app for the next user', async () => {
    const appSession = TestBed.inject(QixSessions).open('a', 'sales');
    await page.settle();
    await TestBed.inject(QlikAuthService).signOut('a');
    await page.settle();
    await TestBed.inject(QlikAuthService).signIn('a');
    await page.settle();
    expect(appSession.state().status).toBe('closed');
  });

  it('does not retry an app that a signed-in user could not open', async () => {
    page.qix.failNext(Object.assign(new Error('no'), { code: -1, original: { code: 4203 } }));
    const appSession = TestBed.inject(QixSessions).open('a', 'sales');
    await page.settle();
    await TestBed.inject(QlikAuthService).connectionSession('a').renewAfterRefusal();
    await page.settle();
    expect(codeOf(appSession)).toBe('app-forbidden');
    expect(page.qix.sessions.length).toBe(1);
  });

  it('starts the time limit when the sign-in has settled', async () => {
    const finish = await beginSignIn(page, 'b');
    page.qix.holdNext();
    const appSession = TestBed.inject(QixSessions).open('b', 'sales');
    await page.pass(59_000);
    finish();
    await page.settle();
    await page.pass(59_000);
    expect(appSession.state().status).toBe('opening');
    await page.pass(1_000);
    expect(codeOf(appSession)).toBe('app-open-timeout');
  });
});

/** @returns a function that completes the sign-in */
async function beginSignIn(page: EnginePage, connectionId: string): Promise<() => void> {
  const finish = page.strategy(connectionId).pause('signIn');
  TestBed.inject(QlikAuthService)
    .signIn(connectionId)
    .catch((thrown: unknown) => expect(thrown).toBeInstanceOf(QlikError));
  await page.settle();
  return finish;
}
