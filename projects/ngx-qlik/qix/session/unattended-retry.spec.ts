import { TestBed } from '@angular/core/testing';
import { useEnginePage } from '../engine-page.spec';
import { asDoc } from '../fake-engine.spec';
import type { AppSession } from './app-session';
import { QixSessions } from './qix-sessions';

const MINUTE = 60_000;

/** enigma's error: the socket event, which has no reason. */
const refused = async () => {
  const event: unknown = new Event('error');
  throw event;
};
const closedWith = (code: number) => Object.assign(new Error('Closed'), { original: { code } });

describe('an app on an unattended page', () => {
  const page = useEnginePage({ limits: { attempts: 1 } });
  let isHidden = false;
  beforeEach(() => {
    isHidden = false;
    spyOnProperty(document, 'visibilityState').and.callFake(() => (isHidden ? 'hidden' : 'visible'));
  });
  const open = async (): Promise<AppSession> => {
    const appSession = TestBed.inject(QixSessions).open('a', 'sales');
    await page.settle();
    return appSession;
  };
  const refuse = (times: number) => {
    for (let time = 0; time < times; time += 1) page.qix.nextOpening(refused);
  };
  const statusOf = (appSession: AppSession) => appSession.state().status;

  it('opens by itself after its server is back, and shows the error until then', async () => {
    // One attempt is two: the second with a new token.
    refuse(4);
    const appSession = await open();
    const failed = appSession.state();
    expect(failed.status).toBe('failed');
    await page.pass(MINUTE - 1);
    expect(appSession.state()).toBe(failed);
    expect(page.qix.sessions.length).toBe(2);
    const shown = [statusOf(appSession)];
    await page.pass(1);
    shown.push(statusOf(appSession));
    expect(page.qix.sessions.length).toBe(4);
    const finish = page.qix.holdNext();
    await page.pass(MINUTE);
    shown.push(statusOf(appSession));
    finish();
    await page.settle();
    expect([...shown, statusOf(appSession)]).toEqual(['failed', 'failed', 'failed', 'open']);
    await page.pass(10 * MINUTE);
    expect(page.qix.sessions.length).toBe(5);
  });

  it('resumes by itself after all attempts to reconnect have failed', async () => {
    const appSession = await open();
    const live = page.qix.last;
    live.doc.session.resume = refused;
    live.emit('suspended', 1006);
    await page.settle();
    expect(statusOf(appSession)).toBe('suspended');
    await page.pass(MINUTE);
    expect(statusOf(appSession)).toBe('suspended');
    live.doc.session.resume = () => Promise.resolve((live.doc.session.sessionState = 'SESSION_ATTACHED'));
    await page.pass(MINUTE);
    expect(statusOf(appSession)).toBe('open');
  });

  it('waits while the page is hidden', async () => {
    refuse(2);
    const appSession = await open();
    isHidden = true;
    await page.pass(10 * MINUTE);
    expect(statusOf(appSession)).toBe('failed');
    isHidden = false;
    document.dispatchEvent(new Event('visibilitychange'));
    await page.settle();
    expect(statusOf(appSession)).toBe('open');
  });

  for (const [what, code] of [
    ['that is not there', 4204],
    ['of a user with too many sessions', 4005],
  ] as const) {
    it(`is not opened again where it is one ${what}`, async () => {
      page.qix.failNext(closedWith(code));
      const appSession = await open();
      await page.pass(10 * MINUTE);
      expect([statusOf(appSession), page.qix.sessions.length]).toEqual(['failed', 1]);
    });
  }

  it('stays suspended where the engine closed it because it was idle', async () => {
    const appSession = await open();
    page.qix.last.emit('suspended', 4001);
    await page.settle();
    await page.pass(10 * MINUTE);
    expect([statusOf(appSession), page.qix.sessions.length]).toEqual(['suspended', 1]);
  });

  it('is left alone after its end', async () => {
    refuse(2);
    const appSession = await open();
    appSession.close();
    await page.pass(10 * MINUTE);
    expect(page.qix.sessions.length).toBe(2);
  });

  it('opens at once by the user, during an attempt of its own as well', async () => {
    refuse(2);
    const appSession = await open();
    page.qix.holdNext();
    await page.pass(MINUTE);
    expect([statusOf(appSession), page.qix.sessions.length]).toEqual(['failed', 3]);
    const asked = appSession.ready;
    appSession.resume();
    await page.settle();
    expect([statusOf(appSession), page.qix.sessions.length]).toEqual(['open', 4]);
    expect(await Promise.race([asked, Promise.resolve('nothing')])).toBe(asDoc(page.qix.last.doc));
  });
});

describe('an app without retries by itself', () => {
  const page = useEnginePage({ limits: { retryEvery: 0 } });

  it('waits for the user', async () => {
    for (let time = 0; time < 2; time += 1) page.qix.nextOpening(refused);
    const appSession = TestBed.inject(QixSessions).open('a', 'sales');
    await page.settle();
    await page.pass(10 * MINUTE);
    expect([appSession.state().status, page.qix.sessions.length]).toEqual(['failed', 2]);
  });
});
