import { effect, Injector, runInInjectionContext, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { QlikAuthService } from 'ngx-qlik';
import { useEnginePage } from '../engine-page.spec';
import { type AppSessionRequest, injectAppSession } from './inject-app-session';

describe('injectAppSession', () => {
  const page = useEnginePage({ states: { b: 'signed-out' }, limits: { linger: 0 } });

  it('opens the requested app, replaces it, and closes it', async () => {
    const request = signal<AppSessionRequest | undefined>(undefined);
    const appSession = TestBed.runInInjectionContext(() => injectAppSession(request));
    await page.settle();
    expect(appSession()).toBeUndefined();
    request.set({ connectionId: 'a', appId: 'sales' });
    await page.settle();
    expect(appSession()?.state().status).toBe('open');
    request.set({ connectionId: 'a', appId: 'sales' });
    await page.settle();
    expect(page.qix.sessions.length).toBe(1);
    request.set({ connectionId: 'a', appId: 'stock', identity: 'right' });
    await page.settle();
    expect(appSession()?.appId).toBe('stock');
    expect(page.qix.sessions.map(({ closings }) => closings)).toEqual([1, 0]);
    request.set(undefined);
    await page.settle();
    expect(appSession()).toBeUndefined();
    expect(page.qix.last.closings).toBe(1);
  });

  it('waits for the sign-in, and opens again for the next user', async () => {
    const auth = TestBed.inject(QlikAuthService);
    const appSession = TestBed.runInInjectionContext(() =>
      injectAppSession(() => ({ connectionId: 'b', appId: 'sales' })),
    );
    await page.settle();
    expect(appSession()).toBeUndefined();
    await auth.signIn('b');
    await page.settle();
    const first = appSession();
    expect(first?.state().status).toBe('open');
    await auth.signIn('b');
    await page.settle();
    expect(appSession()?.state().status).toBe('open');
    expect(appSession()).not.toBe(first);
    await auth.signOut('b');
    await page.settle();
    expect(appSession()).toBeUndefined();
    expect(page.qix.sessions.every(({ closings }) => closings === 1)).toBeTrue();
  });

  it('reports one failed restore of the sign-in once, and opens after the retry of it', async () => {
    const auth = TestBed.inject(QlikAuthService);
    page.strategy('a').failNext('restore');
    const seen: string[] = [];
    TestBed.runInInjectionContext(() => {
      const appSession = injectAppSession(() => ({ connectionId: 'a', appId: 'sales' }));
      effect(() => {
        const state = appSession()?.state() ?? auth.state('a')();
        seen.push(state.status === 'failed' ? state.error.code : state.status);
      });
    });
    await page.settle();
    expect(seen.filter((each, at) => each !== seen[at - 1])).toEqual(['opening', 'http-unreachable']);
    expect(page.strategy('a').countOf('restore')).toBe(1);
    seen.length = 0;
    await auth.connectionSession('a').retry();
    await page.settle();
    expect(seen).not.toContain('http-unreachable');
    expect(seen.at(-1)).toBe('open');
    expect(page.strategy('a').countOf('restore')).toBe(2);
  });

  it('ends with the given injector', async () => {
    const injector = Injector.create({ providers: [], parent: TestBed.inject(Injector) });
    const appSession = injectAppSession(() => ({ connectionId: 'a', appId: 'sales' }), { injector });
    await page.settle();
    expect(appSession()?.state().status).toBe('open');
    (injector as Injector & { destroy(): void }).destroy();
    expect(appSession()).toBeUndefined();
    expect(page.qix.last.closings).toBe(1);
  });

  it('fails for a connection that does not exist', async () => {
    const appSession = TestBed.runInInjectionContext(() =>
      injectAppSession(() => ({ connectionId: 'c', appId: 'sales' })),
    );
    await page.settle();
    const state = appSession()?.state();
    expect(state?.status === 'failed' && state.error.code).toBe('connection-unknown');
    await expectAsync(appSession()?.ready).toBeRejected();
    appSession()?.resume();
    appSession()?.close();
    expect(appSession()?.doc()).toBeUndefined();
  });

  it('needs an injection context or an injector', () => {
    expect(() => injectAppSession(() => undefined)).toThrow();
    expect(
      runInInjectionContext(TestBed.inject(Injector), () => injectAppSession(() => undefined))(),
    ).toBeUndefined();
  });
});
