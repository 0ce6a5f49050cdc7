import { FakeAuthStrategy, fakeConnection, settled } from 'ngx-qlik/testing';
import { QlikError, toQlikError } from '../errors/qlik-error';
import { ConnectionSession } from './connection-session';
import type { StrategySignInOptions } from './strategy';

const connection = fakeConnection({ id: 'acme' });

function begin(strategy = new FakeAuthStrategy()) {
  const events: string[] = [];
  const connectionSession = new ConnectionSession(connection, strategy, (type) => events.push(type));
  return { connectionSession, strategy, events };
}

async function beginSignedIn(strategy?: FakeAuthStrategy) {
  const parts = begin(strategy);
  await parts.connectionSession.restore();
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

async function authorization(connectionSession: ConnectionSession): Promise<string | undefined> {
  return (await connectionSession.credential('rest')).headers['Authorization'];
}

describe('ConnectionSession, attempts to sign in', () => {
  describe('beside a sign-in that works', () => {
    it('leave it as it is while they are under way, and begin an epoch when they succeed', async () => {
      const { connectionSession, strategy, events } = await beginSignedIn();
      const epoch = connectionSession.epoch();
      const release = strategy.pause('signIn');
      strategy.user = 'grace';
      const signingIn = connectionSession.signIn();
      await settled();
      expect([
        connectionSession.state().status,
        connectionSession.signInAttempt() !== undefined,
        connectionSession.epoch(),
      ]).toEqual(['ready', true, epoch]);
      expect(await authorization(connectionSession)).toBe('Bearer ada-1');
      release();
      await signingIn;
      expect([connectionSession.signInAttempt() !== undefined, connectionSession.epoch()]).toEqual([
        false,
        epoch + 1,
      ]);
      expect(await authorization(connectionSession)).toBe('Bearer grace-2');
      expect(events).toEqual(['signed-in', 'signed-in']);
    });

    it('leave it as it is when they fail', async () => {
      const { connectionSession, strategy, events } = await beginSignedIn();
      const epoch = connectionSession.epoch();
      strategy.failNext('signIn');
      expect(await codeOf(connectionSession.signIn())).toBe('http-unreachable');
      expect([
        connectionSession.state().status,
        connectionSession.signInAttempt() !== undefined,
        connectionSession.epoch(),
      ]).toEqual(['ready', false, epoch]);
      expect(await authorization(connectionSession)).toBe('Bearer ada-1');
      expect(events).toEqual(['signed-in', 'failed']);
    });

    it('go on when it ends meanwhile', async () => {
      const { connectionSession, strategy } = await beginSignedIn(new FakeAuthStrategy({ canRenew: false }));
      const release = strategy.pause('signIn');
      const signingIn = connectionSession.signIn();
      await connectionSession.renewAfterRefusal(await connectionSession.credential('rest'));
      expect(connectionSession.state().status).toBe('signing-in');
      release();
      await signingIn;
      expect(await authorization(connectionSession)).toBe('Bearer ada-2');
    });

    it('leave the reason when it ends meanwhile, and they are canceled', async () => {
      const { connectionSession, strategy } = await beginSignedIn(new FakeAuthStrategy({ canRenew: false }));
      strategy.pause('signIn');
      const outcome = codeOf(connectionSession.signIn());
      await connectionSession.renewAfterRefusal(await connectionSession.credential('rest'));
      connectionSession.cancelSignIn();
      const state = connectionSession.state();
      expect(state.status === 'signed-out' && state.reason?.code).toBe('credential-refused');
      expect(await outcome).toBe('sign-in-canceled');
    });

    it('are not disturbed by a sign-in of another tab', async () => {
      const { connectionSession, strategy } = await beginSignedIn();
      const release = strategy.pause('signIn');
      const signingIn = connectionSession.signIn();
      await connectionSession.followSignIn();
      expect(strategy.countOf('isValid')).toBe(0);
      release();
      await signingIn;
      expect(connectionSession.state().status).toBe('ready');
    });
  });

  describe('that are canceled', () => {
    for (const how of ['by the user', 'by the caller'] as const) {
      it(`${how} reject at once, abort the signal of the strategy, and leave the state as it was`, async () => {
        const { connectionSession, strategy } = await beginSignedIn(signedOut());
        const signals: (AbortSignal | undefined)[] = [];
        spyOn(strategy, 'signIn').and.callFake(({ signal }: StrategySignInOptions) => {
          signals.push(signal);
          return new Promise<void>(() => undefined);
        });
        const caller = new AbortController();
        const outcome = codeOf(connectionSession.signIn({ signal: caller.signal }));
        expect([connectionSession.state().status, connectionSession.signInAttempt() !== undefined]).toEqual([
          'signing-in',
          true,
        ]);
        if (how === 'by the user') connectionSession.cancelSignIn();
        else caller.abort();
        expect(await outcome).toBe('sign-in-canceled');
        expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
        expect([connectionSession.state(), connectionSession.signInAttempt() !== undefined]).toEqual([
          { status: 'signed-out' },
          false,
        ]);
      });
    }

    const ended = async () => {
      const parts = await beginSignedIn(new FakeAuthStrategy({ canRenew: false }));
      await parts.connectionSession.renewAfterRefusal(await parts.connectionSession.credential('rest'));
      return parts;
    };
    const notRestored = async () => {
      const parts = begin();
      parts.strategy.failNext('restore');
      await parts.connectionSession.restore();
      return parts;
    };
    for (const [name, start] of Object.entries({
      'no sign-in': () => beginSignedIn(signedOut()),
      'a sign-in that ended': ended,
      'a sign-in that could not be taken up': notRestored,
    })) {
      for (const failures of [1, 2]) {
        it(`leave the state of ${name} and not why ${failures} before failed`, async () => {
          const { connectionSession, strategy } = await start();
          const before = connectionSession.state();
          for (let failure = 1; failure <= failures; failure++) {
            strategy.failNext('signIn', new QlikError('popup-blocked', 'Blocked.', { remedy: 'Allow.' }));
            expect(await codeOf(connectionSession.signIn())).toBe('popup-blocked');
            expect(connectionSession.state().status).toBe('failed');
          }
          strategy.pause('signIn');
          const outcome = codeOf(connectionSession.signIn());
          connectionSession.cancelSignIn();
          expect(await outcome).toBe('sign-in-canceled');
          expect(connectionSession.state()).toEqual(before);
        });
      }
    }

    it('before they begin ask nothing', async () => {
      const { connectionSession, strategy } = await beginSignedIn(signedOut());
      expect(await codeOf(connectionSession.signIn({ signal: AbortSignal.abort() }))).toBe(
        'sign-in-canceled',
      );
      expect(strategy.countOf('signIn')).toBe(0);
    });

    it('after they succeeded change nothing', async () => {
      const { connectionSession } = await beginSignedIn(signedOut());
      const caller = new AbortController();
      await connectionSession.signIn({ signal: caller.signal });
      caller.abort();
      connectionSession.cancelSignIn();
      expect(connectionSession.state().status).toBe('ready');
    });

    it('and were a restore leave it, also its repetitions', async () => {
      const { connectionSession, strategy } = begin();
      const release = strategy.pause('restore');
      const restoring = connectionSession.restore();
      connectionSession.cancelSignIn();
      expect(connectionSession.state()).toEqual({ status: 'signed-out' });
      release();
      await restoring;
      expect(connectionSession.state()).toEqual({ status: 'signed-out' });
      expect(await codeOf(connectionSession.credential('rest'))).toBe('sign-in-required');
    });

    it('by a second one give way to it', async () => {
      const { connectionSession, strategy, events } = await beginSignedIn(signedOut());
      const release = strategy.pause('signIn');
      const first = codeOf(connectionSession.signIn());
      const second = connectionSession.signIn();
      const waiting = authorization(connectionSession);
      expect(await first).toBe('sign-in-canceled');
      expect(connectionSession.state().status).toBe('signing-in');
      release();
      await second;
      expect(await waiting).toMatch(/^Bearer ada-/);
      expect(events).toEqual(['signed-in']);
    });

    it('by a second one have no effect, whatever comes of them', async () => {
      const { connectionSession, strategy, events } = await beginSignedIn(signedOut());
      ignoreSignal(strategy);
      const release = strategy.pause('signIn');
      const first = codeOf(connectionSession.signIn());
      const second = connectionSession.signIn();
      release();
      await second;
      expect(await first).toBe('sign-in-canceled');
      await settled();
      expect([connectionSession.state().status, events, strategy.countOf('signOut')]).toEqual([
        'ready',
        ['signed-in'],
        0,
      ]);
    });

    it('and succeed at the server all the same are ended there', async () => {
      const { connectionSession, strategy } = await beginSignedIn(signedOut());
      ignoreSignal(strategy);
      const release = strategy.pause('signIn');
      const outcome = codeOf(connectionSession.signIn());
      connectionSession.cancelSignIn();
      release();
      expect(await outcome).toBe('sign-in-canceled');
      await settled();
      expect(strategy.countOf('signOut')).toBe(1);
      expect(connectionSession.state()).toEqual({ status: 'signed-out' });
    });

    it('and succeed all the same beside a sign-in take its place: the credentials are theirs by now', async () => {
      const { connectionSession, strategy } = await beginSignedIn();
      const epoch = connectionSession.epoch();
      ignoreSignal(strategy);
      const release = strategy.pause('signIn');
      strategy.user = 'grace';
      const outcome = codeOf(connectionSession.signIn());
      connectionSession.cancelSignIn();
      release();
      expect(await outcome).toBe('sign-in-canceled');
      await settled();
      expect(connectionSession.epoch()).toBe(epoch + 1);
      expect(await authorization(connectionSession)).toBe('Bearer grace-2');
    });
  });

  describe('that could not be taken up', () => {
    beforeEach(() => jasmine.clock().install().mockDate());
    afterEach(() => jasmine.clock().uninstall());

    const down = async () => {
      const parts = begin();
      parts.strategy.failNext('restore');
      await parts.connectionSession.restore();
      expect(parts.connectionSession.state().status).toBe('failed');
      return parts;
    };

    it('are tried again on demand, whatever they failed with', async () => {
      for (const error of [undefined, new Error('broken')]) {
        const { connectionSession, strategy } = begin();
        strategy.failNext('restore', error);
        await connectionSession.restore();
        await connectionSession.retry();
        expect(connectionSession.state().status).toBe('ready');
      }
    });

    it('are tried again when the page is back, once in ten seconds', async () => {
      const { connectionSession, strategy } = await down();
      strategy.failNext('restore');
      await connectionSession.resume();
      await connectionSession.resume();
      expect([connectionSession.state().status, strategy.countOf('restore')]).toEqual(['failed', 2]);
      jasmine.clock().tick(10_000);
      await connectionSession.resume();
      expect(connectionSession.state().status).toBe('ready');
    });

    it('are not tried again by themselves where the user has to act', async () => {
      const { connectionSession, strategy } = begin();
      const refused = new QlikError('sign-in-refused', 'No.', { remedy: 'Ask.' });
      strategy.failNext('restore', refused);
      await connectionSession.restore();
      await connectionSession.resume();
      expect(connectionSession.state()).toEqual({ status: 'failed', error: refused });
    });

    it('are tried again also after a sign-in that the user canceled: it leaves all as it was', async () => {
      for (const again of ['resume', 'restore'] as const) {
        const { connectionSession, strategy } = await down();
        strategy.pause('signIn');
        const outcome = codeOf(connectionSession.signIn());
        connectionSession.cancelSignIn();
        expect(await outcome).toBe('sign-in-canceled');
        expect(connectionSession.state().status).toBe('failed');
        jasmine.clock().tick(10_000);
        await connectionSession[again]();
        expect(connectionSession.state().status).toBe('ready');
      }
    });

    it('are not asked for where there is nothing to try again', async () => {
      const { connectionSession, strategy } = await beginSignedIn();
      await connectionSession.retry();
      expect(strategy.countOf('restore')).toBe(1);
    });
  });

  describe('of a session that was disposed of', () => {
    it('are not made, and none that was under way has an effect', async () => {
      const { connectionSession, strategy, events } = begin();
      const release = strategy.pause('restore');
      const restoring = connectionSession.restore();
      connectionSession.dispose();
      release();
      await restoring;
      await connectionSession.restore();
      await connectionSession.followSignIn();
      expect(await codeOf(connectionSession.signIn())).toBe('sign-in-canceled');
      expect([strategy.calls, events]).toEqual([['restore'], []]);
    });

    it('leave no timer', async () => {
      jasmine.clock().install().mockDate();
      const { connectionSession, strategy } = await beginSignedIn(new FakeAuthStrategy({ lifeMs: 60_000 }));
      connectionSession.dispose();
      jasmine.clock().tick(120_000);
      jasmine.clock().uninstall();
      expect(strategy.countOf('renew')).toBe(0);
    });
  });

  describe('when the connection is configured otherwise', () => {
    const reason = new QlikError('sign-in-required', 'Other.', { remedy: 'Sign in.' });

    it('end with the reason, and what tabs share is left to those with the configuration before', async () => {
      const forget = jasmine.createSpy('forget').and.resolveTo();
      const { connectionSession, strategy, events } = await beginSignedIn(
        Object.assign(new FakeAuthStrategy(), { forget }),
      );
      const epoch = connectionSession.epoch();
      await connectionSession.replace(reason);
      expect(connectionSession.state()).toEqual({ status: 'signed-out', reason });
      expect(connectionSession.endOf(epoch)).toBe(reason);
      expect(forget).toHaveBeenCalledOnceWith('replaced');
      expect([events, strategy.countOf('signOut')]).toEqual([['signed-in', 'signed-out'], 0]);
    });

    it('emit no end where there was none, and no failure', async () => {
      const forget = () => Promise.reject(new Error('blocked'));
      const { connectionSession, events } = await beginSignedIn(Object.assign(signedOut(), { forget }));
      await connectionSession.replace(reason);
      expect(events).toEqual([]);
    });
  });
});
