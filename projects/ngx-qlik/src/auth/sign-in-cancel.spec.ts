import { FakeAuthStrategy, fakeConnection, qlikErrorOf, settled } from 'ngx-qlik/testing';
import { ConnectionSession } from './connection-session';
import { signInCanceled } from './requests/cancellation';

const connection = fakeConnection({ id: 'acme', label: 'Acme' });

/** A connection whose sign-in is under way. */
async function begin(restored: 'signed-in' | 'signed-out' = 'signed-out') {
  const strategy = new FakeAuthStrategy({ restored });
  const session = new ConnectionSession(connection, strategy, () => undefined);
  await session.restore();
  const release = strategy.pause('signIn');
  const cancelling = new AbortController();
  const outcome = session.signIn({ signal: cancelling.signal }).then(
    () => 'signed-in',
    (thrown: unknown) => qlikErrorOf(Promise.reject(thrown)).then(({ code }) => code),
  );
  await settled();
  return { session, strategy, release, cancelling, outcome, status: () => session.state().status };
}

describe('a sign-in that is under way', () => {
  for (const [restored, status] of [
    ['signed-out', 'signing-in'],
    ['signed-in', 'ready'],
  ] as const) {
    describe(`where the connection was ${restored} before`, () => {
      it('says that its window looks closed, and goes on', async () => {
        const { session, strategy, release, outcome } = await begin(restored);
        expect([session.state(), session.signInAttempt()]).toEqual([{ status }, { isWindowClosed: false }]);
        strategy.showWindowClosed();
        expect([session.state(), session.signInAttempt()]).toEqual([{ status }, { isWindowClosed: true }]);
        release();
        expect(await outcome).toBe('signed-in');
        strategy.showWindowClosed();
        expect([session.state(), session.signInAttempt()]).toEqual([{ status: 'ready' }, undefined]);
      });

      it('is canceled, and has not failed, when the strategy reports that the user gave up', async () => {
        const strategy = new FakeAuthStrategy({ restored });
        const events: string[] = [];
        const session = new ConnectionSession(connection, strategy, (type) => events.push(type));
        await session.restore();
        const before = session.state();
        events.length = 0;
        strategy.failNext('signIn', signInCanceled(connection));
        expect((await qlikErrorOf(session.signIn())).code).toBe('sign-in-cancelled');
        await settled();
        expect([session.state(), session.signInAttempt(), events]).toEqual([before, undefined, []]);
        await session.signIn();
        expect(session.state().status).toBe('ready');
      });

      it('says nothing of a window that belongs to an attempt before it', async () => {
        const { session, strategy, outcome } = await begin(restored);
        const begun: (() => void)[] = [];
        const original = strategy.signIn.bind(strategy);
        spyOn(strategy, 'signIn').and.callFake((options) => {
          if (options.onWindowClosed) begun.push(options.onWindowClosed);
          return original(options);
        });
        const second = qlikErrorOf(session.signIn());
        const third = qlikErrorOf(session.signIn());
        begun[0]?.();
        expect(session.signInAttempt()).toEqual({ isWindowClosed: false });
        begun[1]?.();
        expect(session.signInAttempt()).toEqual({ isWindowClosed: true });
        session.cancelSignIn();
        expect([await outcome, (await second).code, (await third).code]).toEqual(
          Array(3).fill('sign-in-cancelled'),
        );
        expect(session.signInAttempt()).toBeUndefined();
      });
    });
  }

  it('can be canceled by the user', async () => {
    const { session, outcome, status } = await begin();
    session.cancelSignIn();
    expect(await outcome).toBe('sign-in-cancelled');
    expect(status()).toBe('signed-out');
  });

  it('can be canceled by code, with the signal that it was given', async () => {
    const { cancelling, outcome, status } = await begin();
    cancelling.abort();
    expect(await outcome).toBe('sign-in-cancelled');
    expect(status()).toBe('signed-out');
  });

  it('does not begin with a signal that is aborted before', async () => {
    const { session, release } = await begin();
    release();
    await settled();
    await session.signOut();
    const error = await qlikErrorOf(session.signIn({ signal: AbortSignal.abort() }));
    expect([error.code, session.state().status]).toEqual(['sign-in-cancelled', 'signed-out']);
  });

  it('leaves the user signed in who was so before, when it is canceled', async () => {
    const { session, outcome, status } = await begin('signed-in');
    session.cancelSignIn();
    expect(await outcome).toBe('sign-in-cancelled');
    expect(status()).toBe('ready');
  });

  it('is not canceled by what comes when it is over', async () => {
    const { session, release, cancelling, outcome, status } = await begin();
    release();
    expect(await outcome).toBe('signed-in');
    session.cancelSignIn();
    cancelling.abort();
    await settled();
    expect(status()).toBe('ready');
  });
});
