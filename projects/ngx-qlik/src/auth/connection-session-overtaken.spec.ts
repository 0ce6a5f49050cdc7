import { FakeAuthStrategy, fakeConnection, settled } from 'ngx-qlik/testing';
import { QlikError, toQlikError } from '../errors/qlik-error';
import { ConnectionSession } from './connection-session';
import type { SessionEventType } from './connection-state';

/** Sequences that the model test found, one by one. */
async function begin(
  strategy = new FakeAuthStrategy(),
  react?: (type: SessionEventType, session: ConnectionSession) => void,
) {
  const events: string[] = [];
  // As strategies do whose server begins a session at once: a canceled sign-in may succeed.
  const signIn = strategy.signIn.bind(strategy);
  strategy.signIn = () => signIn({});
  const session: ConnectionSession = new ConnectionSession(
    fakeConnection({ id: 'acme' }),
    strategy,
    (type) => {
      events.push(type);
      react?.(type, session);
    },
  );
  await session.restore();
  return { session, strategy, events };
}

const signedOut = () => new FakeAuthStrategy({ restored: 'signed-out' });
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => toQlikError(error).code,
  );
const authorization = async (session: ConnectionSession) =>
  (await session.credential('rest')).headers['Authorization'];

describe('ConnectionSession, overtaken', () => {
  it('renews nothing for a refusal while no user is signed in', async () => {
    const { session, strategy, events } = await begin(signedOut());
    expect(await codeOf(session.renewAfterRefusal())).toBe('sign-in-required');
    expect([session.state().status, strategy.countOf('renew'), events]).toEqual(['signed-out', 0, []]);
  });

  it('renews nothing after what listens to the refusal has signed out', async () => {
    const { session, strategy } = await begin(undefined, (type, session) => {
      if (type === 'refused') void session.signOut();
    });
    const credential = await session.credential('rest');
    expect(await codeOf(session.renewAfterRefusal(credential))).toBe('sign-in-required');
    expect([session.state().status, strategy.countOf('renew')]).toEqual(['signed-out', 0]);
  });

  it('ends the sign-in that was there when the next one succeeds and has no credential', async () => {
    const { session, strategy } = await begin();
    const epoch = session.epoch();
    strategy.user = 'grace';
    strategy.failNext('credential');
    expect(await codeOf(session.signIn())).toBe('http-unreachable');
    expect([session.state().status, session.epoch()]).toEqual(['failed', epoch + 1]);
    await session.retry();
    expect(await authorization(session)).toMatch(/^Bearer grace-/);
  });

  it('is whose the strategy is after one sign-in was canceled and succeeded, and the next failed', async () => {
    const { session, strategy } = await begin();
    const release = strategy.pause('signIn');
    strategy.user = 'grace';
    const first = codeOf(session.signIn());
    release();
    strategy.pause('signIn');
    const second = new AbortController();
    const outcome = codeOf(session.signIn({ signal: second.signal }));
    expect(await first).toBe('sign-in-cancelled');
    await settled();
    expect(session.state().status).toBe('signing-in');
    second.abort();
    expect(await outcome).toBe('sign-in-cancelled');
    await settled();
    expect(await authorization(session)).toMatch(/^Bearer grace-/);
  });

  it('has the last user whom the strategy let in, though another credential is on its way', async () => {
    const { session, strategy } = await begin();
    await session.signOut();
    const releaseFirst = strategy.pause('signIn');
    const first = codeOf(session.signIn());
    spyOn(strategy, 'signIn').and.callFake(async () => {
      await strategy.restore();
    });
    const releaseCredential = strategy.pause('credential');
    const second = codeOf(session.signIn());
    await settled();
    strategy.user = 'grace';
    releaseFirst();
    await settled();
    releaseCredential();
    await Promise.all([first, second]);
    await settled();
    expect(await authorization(session)).toMatch(/^Bearer grace-/);
    expect(strategy.countOf('signOut')).toBe(1);
  });

  it('does not sign out when a canceled sign-in succeeds after the end', async () => {
    const { session, strategy } = await begin(signedOut());
    const release = strategy.pause('signIn');
    const outcome = codeOf(session.signIn());
    session.dispose();
    release();
    expect(await outcome).toBe('sign-in-cancelled');
    await settled();
    expect(strategy.countOf('signOut')).toBe(0);
  });

  it('reports no failure after the end', async () => {
    const { session, strategy, events } = await begin();
    const release = strategy.pause('signOut');
    strategy.failNext('signOut');
    const ending = session.signOut();
    session.dispose();
    release();
    await ending;
    expect(events).toEqual(['signed-in', 'signed-out']);
  });

  it('cancels while the credential is on its way', async () => {
    const { session, strategy } = await begin(signedOut());
    strategy.pause('credential');
    const outcome = codeOf(session.signIn());
    await settled();
    session.cancelSignIn();
    expect(await outcome).toBe('sign-in-cancelled');
  });

  it('emits the end before the next sign-in, however slow the server is', async () => {
    const { session, strategy, events } = await begin();
    const release = strategy.pause('signOut');
    const ending = session.signOut();
    await session.signIn();
    release();
    await ending;
    expect(events).toEqual(['signed-in', 'signed-out', 'signed-in']);
  });

  it('signs in where what listens to a failed restore does so at once', async () => {
    const strategy = new FakeAuthStrategy();
    strategy.failNext('restore');
    const { session } = await begin(strategy, (type, session) => {
      if (type === 'failed') void session.signIn();
    });
    await settled();
    await session.credential('rest');
    expect([session.state().status, strategy.countOf('restore')]).toEqual(['ready', 1]);
  });

  it('goes on with a sign-in that began while another tab’s was looked at', async () => {
    const { session, strategy } = await begin();
    const release = strategy.pause('isValid');
    strategy.isSessionValid = false;
    const following = session.followSignIn();
    await settled();
    const releaseSignIn = strategy.pause('signIn');
    const signingIn = codeOf(session.signIn());
    release();
    await following;
    releaseSignIn();
    expect(await signingIn).toBe('done');
  });

  describe('after a minute', () => {
    beforeEach(() => jasmine.clock().install().mockDate());
    afterEach(() => jasmine.clock().uninstall());

    it('makes calls wait for three seconds at most for the question of a page that is back', async () => {
      const { session, strategy } = await begin();
      jasmine.clock().tick(60_000);
      strategy.pause('isValid');
      void session.resume();
      let isGiven = false;
      void session.credential('rest').then(() => (isGiven = true));
      await settled();
      jasmine.clock().tick(3_000);
      await settled();
      expect(isGiven).toBeTrue();
    });

    it('gives no credential of a session that the server does not know, while it cannot be renewed', async () => {
      const { session, strategy } = await begin();
      jasmine.clock().tick(60_000);
      strategy.isSessionValid = false;
      const down = new QlikError('http-unreachable', 'Down.', { remedy: 'Wait.' });
      strategy.failNext('renew', down);
      strategy.failNext('renew', down);
      expect(await codeOf(session.credential('rest'))).toBe('http-unreachable');
      expect(await codeOf(session.credential('rest'))).toBe('http-unreachable');
      expect(await authorization(session)).toBe('Bearer ada-2');
    });
  });
});
