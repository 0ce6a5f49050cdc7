import { FakeAuthStrategy, fakeConnection, settled } from 'ngx-qlik/testing';
import { QlikError, toQlikError } from '../errors/qlik-error';
import { ConnectionSession } from './connection-session';
import type { SessionEventType } from './connection-state';

/** Sequences that the model test found, one by one. */
async function begin(
  strategy = new FakeAuthStrategy(),
  react?: (type: SessionEventType, connectionSession: ConnectionSession) => void,
) {
  const events: string[] = [];
  // As strategies do whose server begins a session at once: a canceled sign-in may succeed.
  const signIn = strategy.signIn.bind(strategy);
  strategy.signIn = () => signIn({});
  const connectionSession: ConnectionSession = new ConnectionSession(
    fakeConnection({ id: 'acme' }),
    strategy,
    (type) => {
      events.push(type);
      react?.(type, connectionSession);
    },
  );
  await connectionSession.restore();
  return { connectionSession, strategy, events };
}

const signedOut = () => new FakeAuthStrategy({ restored: 'signed-out' });
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => toQlikError(error).code,
  );
const authorization = async (connectionSession: ConnectionSession) =>
  (await connectionSession.credential('rest')).headers['Authorization'];

describe('ConnectionSession, overtaken', () => {
  it('renews nothing for a refusal while no user is signed in', async () => {
    const { connectionSession, strategy, events } = await begin(signedOut());
    expect(await codeOf(connectionSession.renewAfterRefusal())).toBe('sign-in-required');
    expect([connectionSession.state().status, strategy.countOf('renew'), events]).toEqual([
      'signed-out',
      0,
      [],
    ]);
  });

  it('renews nothing after what listens to the refusal has signed out', async () => {
    const { connectionSession, strategy } = await begin(undefined, (type, connectionSession) => {
      if (type === 'refused') void connectionSession.signOut();
    });
    const credential = await connectionSession.credential('rest');
    expect(await codeOf(connectionSession.renewAfterRefusal(credential))).toBe('sign-in-required');
    expect([connectionSession.state().status, strategy.countOf('renew')]).toEqual(['signed-out', 0]);
  });

  it('ends the sign-in that was there when the next one succeeds and has no credential', async () => {
    const { connectionSession, strategy } = await begin();
    const epoch = connectionSession.epoch();
    strategy.user = 'grace';
    strategy.failNext('credential');
    expect(await codeOf(connectionSession.signIn())).toBe('http-unreachable');
    expect([connectionSession.state().status, connectionSession.epoch()]).toEqual(['failed', epoch + 1]);
    await connectionSession.retry();
    expect(await authorization(connectionSession)).toMatch(/^Bearer grace-/);
  });

  it('is whose the strategy is after one sign-in was canceled and succeeded, and the next failed', async () => {
    const { connectionSession, strategy } = await begin();
    const release = strategy.pause('signIn');
    strategy.user = 'grace';
    const first = codeOf(connectionSession.signIn());
    release();
    strategy.pause('signIn');
    const second = new AbortController();
    const outcome = codeOf(connectionSession.signIn({ signal: second.signal }));
    expect(await first).toBe('sign-in-canceled');
    await settled();
    expect(connectionSession.state().status).toBe('signing-in');
    second.abort();
    expect(await outcome).toBe('sign-in-canceled');
    await settled();
    expect(await authorization(connectionSession)).toMatch(/^Bearer grace-/);
  });

  it('has the last user whom the strategy let in, though another credential is on its way', async () => {
    const { connectionSession, strategy } = await begin();
    await connectionSession.signOut();
    const releaseFirst = strategy.pause('signIn');
    const first = codeOf(connectionSession.signIn());
    spyOn(strategy, 'signIn').and.callFake(async () => {
      await strategy.restore();
    });
    const releaseCredential = strategy.pause('credential');
    const second = codeOf(connectionSession.signIn());
    await settled();
    strategy.user = 'grace';
    releaseFirst();
    await settled();
    releaseCredential();
    await Promise.all([first, second]);
    await settled();
    expect(await authorization(connectionSession)).toMatch(/^Bearer grace-/);
    expect(strategy.countOf('signOut')).toBe(1);
  });

  it('has what a restore under way finds when a canceled sign-in succeeds meanwhile', async () => {
    const strategy = new FakeAuthStrategy();
    strategy.failNext('restore');
    const { connectionSession } = await begin(strategy);
    const releaseSignIn = strategy.pause('signIn');
    const outcome = codeOf(connectionSession.signIn());
    connectionSession.cancelSignIn();
    expect(await outcome).toBe('sign-in-canceled');
    expect(connectionSession.state().status).toBe('failed');
    const releaseRestore = strategy.pause('restore');
    const restored = connectionSession.retry();
    releaseSignIn();
    await settled();
    expect(connectionSession.state().status).toBe('signing-in');
    releaseRestore();
    await restored;
    await settled();
    expect([connectionSession.state().status, strategy.countOf('signOut')]).toEqual(['ready', 0]);
  });

  it('does not sign out when a canceled sign-in succeeds after the end', async () => {
    const { connectionSession, strategy } = await begin(signedOut());
    const release = strategy.pause('signIn');
    const outcome = codeOf(connectionSession.signIn());
    connectionSession.dispose();
    release();
    expect(await outcome).toBe('sign-in-canceled');
    await settled();
    expect(strategy.countOf('signOut')).toBe(0);
  });

  it('reports no failure after the end', async () => {
    const { connectionSession, strategy, events } = await begin();
    const release = strategy.pause('signOut');
    strategy.failNext('signOut');
    const ending = connectionSession.signOut();
    connectionSession.dispose();
    release();
    await ending;
    expect(events).toEqual(['signed-in', 'signed-out']);
  });

  it('cancels while the credential is on its way', async () => {
    const { connectionSession, strategy } = await begin(signedOut());
    strategy.pause('credential');
    const outcome = codeOf(connectionSession.signIn());
    await settled();
    connectionSession.cancelSignIn();
    expect(await outcome).toBe('sign-in-canceled');
  });

  it('emits the end before the next sign-in, however slow the server is', async () => {
    const { connectionSession, strategy, events } = await begin();
    const release = strategy.pause('signOut');
    const ending = connectionSession.signOut();
    await connectionSession.signIn();
    release();
    await ending;
    expect(events).toEqual(['signed-in', 'signed-out', 'signed-in']);
  });

  it('signs in where what listens to a failed restore does so at once', async () => {
    const strategy = new FakeAuthStrategy();
    strategy.failNext('restore');
    const { connectionSession } = await begin(strategy, (type, connectionSession) => {
      if (type === 'failed') void connectionSession.signIn();
    });
    await settled();
    await connectionSession.credential('rest');
    expect([connectionSession.state().status, strategy.countOf('restore')]).toEqual(['ready', 1]);
  });

  it('goes on with a sign-in that began while another tab’s was looked at', async () => {
    const { connectionSession, strategy } = await begin();
    const release = strategy.pause('isValid');
    strategy.isSessionValid = false;
    const following = connectionSession.followSignIn();
    await settled();
    const releaseSignIn = strategy.pause('signIn');
    const signingIn = codeOf(connectionSession.signIn());
    release();
    await following;
    releaseSignIn();
    expect(await signingIn).toBe('done');
  });

  it('gives a call nothing of the user who signs in while it asks', async () => {
    for (let turns = 0; turns < 40; turns++) {
      const { connectionSession, strategy } = await begin();
      strategy.user = 'grace';
      const signingIn = connectionSession.signIn({});
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      const epoch = connectionSession.epoch();
      const isAdas = connectionSession.state().status === 'ready' && epoch === 0;
      const given = authorization(connectionSession).catch((thrown: unknown) => toQlikError(thrown).code);
      await signingIn;
      if (isAdas) expect(await given).not.toContain('grace');
      else expect(await given).toContain('grace');
    }
  });

  describe('after a minute', () => {
    beforeEach(() => jasmine.clock().install().mockDate());
    afterEach(() => jasmine.clock().uninstall());

    it('makes calls wait for three seconds at most for the question of a page that is back', async () => {
      const { connectionSession, strategy } = await begin();
      jasmine.clock().tick(60_000);
      strategy.pause('isValid');
      void connectionSession.resume();
      let isGiven = false;
      void connectionSession.credential('rest').then(() => (isGiven = true));
      await settled();
      jasmine.clock().tick(3_000);
      await settled();
      expect(isGiven).toBeTrue();
    });

    it('gives no credential of a session that the server does not know, while it cannot be renewed', async () => {
      const { connectionSession, strategy } = await begin();
      jasmine.clock().tick(60_000);
      strategy.isSessionValid = false;
      const down = new QlikError('http-unreachable', 'Down.', { remedy: 'Wait.' });
      strategy.failNext('renew', down);
      strategy.failNext('renew', down);
      expect(await codeOf(connectionSession.credential('rest'))).toBe('http-unreachable');
      expect(await codeOf(connectionSession.credential('rest'))).toBe('http-unreachable');
      expect(await authorization(connectionSession)).toBe('Bearer ada-2');
    });
  });
});
