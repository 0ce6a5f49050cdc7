import { EnvironmentInjector } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { ConnectionLoader, ConnectionRegistry, QlikAuthService, QlikError } from 'ngx-qlik';
import { fakeConnection, qlikErrorOf } from 'ngx-qlik/testing';
import { useEnginePage } from '../engine-page.spec';
import { asDoc, socketClosed } from '../fake-engine.spec';
import type { AppSession } from './app-session';
import { injectAppSession } from './inject-app-session';
import { QixSessions } from './qix-sessions';

const LIMITS = { open: 60_000, linger: 5_000 };

describe('QixSessions', () => {
  const page = useEnginePage({ limits: LIMITS, states: { b: 'signed-out' } });
  const open = (...parameters: Parameters<QixSessions['open']>): AppSession =>
    TestBed.inject(QixSessions).open(...parameters);
  const stateOf = (appSession: AppSession) => appSession.state();
  const errorOf = (appSession: AppSession): QlikError | undefined => {
    const state = appSession.state();
    return 'error' in state ? state.error : undefined;
  };

  it("opens an app over the page's own runtime", async () => {
    const appSession = open('a', 'sales');
    expect(stateOf(appSession)).toEqual({ status: 'opening' });
    expect(appSession.doc()).toBeUndefined();
    await page.settle();
    expect(stateOf(appSession)).toEqual({ status: 'open' });
    expect(appSession.doc()).toBe(asDoc(page.qix.last.doc));
    expect(await appSession.ready).toBe(asDoc(page.qix.last.doc));
    expect(page.qix.last.props.appId).toBe('sales');
    expect(page.qix.last.props.hostConfig).toBe(page.main.hostConfigs.get('a'));
    expect(appSession.appId).toBe('sales');
    expect(appSession.connectionId as string).toBe('a');
  });

  it('does not share the previous user’s app, even before the effect that closes it runs', async () => {
    const first = open('a', 'sales');
    await page.settle();
    const former = first.doc();
    page.strategy('a').user = 'grace';
    await TestBed.inject(QlikAuthService).signIn('a');
    const second = open('a', 'sales');
    await page.settle();
    expect(second.doc()).toBeDefined();
    expect(second.doc()).not.toBe(former);
    expect([stateOf(first).status, stateOf(second).status]).toEqual(['closed', 'open']);
  });

  it('opens an app again for the next user when a service has it open', async () => {
    const injector = TestBed.inject(EnvironmentInjector);
    const appSession = injectAppSession(() => ({ connectionId: 'a', appId: 'sales' }), { injector });
    await page.settle();
    page.strategy('a').user = 'grace';
    await TestBed.inject(QlikAuthService).signIn('a');
    await page.settle();
    expect(appSession()?.state().status).toBe('open');
  });

  it('opens an app again when the configuration of the connection changes', async () => {
    const auth = TestBed.inject(QlikAuthService);
    const first = open('a', 'sales');
    await page.settle();
    const other = fakeConnection({ id: 'a', host: 'https://other.example' });
    spyOn(TestBed.inject(ConnectionLoader), 'load').and.resolveTo([other]);
    const load = TestBed.inject(ConnectionRegistry).load();
    await load;
    const second = open('a', 'sales');
    await page.settle();
    expect([stateOf(first).status, stateOf(second).status]).toEqual(['closed', 'open']);
    expect(auth.connectionSession('a').connection.host).toBe('https://other.example');
    expect(page.qix.sessions.length).toBe(2);
  });

  it("fetches the socket's token while the runtime is still loading", async () => {
    const load = page.main.import.bind(page.main);
    let arrive: () => void = () => undefined;
    const arrival = new Promise<void>((resolve) => (arrive = resolve));
    spyOn(page.main, 'import').and.callFake((name) => arrival.then(() => load(name)));
    const appSession = open('a', 'sales');
    await page.settle();
    expect(page.strategy('a').countOf('credential websocket')).toBe(1);
    expect(page.qix.sessions.length).toBe(0);
    arrive();
    await page.settle();
    expect(stateOf(appSession).status).toBe('open');
  });

  it('reports that the engine still had the session', async () => {
    page.qix.prepare = (doc) => (doc.session.sessionState = 'SESSION_ATTACHED');
    const appSession = open('a', 'sales');
    await page.settle();
    expect(stateOf(appSession)).toEqual({ status: 'open', isReattached: true });
  });

  it('shares an app among its uses and closes it after the linger time', async () => {
    const first = open('a', 'sales');
    const second = open('a', 'sales');
    await page.settle();
    expect(page.qix.sessions.length).toBe(1);
    expect(second.doc()).toBe(first.doc());
    first.close();
    first.close();
    await page.pass(LIMITS.linger);
    expect(stateOf(first)).toEqual({ status: 'closed' });
    expect(first.doc()).toBeUndefined();
    expect(stateOf(second).status).toBe('open');
    second.close();
    await page.pass(LIMITS.linger - 1);
    expect(page.qix.last.closings).toBe(0);
    await page.pass(1);
    expect(page.qix.last.closings).toBe(1);
    expect(page.qix.last.closeDelay).toBe(0);
    expect(page.qix.last.eventListeners.size).toBe(0);
    await expectAsync(first.ready).toBeRejectedWithError(QlikError);
  });

  it('reuses the open app within the linger time', async () => {
    open('a', 'sales').close();
    await page.settle();
    const before = open('a', 'sales');
    await page.settle();
    before.close();
    await page.pass(LIMITS.linger - 1);
    const after = open('a', 'sales');
    await page.pass(LIMITS.linger);
    expect(stateOf(after).status).toBe('open');
    expect(page.qix.sessions.length).toBe(1);
  });

  it('separates identities, apps and times to live', async () => {
    open('a', 'sales');
    open('a', 'sales', { identity: 'left' });
    open('a', 'sales', { ttlSeconds: 30 });
    open('a', 'stock');
    await page.settle();
    expect(page.qix.sessions.map(({ props }) => [props.appId, props.identity, props.ttlSeconds])).toEqual([
      ['sales', undefined, undefined],
      ['sales', 'left', undefined],
      ['sales', undefined, 30],
      ['stock', undefined, undefined],
    ]);
  });

  it('closes an unused app while it opens, and rejects its promise', async () => {
    page.qix.holdNext();
    const appSession = open('a', 'sales');
    const { ready } = appSession;
    await page.settle();
    appSession.close();
    await expectAsync(ready).toBeRejectedWith(jasmine.objectContaining({ code: 'session-suspended' }));
    expect(page.qix.last.closings).toBe(1);
    expect(page.qix.last.eventListeners.size + page.qix.last.progressListeners.size).toBe(0);
  });

  it('opens nothing when it is closed before the runtime is loaded', async () => {
    open('a', 'sales').close();
    await page.settle();
    expect(page.qix.sessions.length).toBe(0);
  });

  it('reports the engine’s progress while an app opens', async () => {
    const finish = page.qix.holdNext();
    const appSession = open('a', 'sales');
    await page.settle();
    const progress = (text: string) => ({ status: 'progress', transient: { code: 0, parameters: [text] } });
    page.qix.last.progress({ status: 'started' });
    page.qix.last.progress(progress(''));
    expect(stateOf(appSession)).toEqual({ status: 'opening' });
    page.qix.last.progress(progress('OpenDoc'));
    expect(stateOf(appSession)).toEqual({ status: 'opening' });
    page.qix.last.progress(progress('Loading table Orders'));
    expect(stateOf(appSession)).toEqual({ status: 'opening', progress: 'Loading table Orders' });
    finish();
    await page.settle();
    expect(stateOf(appSession).status).toBe('open');
    expect(page.qix.last.progressListeners.size).toBe(0);
  });

  it('fails after the time limit', async () => {
    page.qix.holdNext();
    const appSession = open('a', 'sales');
    await page.settle();
    await page.pass(LIMITS.open);
    expect(errorOf(appSession)?.code).toBe('app-open-timeout');
    expect(page.qix.last.closings).toBe(1);
    await expectAsync(appSession.ready).toBeRejectedWith(
      jasmine.objectContaining({ code: 'app-open-timeout' }),
    );
    appSession.resume();
    expect(stateOf(appSession).status).toBe('opening');
    await page.settle();
    expect(stateOf(appSession).status).toBe('open');
    expect(await appSession.ready).toBe(asDoc(page.qix.last.doc));
  });

  it('does not time out while the engine reports progress', async () => {
    page.qix.holdNext();
    const appSession = open('a', 'huge');
    await page.settle();
    const progress = (parameters: string[]) => ({ status: 'progress', transient: { code: 0, parameters } });
    for (const event of [{ status: 'started' }, progress(['Table 1']), progress([]), progress(['Table 2'])]) {
      await page.pass(LIMITS.open - 1);
      page.qix.last.progress(event);
    }
    await page.pass(LIMITS.open - 1);
    expect(stateOf(appSession)).toEqual({ status: 'opening', progress: 'Table 2' });
    await page.pass(1);
    expect(errorOf(appSession)?.code).toBe('app-open-timeout');
  });

  for (const [closeCode, code] of [
    [4203, 'app-forbidden'],
    [4204, 'app-not-found'],
    [4240, 'engine-unavailable'],
  ] as const) {
    it(`says ${code} for close code ${closeCode}`, async () => {
      page.qix.failNext(socketClosed(closeCode));
      const appSession = open('a', 'sales');
      await page.settle();
      expect(errorOf(appSession)?.code).toBe(code);
      expect(errorOf(appSession)?.status).toBe(closeCode);
      expect(errorOf(appSession)?.connectionId as string).toBe('a');
      expect(appSession.doc()).toBeUndefined();
      expect(page.qix.sessions.length).toBe(1);
    });
  }

  it('connects once more with a new token when a socket is refused without a reason', async () => {
    page.qix.failNext(new Error('websocket closed for unknown reason'));
    const appSession = open('a', 'sales');
    await page.settle();
    expect(stateOf(appSession).status).toBe('open');
    expect(page.qix.sessions.length).toBe(2);
    expect(page.strategy('a').countOf('credential websocket')).toBe(2);
  });

  it('fails when it is refused again', async () => {
    page.qix.failNext(new Error('websocket closed for unknown reason'));
    page.qix.failNext(new Error('websocket closed for unknown reason'));
    const appSession = open('a', 'sales');
    await page.settle();
    expect(errorOf(appSession)?.code).toBe('app-open-failed');
    expect(errorOf(appSession)?.remedy).toContain('WebSockets');
  });

  it('opens an app whose server could not be reached when the page is online again, and no other', async () => {
    const unreachable = new Error('websocket closed for unknown reason');
    const refused = socketClosed(4203);
    for (const [errors, status] of [
      [[unreachable, unreachable], 'open'],
      [[refused], 'failed'],
    ] as const) {
      errors.forEach((error) => page.qix.failNext(error));
      const appSession = open('a', status);
      await page.settle();
      expect(stateOf(appSession).status).toBe('failed');
      window.dispatchEvent(new Event('online'));
      await page.settle();
      expect(stateOf(appSession).status).toBe(status);
      appSession.close();
    }
  });

  it("recognizes its own errors after they passed through Qlik's code", async () => {
    const message = 'Failed to open app sales on https://a.example: The sign-in has ended.';
    page.qix.failNext(
      Object.assign(new Error(message), { code: 'credential-expired', remedy: 'Sign in again.' }),
    );
    const appSession = open('a', 'sales');
    await page.settle();
    expect(errorOf(appSession)?.code).toBe('credential-expired');
    expect(errorOf(appSession)?.message).toBe('The sign-in has ended.');
  });

  it('fails when the runtime has no QIX module', async () => {
    const qixModule = page.main.import.bind(page.main);
    spyOn(page.main, 'import').and.callFake((name) =>
      name === 'qix@v1' ? Promise.reject(new Error('404')) : qixModule(name),
    );
    const appSession = open('a', 'sales');
    await page.settle();
    expect(errorOf(appSession)?.code).toBe('runtime-module-missing');
  });

  it('rejects unknown connections', () => {
    expect(() => open('c', 'sales')).toThrowMatching(
      (error: QlikError) => error.code === 'connection-unknown',
    );
  });

  it('hands out no app after the sign-out of its user, or after it has failed', async () => {
    await TestBed.inject(QlikAuthService).signIn('b');
    const [signedOut, failed] = [open('a', 'sales'), open('b', 'sales')];
    await page.settle();
    await Promise.all([signedOut.ready, failed.ready]);
    await TestBed.inject(QlikAuthService).signOut('a');
    page.qix.last.emit('suspended', 4204);
    await page.settle();
    expect([signedOut.state().status, failed.state().status]).toEqual(['closed', 'failed']);
    expect((await qlikErrorOf(signedOut.ready)).code).toBe('session-suspended');
    expect((await qlikErrorOf(failed.ready)).code).toBe('app-not-found');
  });

  it('leaves no listener where a session is closed while it opens', async () => {
    const finish = page.qix.holdNext();
    const appSession = open('a', 'sales');
    await page.settle();
    appSession.close();
    finish();
    await page.settle();
    const { rpc, listenerCount } = page.qix.last.doc.session;
    expect([listenerCount, rpc.listenerCount]).toEqual([0, 0]);
  });

  it('closes the sockets of the connection that signs out only', async () => {
    await TestBed.inject(QlikAuthService).signIn('b');
    const ofA = open('a', 'sales');
    const ofB = open('b', 'sales');
    await page.settle();
    await TestBed.inject(QlikAuthService).signOut('a');
    await page.settle();
    expect(stateOf(ofA)).toEqual({ status: 'closed' });
    expect(page.qix.sessions[0]?.closings).toBe(1);
    expect(stateOf(ofB).status).toBe('open');
    expect(page.qix.sessions[1]?.closings).toBe(0);
  });

  it('opens a new socket for another user', async () => {
    open('a', 'sales');
    await page.settle();
    await TestBed.inject(QlikAuthService).signIn('a');
    await page.settle();
    open('a', 'sales');
    await page.settle();
    const hosts = page.qix.sessions.map(({ props }) => props.hostConfig?.host);
    // Another spelling of the same address, so that Qlik's runtime does not hand out the former user's socket.
    expect(hosts).toEqual(['https://a.example', 'https://a.example/.']);
    expect(new URL('/.', 'https://a.example').href).toBe('https://a.example/');
  });

  it('closes everything when the application ends', async () => {
    const remove = spyOn(document, 'removeEventListener').and.callThrough();
    const appSession = open('a', 'sales');
    await page.settle();
    TestBed.resetTestingModule();
    expect(page.qix.last.closings).toBe(1);
    expect(page.qix.last.eventListeners.size).toBe(0);
    expect(stateOf(appSession)).toEqual({ status: 'closed' });
    expect(remove).toHaveBeenCalledWith('visibilitychange', jasmine.any(Function));
  });
});
