import { FakeAuthStrategy, fakeConnection, settled } from 'ngx-qlik/testing';
import { QlikError } from '../errors/qlik-error';
import { ConnectionSession } from './connection-session';
import type { ConnectionState } from './connection-state';

const MINUTE = 60_000;

describe('ConnectionSession, a restore that failed on an unattended page', () => {
  let isHidden: boolean;
  let isOnline: boolean;
  let strategy: FakeAuthStrategy;
  let connectionSession: ConnectionSession;

  beforeEach(() => {
    [isHidden, isOnline] = [false, true];
    jasmine.clock().install().mockDate();
    spyOnProperty(document, 'visibilityState').and.callFake(() => (isHidden ? 'hidden' : 'visible'));
    spyOnProperty(navigator, 'onLine').and.callFake(() => isOnline);
    strategy = new FakeAuthStrategy();
    connectionSession = new ConnectionSession(fakeConnection({ id: 'acme' }), strategy, () => undefined);
  });
  afterEach(() => {
    connectionSession.dispose();
    jasmine.clock().uninstall();
  });

  const failRestore = async (error?: QlikError): Promise<ConnectionState> => {
    strategy.failNext('restore', error);
    await connectionSession.restore();
    expect(connectionSession.state().status).toBe('failed');
    return connectionSession.state();
  };
  const pass = async (milliseconds: number) => {
    jasmine.clock().tick(milliseconds);
    await settled();
  };
  const restores = () => strategy.countOf('restore');
  const unreachable = () =>
    new QlikError('http-unreachable', 'Not reached.', { remedy: 'Try again.', isRetryable: true });

  it('is repeated once a minute, unseen, until the server is back', async () => {
    await failRestore(unreachable());
    for (const expected of [2, 3]) {
      strategy.failNext('restore', unreachable());
      const before = connectionSession.state();
      const release = strategy.pause('restore');
      await pass(MINUTE);
      expect([restores(), connectionSession.state()]).toEqual([expected, before]);
      release();
      await settled();
      expect(connectionSession.state().status).toBe('failed');
    }
    await pass(MINUTE);
    expect([restores(), connectionSession.state().status]).toEqual([4, 'ready']);
    await pass(10 * MINUTE);
    expect(restores()).toBe(4);
  });

  it('is repeated for a call of that moment too, together', async () => {
    await failRestore(unreachable());
    const release = strategy.pause('restore');
    await pass(MINUTE);
    const credential = connectionSession.credential('rest');
    await settled();
    release();
    expect((await credential).headers['Authorization']).toContain('Bearer');
    expect(restores()).toBe(2);
  });

  it('is seen where the user tries again meanwhile', async () => {
    await failRestore(unreachable());
    const release = strategy.pause('restore');
    await pass(MINUTE);
    const retrying = connectionSession.retry();
    expect(connectionSession.state().status).toBe('signing-in');
    release();
    await retrying;
    expect(connectionSession.state().status).toBe('ready');
  });

  it('gives way to a sign-in of the user', async () => {
    await failRestore(unreachable());
    strategy.pause('restore');
    await pass(MINUTE);
    await connectionSession.signIn();
    expect(connectionSession.state().status).toBe('ready');
    await pass(10 * MINUTE);
    expect([restores(), connectionSession.state().status]).toEqual([2, 'ready']);
  });

  for (const [what, prepare] of Object.entries<() => unknown>({
    'while the page is hidden': () => (isHidden = true),
    'while there is no network': () => (isOnline = false),
    'after the end of the application': () => connectionSession.dispose(),
    'after a sign-out': () => connectionSession.signOut(),
  })) {
    it(`is not repeated ${what}`, async () => {
      await failRestore(unreachable());
      await prepare();
      await pass(10 * MINUTE);
      expect(restores()).toBe(1);
    });
  }

  it('is not repeated where only the user can help', async () => {
    await failRestore(new QlikError('sign-in-refused', 'Refused.', { remedy: 'Ask.', isRetryable: true }));
    await pass(10 * MINUTE);
    expect(restores()).toBe(1);
  });
});
