import { FakeAuthStrategy, fakeConnection, qlikErrorOf, settled } from 'ngx-qlik/testing';
import { ConnectionSession } from './connection-session';
import { signInCanceled } from './requests/cancellation';

const connection = fakeConnection({ id: 'acme', label: 'Acme' });

/** A connection whose sign-in is under way. */
async function begin(restored: 'signed-in' | 'signed-out' = 'signed-out') {
  const strategy = new FakeAuthStrategy({ restored });
  const connectionSession = new ConnectionSession(connection, strategy, () => undefined);
  await connectionSession.restore();
  const release = strategy.pause('signIn');
  const cancelling = new AbortController();
  const outcome = connectionSession.signIn({ signal: cancelling.signal }).then(
    () => 'signed-in',
    (thrown: unknown) => qlikErrorOf(Promise.reject(thrown)).then(({ code }) => code),
  );
  await settled();
  return {
    connectionSession,
    strategy,
    release,
    cancelling,
    outcome,
    status: () => connectionSession.state().status,
  };
}

describe('a sign-in that is under way', () => {
  for (const [restored, status] of [
    ['signed-out', 'signing-in'],
    ['signed-in', 'ready'],
  ] as const) {
    describe(`where the connection was ${restored} before`, () => {
      it('says that its window looks closed, and goes on', async () => {
        const { connectionSession, strategy, release, outcome } = await begin(restored);
        expect([connectionSession.state(), connectionSession.signInAttempt()]).toEqual([
          { status },
          { isWindowClosed: false },
        ]);
        strategy.showWindowClosed();
        expect([connectionSession.state(), connectionSession.signInAttempt()]).toEqual([
          { status },
          { isWindowClosed: true },
        ]);
        release();
        expect(await outcome).toBe('signed-in');
        strategy.showWindowClosed();
        expect([connectionSession.state(), connectionSession.signInAttempt()]).toEqual([
          { status: 'ready' },
          undefined,
        ]);
      });

      it('is canceled, and has not failed, when the strategy reports that the user gave up', async () => {
        const strategy = new FakeAuthStrategy({ restored });
        const events: string[] = [];
        const connectionSession = new ConnectionSession(connection, strategy, (type) => events.push(type));
        await connectionSession.restore();
        const before = connectionSession.state();
        events.length = 0;
        strategy.failNext('signIn', signInCanceled(connection));
        expect((await qlikErrorOf(connectionSession.signIn())).code).toBe('sign-in-canceled');
        await settled();
        expect([connectionSession.state(), connectionSession.signInAttempt(), events]).toEqual([
          before,
          undefined,
          [],
        ]);
        await connectionSession.signIn();
        expect(connectionSession.state().status).toBe('ready');
      });

      it('says nothing of a window that belongs to an attempt before it', async () => {
        const { connectionSession, strategy, outcome } = await begin(restored);
        const begun: (() => void)[] = [];
        const original = strategy.signIn.bind(strategy);
        spyOn(strategy, 'signIn').and.callFake((options) => {
          if (options.onWindowClosed) begun.push(options.onWindowClosed);
          return original(options);
        });
        const second = qlikErrorOf(connectionSession.signIn());
        const third = qlikErrorOf(connectionSession.signIn());
        begun[0]?.();
        expect(connectionSession.signInAttempt()).toEqual({ isWindowClosed: false });
        begun[1]?.();
        expect(connectionSession.signInAttempt()).toEqual({ isWindowClosed: true });
        connectionSession.cancelSignIn();
        expect([await outcome, (await second).code, (await third).code]).toEqual(
          Array(3).fill('sign-in-canceled'),
        );
        expect(connectionSession.signInAttempt()).toBeUndefined();
      });
    });
  }

  it('can be canceled by the user', async () => {
    const { connectionSession, outcome, status } = await begin();
    connectionSession.cancelSignIn();
    expect(await outcome).toBe('sign-in-canceled');
    expect(status()).toBe('signed-out');
  });

  it('can be canceled by code, with the signal that it was given', async () => {
    const { cancelling, outcome, status } = await begin();
    cancelling.abort();
    expect(await outcome).toBe('sign-in-canceled');
    expect(status()).toBe('signed-out');
  });

  it('does not begin with a signal that is aborted before', async () => {
    const { connectionSession, release } = await begin();
    release();
    await settled();
    await connectionSession.signOut();
    const error = await qlikErrorOf(connectionSession.signIn({ signal: AbortSignal.abort() }));
    expect([error.code, connectionSession.state().status]).toEqual(['sign-in-canceled', 'signed-out']);
  });

  it('leaves the user signed in who was so before, when it is canceled', async () => {
    const { connectionSession, outcome, status } = await begin('signed-in');
    connectionSession.cancelSignIn();
    expect(await outcome).toBe('sign-in-canceled');
    expect(status()).toBe('ready');
  });

  it('is not canceled by what comes when it is over', async () => {
    const { connectionSession, release, cancelling, outcome, status } = await begin();
    release();
    expect(await outcome).toBe('signed-in');
    connectionSession.cancelSignIn();
    cancelling.abort();
    await settled();
    expect(status()).toBe('ready');
  });
});
