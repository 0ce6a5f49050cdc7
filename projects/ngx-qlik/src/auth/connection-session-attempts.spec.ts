import { FakeAuthStrategy, fakeConnection, settled } from 'ngx-qlik/testing';
import { QlikError, toQlikError } from '../errors/qlik-error';
import { ConnectionSession } from './connection-session';
import type { StrategySignInOptions } from './strategy';

const connection = fakeConnection({ id: 'acme' });

function begin(strategy = new FakeAuthStrategy()) {
  const events: string[] = [];
  const session = new ConnectionSession(connection, strategy, (type) => events.push(type));
  return { session, strategy, events };
}

async function beginSignedIn(strategy?: FakeAuthStrategy) {
  const parts = begin(strategy);
  await parts.session.restore();
  return parts;
}

const signedOut = () => new FakeAuthStrategy({ restored: 'signed-out' });

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => toQlikError(error).code,
  );

/** Lets sign-ins go on whatever becomes of their signal. */
function ignoreSignal(strategy: FakeAuthStrategy): void {
  spyOn(strategy, 'signIn').and.callFake(() => FakeAuthStrategy.prototype.signIn.call(strategy, {}));
}

async function authorization(session: ConnectionSession): Promise<string | undefined> {
  return (await session.credential('rest')).headers['Authorization'];
}

describe('ConnectionSession, attempts to sign in', () => {
  describe('beside a sign-in that works', () => {
    it('leave it as it is while they are under way, and begin an epoch when they succeed', async () => {
      const { session, strategy, events } = await beginSignedIn();
      const epoch = session.epoch();
      const release = strategy.pause('signIn');
      strategy.user = 'grace';
      const signingIn = session.signIn();
      await settled();
      expect([session.state().status, session.signInAttempt() !== undefined, session.epoch()]).toEqual([
        'ready',
        true,
        epoch,
      ]);
      expect(await authorization(session)).toBe('Bearer ada-1');
      release();
      await signingIn;
      expect([session.signInAttempt() !== undefined, session.epoch()]).toEqual([false, epoch + 1]);
      expect(await authorization(session)).toBe('Bearer grace-2');
      expect(events).toEqual(['signed-in', 'signed-in']);
    });

    it('leave it as it is when they fail', async () => {
      const { session, strategy, events } = await beginSignedIn();
      const epoch = session.epoch();
      strategy.failNext('signIn');
      expect(await codeOf(session.signIn())).toBe('http-unreachable');
      expect([session.state().status, session.signInAttempt() !== undefined, session.epoch()]).toEqual([
        'ready',
        false,
        epoch,
      ]);
      expect(await authorization(session)).toBe('Bearer ada-1');
      expect(events).toEqual(['signed-in', 'failed']);
    });

    it('go on when it ends meanwhile', async () => {
      const { session, strategy } = await beginSignedIn(new FakeAuthStrategy({ canRenew: false }));
      const release = strategy.pause('signIn');
      const signingIn = session.signIn();
      await session.renewAfterRefusal(await session.credential('rest'));
      expect(session.state().status).toBe('signing-in');
      release();
      await signingIn;
      expect(await authorization(session)).toBe('Bearer ada-2');
    });

    it('leave the reason when it ends meanwhile, and they are canceled', async () => {
      const { session, strategy } = await beginSignedIn(new FakeAuthStrategy({ canRenew: false }));
      strategy.pause('signIn');
      const outcome = codeOf(session.signIn());
      await session.renewAfterRefusal(await session.credential('rest'));
      session.cancelSignIn();
      const state = session.state();
      expect(state.status === 'signed-out' && state.reason?.code).toBe('credential-refused');
      expect(await outcome).toBe('sign-in-cancelled');
    });

    it('are not disturbed by a sign-in of another tab', async () => {
      const { session, strategy } = await beginSignedIn();
      const release = strategy.pause('signIn');
      const signingIn = session.signIn();
      await session.followSignIn();
      expect(strategy.countOf('isValid')).toBe(0);
      release();
      await signingIn;
      expect(session.state().status).toBe('ready');
    });
  });

  describe('that are canceled', () => {
    for (const how of ['by the user', 'by the caller'] as const) {
      it(`${how} reject at once, abort the signal of the strategy, and leave the state as it was`, async () => {
        const { session, strategy } = await beginSignedIn(signedOut());
        const signals: (AbortSignal | undefined)[] = [];
        spyOn(strategy, 'signIn').and.callFake(({ signal }: StrategySignInOptions) => {
          signals.push(signal);
          return new Promise<void>(() => undefined);
        });
        const caller = new AbortController();
        const outcome = codeOf(session.signIn({ signal: caller.signal }));
        expect([session.state().status, session.signInAttempt() !== undefined]).toEqual(['signing-in', true]);
        if (how === 'by the user') session.cancelSignIn();
        else caller.abort();
        expect(await outcome).toBe('sign-in-cancelled');
        expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
        expect([session.state(), session.signInAttempt() !== undefined]).toEqual([
          { status: 'signed-out' },
          false,
        ]);
      });
    }

    it('before they begin ask nothing', async () => {
      const { session, strategy } = await beginSignedIn(signedOut());
      expect(await codeOf(session.signIn({ signal: AbortSignal.abort() }))).toBe('sign-in-cancelled');
      expect(strategy.countOf('signIn')).toBe(0);
    });

    it('after they succeeded change nothing', async () => {
      const { session } = await beginSignedIn(signedOut());
      const caller = new AbortController();
      await session.signIn({ signal: caller.signal });
      caller.abort();
      session.cancelSignIn();
      expect(session.state().status).toBe('ready');
    });

    it('and were a restore leave it, also its repetitions', async () => {
      const { session, strategy } = begin();
      const release = strategy.pause('restore');
      const restoring = session.restore();
      session.cancelSignIn();
      expect(session.state()).toEqual({ status: 'signed-out' });
      release();
      await restoring;
      expect(session.state()).toEqual({ status: 'signed-out' });
      expect(await codeOf(session.credential('rest'))).toBe('sign-in-required');
    });

    it('by a second one give way to it', async () => {
      const { session, strategy, events } = await beginSignedIn(signedOut());
      const release = strategy.pause('signIn');
      const first = codeOf(session.signIn());
      const second = session.signIn();
      const waiting = authorization(session);
      expect(await first).toBe('sign-in-cancelled');
      expect(session.state().status).toBe('signing-in');
      release();
      await second;
      expect(await waiting).toMatch(/^Bearer ada-/);
      expect(events).toEqual(['signed-in']);
    });

    it('by a second one have no effect, whatever comes of them', async () => {
      const { session, strategy, events } = await beginSignedIn(signedOut());
      ignoreSignal(strategy);
      const release = strategy.pause('signIn');
      const first = codeOf(session.signIn());
      const second = session.signIn();
      release();
      await second;
      expect(await first).toBe('sign-in-cancelled');
      await settled();
      expect([session.state().status, events, strategy.countOf('signOut')]).toEqual([
        'ready',
        ['signed-in'],
        0,
      ]);
    });

    it('and succeed at the server all the same are ended there', async () => {
      const { session, strategy } = await beginSignedIn(signedOut());
      ignoreSignal(strategy);
      const release = strategy.pause('signIn');
      const outcome = codeOf(session.signIn());
      session.cancelSignIn();
      release();
      expect(await outcome).toBe('sign-in-cancelled');
      await settled();
      expect(strategy.countOf('signOut')).toBe(1);
      expect(session.state()).toEqual({ status: 'signed-out' });
    });

    it('and succeed all the same beside a sign-in take its place: the credentials are theirs by now', async () => {
      const { session, strategy } = await beginSignedIn();
      const epoch = session.epoch();
      ignoreSignal(strategy);
      const release = strategy.pause('signIn');
      strategy.user = 'grace';
      const outcome = codeOf(session.signIn());
      session.cancelSignIn();
      release();
      expect(await outcome).toBe('sign-in-cancelled');
      await settled();
      expect(session.epoch()).toBe(epoch + 1);
      expect(await authorization(session)).toBe('Bearer grace-2');
    });
  });

  describe('that could not be taken up', () => {
    beforeEach(() => jasmine.clock().install().mockDate());
    afterEach(() => jasmine.clock().uninstall());

    const down = async () => {
      const parts = begin();
      parts.strategy.failNext('restore');
      await parts.session.restore();
      expect(parts.session.state().status).toBe('failed');
      return parts;
    };

    it('are tried again on demand, whatever they failed with', async () => {
      for (const error of [undefined, new Error('broken')]) {
        const { session, strategy } = begin();
        strategy.failNext('restore', error);
        await session.restore();
        await session.retry();
        expect(session.state().status).toBe('ready');
      }
    });

    it('are tried again when the page is back, once in ten seconds', async () => {
      const { session, strategy } = await down();
      strategy.failNext('restore');
      await session.resume();
      await session.resume();
      expect([session.state().status, strategy.countOf('restore')]).toEqual(['failed', 2]);
      jasmine.clock().tick(10_000);
      await session.resume();
      expect(session.state().status).toBe('ready');
    });

    it('are not tried again by themselves where the user has to act', async () => {
      const { session, strategy } = begin();
      const refused = new QlikError('sign-in-refused', 'No.', { remedy: 'Ask.' });
      strategy.failNext('restore', refused);
      await session.restore();
      await session.resume();
      expect(session.state()).toEqual({ status: 'failed', error: refused });
    });

    it('are not asked for where there is nothing to try again', async () => {
      const { session, strategy } = await beginSignedIn();
      await session.retry();
      expect(strategy.countOf('restore')).toBe(1);
    });
  });

  describe('of a session that was disposed of', () => {
    it('are not made, and none that was under way has an effect', async () => {
      const { session, strategy, events } = begin();
      const release = strategy.pause('restore');
      const restoring = session.restore();
      session.dispose();
      release();
      await restoring;
      await session.restore();
      await session.followSignIn();
      expect(await codeOf(session.signIn())).toBe('sign-in-cancelled');
      expect([strategy.calls, events]).toEqual([['restore'], []]);
    });

    it('leave no timer', async () => {
      jasmine.clock().install().mockDate();
      const { session, strategy } = await beginSignedIn(new FakeAuthStrategy({ lifeMs: 60_000 }));
      session.dispose();
      jasmine.clock().tick(120_000);
      jasmine.clock().uninstall();
      expect(strategy.countOf('renew')).toBe(0);
    });
  });

  describe('when the connection is configured otherwise', () => {
    const reason = new QlikError('sign-in-required', 'Other.', { remedy: 'Sign in.' });

    it('end with the reason, and what tabs share is left to those with the configuration before', async () => {
      const forget = jasmine.createSpy('forget').and.resolveTo();
      const { session, strategy, events } = await beginSignedIn(
        Object.assign(new FakeAuthStrategy(), { forget }),
      );
      const epoch = session.epoch();
      await session.replace(reason);
      expect(session.state()).toEqual({ status: 'signed-out', reason });
      expect(session.endOf(epoch)).toBe(reason);
      expect(forget).toHaveBeenCalledOnceWith('replaced');
      expect([events, strategy.countOf('signOut')]).toEqual([['signed-in', 'signed-out'], 0]);
    });

    it('emit no end where there was none, and no failure', async () => {
      const forget = () => Promise.reject(new Error('blocked'));
      const { session, events } = await beginSignedIn(Object.assign(signedOut(), { forget }));
      await session.replace(reason);
      expect(events).toEqual([]);
    });
  });
});
