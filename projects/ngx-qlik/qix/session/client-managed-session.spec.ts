import { TestBed } from '@angular/core/testing';
import { QlikAuthService, type QlikError } from 'ngx-qlik';
import { useEnginePage } from '../engine-page.spec';
import type { AppSession } from './app-session';
import { QixSessions } from './qix-sessions';

const LIMITS = { attempts: 3, open: 60_000, probe: 5_000, firstPause: 1_000 };

describe('an app session of a client-managed server', () => {
  const page = useEnginePage({ limits: LIMITS });
  let appSession: AppSession;

  const errorOf = (): QlikError | undefined => {
    const state = appSession.state();
    return 'error' in state ? state.error : undefined;
  };
  const begin = async () => {
    appSession = TestBed.inject(QixSessions).open('server', 'sales');
    await page.settle();
  };
  const notify = async (name: string) => {
    page.qix.last.doc.session.notify(name);
    await page.settle();
  };
  const comeBack = async () => {
    appSession.resume();
    await page.settle();
  };
  /** The proxy no longer accepts the cookie and refuses sockets without a reason. */
  const loseSignIn = () => {
    const strategy = page.strategy('server');
    strategy.isSessionValid = false;
    page.qix.last.doc.session.resume = async () => {
      if (!strategy.isSessionValid) throw refusal();
      page.qix.last.doc.session.sessionState = 'SESSION_ATTACHED';
    };
    return strategy;
  };
  const refusal = (): Error => Object.assign(new Error('refused'), { original: new Event('error') });

  it('opens without the two seconds that Qlik’s runtime waits for a sign-in request', async () => {
    await begin();
    expect(appSession.state().status).toBe('open');
    const registered = page.main.hostConfigs.get('server') as unknown;
    expect(registered).toEqual(jasmine.objectContaining({ forceIsWindows: true }));
    expect(page.qix.last.props.hostConfig as unknown).toEqual({
      ...(registered as object),
      forceIsWindows: false,
    });
  });

  it('waits for the user after a timeout, and renews the sign-in on resume', async () => {
    await begin();
    const strategy = loseSignIn();
    await notify('OnSessionTimedOut');
    expect(appSession.state().status).toBe('suspended');
    expect(errorOf()?.message).toContain('nothing happened');
    expect(strategy.countOf('renew')).toBe(0);
    await comeBack();
    expect(appSession.state()).toEqual({ status: 'open', isReattached: true });
    expect(strategy.countOf('renew')).toBe(1);
  });

  it('renews nothing when the sign-in was renewed meanwhile', async () => {
    await begin();
    const strategy = loseSignIn();
    await notify('OnSessionTimedOut');
    strategy.isSessionValid = true;
    await comeBack();
    expect(appSession.state().status).toBe('open');
    expect(strategy.countOf('renew')).toBe(0);
  });

  it('ends with the sign-in when that cannot be renewed', async () => {
    await begin();
    const strategy = loseSignIn();
    strategy.canRenew = false;
    await notify('OnSessionTimedOut');
    await comeBack();
    expect(appSession.state()).toEqual({ status: 'closed' });
    const state = TestBed.inject(QlikAuthService).state('server')();
    expect(state.status === 'signed-out' && state.reason?.code).toBe('credential-refused');
  });

  it('detects that the sign-in ended when a socket is refused', async () => {
    await begin();
    const strategy = loseSignIn();
    page.qix.last.emit('suspended', 1006);
    await page.settle();
    expect(strategy.countOf('renew')).toBe(1);
    await page.pass(LIMITS.firstPause);
    expect(appSession.state().status).toBe('open');
  });

  it('does not sign in again after a sign-out on the server', async () => {
    await begin();
    const strategy = page.strategy('server');
    await notify('OnSessionLoggedOut');
    expect(appSession.state()).toEqual({ status: 'closed' });
    expect(TestBed.inject(QlikAuthService).state('server')().status).toBe('signed-out');
    expect(strategy.countOf('renew')).toBe(0);
  });

  for (const [notice, status, code] of [
    ['OnMaxParallelSessionsExceeded', 'suspended', 'session-suspended'],
    ['OnLicenseAccessDenied', 'failed', 'app-forbidden'],
  ] as const) {
    it(`explains ${notice} and does not retry automatically`, async () => {
      await begin();
      await notify(notice);
      await page.pass(60_000);
      expect([appSession.state().status, errorOf()?.code]).toEqual([status, code]);
      expect(page.qix.last.doc.calls).not.toContain('resume true');
    });
  }

  it('resumes a session whose engine was stopped', async () => {
    await begin();
    await notify('OnEngineWebsocketFailed');
    expect(appSession.state()).toEqual({ status: 'open', isReattached: true });
  });

  it('resumes a session whose socket the server closed without a reason', async () => {
    await begin();
    page.qix.last.doc.session.rpc.emit('closed', { code: 1000 });
    await page.settle();
    expect(page.qix.last.doc.calls).toContain('resume true');
    expect(appSession.state().status).toBe('open');
  });

  it('ignores notices that end nothing, and removes its listeners on close', async () => {
    await begin();
    const { doc } = page.qix.last;
    doc.session.emit('notification:*', 'OnExcessLicenseAssignment', { severity: 'warning' });
    await page.settle();
    expect(appSession.state().status).toBe('open');
    appSession.close();
    await page.pass(60_000);
    expect(doc.session.listenerCount + doc.session.rpc.listenerCount).toBe(0);
  });

  describe('whose server requires a sign-in on the socket, and does not respond otherwise', () => {
    it('renews the sign-in and opens the app', async () => {
      page.qix.holdNext();
      await begin();
      const strategy = page.strategy('server');
      strategy.isSessionValid = false;
      await page.pass(LIMITS.probe);
      expect(strategy.countOf('renew')).toBe(1);
      expect(appSession.state().status).toBe('open');
      expect(page.qix.sessions.length).toBe(2);
    });

    it('reports the end of the sign-in when it cannot be renewed', async () => {
      page.qix.holdNext();
      await begin();
      const strategy = page.strategy('server');
      strategy.isSessionValid = false;
      strategy.canRenew = false;
      await page.pass(LIMITS.probe);
      expect(appSession.state()).toEqual({ status: 'closed' });
    });

    it('keeps waiting for a slow app, also when the server cannot be reached', async () => {
      page.qix.holdNext();
      await begin();
      page.strategy('server').failNext('isValid');
      await page.pass(LIMITS.probe);
      expect(appSession.state().status).toBe('opening');
      expect(page.qix.sessions.length).toBe(1);
    });
  });
});
