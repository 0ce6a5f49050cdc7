import { FakeAuthStrategy, fakeConnection, settled } from 'ngx-qlik/testing';
import { QlikError, toQlikError } from '../errors/qlik-error';
import { ConnectionSession } from './connection-session';

const MINUTE = 60_000;
const connection = fakeConnection({ id: 'acme', label: 'Acme' });

interface RecordedEvent {
  readonly type: string;
  readonly error?: QlikError | undefined;
}

function begin(strategy = new FakeAuthStrategy()) {
  const events: RecordedEvent[] = [];
  const connectionSession = new ConnectionSession(connection, strategy, (type, error) =>
    events.push({ type, error }),
  );
  const types = () => events.map((each) => each.type);
  return { connectionSession, strategy, events, types };
}

async function authorization(connectionSession: ConnectionSession): Promise<string | undefined> {
  return (await connectionSession.credential('rest')).headers['Authorization'];
}

function rateLimited(retryAfterSeconds: number): QlikError {
  return new QlikError('http-rate-limited', 'Too many.', {
    remedy: 'Wait.',
    isRetryable: true,
    status: 429,
    retryAfterSeconds,
  });
}

describe('ConnectionSession', () => {
  describe('when the page comes back to the front', () => {
    beforeEach(() => jasmine.clock().install().mockDate());
    afterEach(() => jasmine.clock().uninstall());

    /** Signed in, and away for so long. */
    async function beginAndReject(strategy?: FakeAuthStrategy) {
      const parts = begin(strategy);
      await parts.connectionSession.restore();
      jasmine.clock().tick(10_000);
      return parts;
    }

    it('asks the server once in ten seconds, and not for a user that it has just named', async () => {
      const { connectionSession, strategy } = begin();
      await connectionSession.restore();
      await connectionSession.resume();
      expect(strategy.countOf('isValid')).toBe(0);
      for (let times = 0; times < 30; times++) {
        jasmine.clock().tick(1_000);
        await connectionSession.resume();
      }
      expect(strategy.countOf('isValid')).toBe(3);
    });

    it('asks the server where the clock was set back meanwhile', async () => {
      const { connectionSession, strategy } = begin();
      await connectionSession.restore();
      jasmine.clock().mockDate(new Date(Date.now() - 120 * MINUTE));
      await connectionSession.resume();
      expect(strategy.countOf('isValid')).toBe(1);
    });

    for (const [what, age] of [
      ['due', 59.5 * MINUTE],
      ['over', 61 * MINUTE],
    ] as const) {
      it(`asks for another credential once in ten seconds while the server is down and the one at hand is ${what}`, async () => {
        const { connectionSession, strategy } = begin(new FakeAuthStrategy({ lifeMs: 60 * MINUTE }));
        await connectionSession.restore();
        // The timer slept.
        jasmine.clock().mockDate(new Date(Date.now() + age));
        for (let times = 0; times < 40; times++) strategy.failNext('renew');
        for (let times = 0; times < 30; times++) {
          await connectionSession.resume();
          jasmine.clock().mockDate(new Date(Date.now() + 1_000));
        }
        expect(strategy.countOf('renew')).toBe(3);
      });
    }

    it('lets calls wait for three seconds, and no longer', async () => {
      const { connectionSession, strategy } = await beginAndReject();
      strategy.pause('isValid');
      void connectionSession.resume();
      let isAnswered = false;
      void connectionSession.credential('rest').then(() => (isAnswered = true));
      await settled();
      jasmine.clock().tick(2_999);
      await settled();
      expect(isAnswered).toBeFalse();
      jasmine.clock().tick(1);
      await settled();
      expect(isAnswered).toBeTrue();
    });

    it('lets calls wait until the server has answered which user is signed in', async () => {
      const { connectionSession, strategy } = await beginAndReject();
      const release = strategy.pause('isValid');
      const waking = connectionSession.resume();
      let isAnswered = false;
      const credential = connectionSession.credential('rest').finally(() => (isAnswered = true));
      await settled();
      expect(isAnswered).toBeFalse();
      release();
      await Promise.all([waking, credential]);
      expect(strategy.countOf('isValid')).toBe(1);
    });

    it('ends the sign-in of a user in whose place there is another', async () => {
      const { connectionSession, strategy, types } = await beginAndReject(
        new FakeAuthStrategy({ canRenew: false }),
      );
      const epoch = connectionSession.epoch();
      strategy.isSessionValid = false;
      await connectionSession.resume();
      expect(connectionSession.state()).toEqual(
        jasmine.objectContaining({
          status: 'signed-out',
          reason: jasmine.objectContaining({ code: 'credential-refused' }),
        }),
      );
      expect(connectionSession.epoch()).toBe(epoch + 1);
      expect(types()).toEqual(['signed-in', 'refused', 'signed-out']);
    });

    it('ends nothing when the server cannot be asked', async () => {
      const { connectionSession, strategy } = await beginAndReject();
      strategy.failNext('isValid');
      await connectionSession.resume();
      expect(connectionSession.state().status).toBe('ready');
    });
  });

  describe('without a network', () => {
    beforeEach(() => jasmine.clock().install().mockDate());
    afterEach(() => jasmine.clock().uninstall());

    it('sends no request and reports no failure, and renews once it is back', async () => {
      const online = spyOnProperty(navigator, 'onLine', 'get').and.returnValue(false);
      const { connectionSession, strategy, types } = begin(new FakeAuthStrategy({ lifeMs: 60 * MINUTE }));
      await connectionSession.restore();
      jasmine.clock().tick(60 * MINUTE);
      await settled();
      await connectionSession.resume();
      expect(await authorization(connectionSession)).toBe('Bearer ada-1');
      expect([strategy.countOf('renew'), connectionSession.state().status]).toEqual([0, 'ready']);
      online.and.returnValue(true);
      await connectionSession.resume();
      expect(await authorization(connectionSession)).toBe('Bearer ada-2');
      expect(types()).toEqual(['signed-in', 'renewed']);
    });
  });

  describe('when a busy server does not renew ahead of time', () => {
    beforeEach(() => jasmine.clock().install().mockDate());
    afterEach(() => jasmine.clock().uninstall());

    it('lets calls go on, and asks again when the server said', async () => {
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ lifeMs: 60 * MINUTE }));
      await connectionSession.restore();
      strategy.failNext('renew', rateLimited(20));
      jasmine.clock().tick(59 * MINUTE);
      await settled();
      expect(await authorization(connectionSession)).toBe('Bearer ada-1');
      jasmine.clock().tick(19_000);
      await settled();
      expect(strategy.countOf('renew')).toBe(1);
      jasmine.clock().tick(1_000);
      await settled();
      expect(await authorization(connectionSession)).toBe('Bearer ada-2');
    });
  });

  describe('with repetition of transient failures', () => {
    it('is asked for taking up, credentials and renewals that are needed, and not for sign-ins', async () => {
      const strategy = new FakeAuthStrategy();
      const repeated: string[] = [];
      const connectionSession = new ConnectionSession(
        connection,
        strategy,
        () => undefined,
        (_call, thrown, work) => {
          repeated.push((thrown as QlikError).code);
          return work();
        },
      );
      strategy.failNext('restore');
      await connectionSession.restore();
      expect(connectionSession.state().status).toBe('ready');
      strategy.failNext('credential', rateLimited(1));
      await connectionSession.credential('websocket');
      strategy.failNext('renew');
      expect(
        await connectionSession.renewAfterRefusal(await connectionSession.credential('rest')),
      ).toBeTrue();
      expect(repeated).toEqual(['http-unreachable', 'http-rate-limited', 'http-unreachable']);
      strategy.failNext('signIn');
      await expectAsync(connectionSession.signIn({})).toBeRejected();
      expect(repeated.length).toBe(3);
    });
  });

  describe('when a user signed in in another tab', () => {
    it('drops the user before, and takes up the other', async () => {
      const { connectionSession, strategy, types } = begin();
      await connectionSession.restore();
      const epoch = connectionSession.epoch();
      strategy.user = 'grace';
      strategy.isSessionValid = false;
      await connectionSession.followSignIn();
      expect(connectionSession.endOf(epoch)?.code).toBe('sign-in-required');
      expect(await authorization(connectionSession)).toBe('Bearer grace-2');
      expect(types()).toEqual(['signed-in', 'signed-out', 'signed-in']);
      expect(strategy.countOf('signOut')).toBe(0);
    });

    it('goes on in the same sign-in where only its token is new', async () => {
      const { connectionSession, types } = begin();
      await connectionSession.restore();
      const epoch = connectionSession.epoch();
      await connectionSession.followSignIn();
      expect(connectionSession.epoch()).toBe(epoch);
      expect(types()).toEqual(['signed-in', 'renewed']);
    });

    it('leaves a sign-in of its own alone that is under way', async () => {
      const { connectionSession, strategy } = begin();
      const release = strategy.pause('restore');
      const restoring = connectionSession.restore();
      await connectionSession.followSignIn();
      release();
      await restoring;
      expect(strategy.calls).toEqual(['restore', 'credential rest']);
    });

    it('does nothing where the user signed out here meanwhile', async () => {
      const { connectionSession, strategy } = begin();
      await connectionSession.restore();
      strategy.isSessionValid = false;
      const release = strategy.pause('isValid');
      const following = connectionSession.followSignIn();
      await settled();
      await connectionSession.signOut();
      release();
      await following;
      expect(connectionSession.state().status).toBe('signed-out');
      expect(strategy.countOf('restore')).toBe(1);
    });

    it('gives way to a sign-in here that begins meanwhile', async () => {
      const { connectionSession, strategy } = begin();
      await connectionSession.restore();
      strategy.isSessionValid = false;
      const reasons: string[] = [];
      const forget = async (reason: string) => {
        reasons.push(reason);
        await connectionSession.signIn({});
      };
      Object.assign(strategy, { forget });
      await connectionSession.followSignIn();
      expect(reasons).toEqual(['replaced']);
      expect(connectionSession.state().status).toBe('ready');
      expect(strategy.countOf('restore')).toBe(1);
    });

    it('takes up a sign-in after one that was refused', async () => {
      const { connectionSession } = begin();
      await connectionSession.restore();
      await connectionSession.endAfterRefusal(401);
      await connectionSession.followSignIn();
      expect(connectionSession.state().status).toBe('ready');
    });
  });

  describe('for a diagnosis', () => {
    it('gives a credential as it is, and asks neither the server nor for a new one', async () => {
      jasmine.clock().install().mockDate();
      const { connectionSession, strategy, types } = begin();
      await connectionSession.restore();
      jasmine.clock().tick(5 * MINUTE);
      strategy.isSessionValid = false;
      expect((await connectionSession.peek('rest')).headers['Authorization']).toBe('Bearer ada-1');
      expect((await connectionSession.peek('websocket')).queryParams['accessToken']).toContain('ada-1');
      jasmine.clock().uninstall();
      expect([strategy.countOf('isValid'), strategy.countOf('renew')]).toEqual([0, 0]);
      expect(types()).toEqual(['signed-in']);
    });

    it('reports why there is none, and ends nothing', async () => {
      const { connectionSession, strategy, types } = begin();
      await connectionSession.restore();
      strategy.failNext('credential', new QlikError('credential-refused', 'No.', { remedy: 'Do.' }));
      await expectAsync(connectionSession.peek('websocket')).toBeRejectedWith(
        jasmine.objectContaining({ code: 'credential-refused' }),
      );
      expect([connectionSession.state().status, types()]).toEqual(['ready', ['signed-in']]);
    });
  });

  describe('asking the server whether it still knows the session', () => {
    it('asks once however many want to know, and again later', async () => {
      const { connectionSession, strategy } = begin();
      await connectionSession.restore();
      expect(await Promise.all([connectionSession.isValid(), connectionSession.isValid()])).toEqual([
        true,
        true,
      ]);
      strategy.isSessionValid = false;
      expect(await connectionSession.isValid()).toBeFalse();
      expect(strategy.countOf('isValid')).toBe(2);
    });

    it('asks no server that refuses each call by itself', async () => {
      const { connectionSession, strategy } = begin();
      Object.defineProperty(strategy, 'isValid', { value: undefined });
      expect(await connectionSession.isValid()).toBeTrue();
    });

    it('reports when the server could not be reached, and asks again', async () => {
      const { connectionSession, strategy } = begin();
      strategy.failNext('isValid');
      await expectAsync(connectionSession.isValid()).toBeRejectedWith(
        jasmine.objectContaining({ code: 'http-unreachable' }),
      );
      expect(await connectionSession.isValid()).toBeTrue();
    });
  });

  describe('before a call, after a minute without an answer', () => {
    beforeEach(() => jasmine.clock().install().mockDate());
    afterEach(() => jasmine.clock().uninstall());

    async function beginAndWait(minutes: number) {
      const parts = begin();
      await parts.connectionSession.restore();
      jasmine.clock().tick(minutes * MINUTE);
      return parts;
    }

    it('begins another session where the server has ended it, for each purpose', async () => {
      for (const purpose of ['rest', 'websocket'] as const) {
        const { connectionSession, strategy, types } = await beginAndWait(1);
        strategy.isSessionValid = false;
        const credential = await connectionSession.credential(purpose);
        expect(JSON.stringify(credential)).toContain('ada-2');
        expect(types()).toEqual(['signed-in', 'refused', 'renewed']);
      }
    });

    it('goes on with the session that is there, and does not ask again for a minute', async () => {
      const { connectionSession, strategy } = await beginAndWait(1);
      expect(await authorization(connectionSession)).toBe('Bearer ada-1');
      jasmine.clock().tick(MINUTE - 1);
      expect(await authorization(connectionSession)).toBe('Bearer ada-1');
      expect([strategy.countOf('isValid'), strategy.countOf('renew')]).toEqual([1, 0]);
    });

    it('does not ask while calls are answered', async () => {
      const { connectionSession, strategy } = await beginAndWait(0.9);
      connectionSession.markAnswered();
      jasmine.clock().tick(0.9 * MINUTE);
      await connectionSession.credential('rest');
      expect(strategy.countOf('isValid')).toBe(0);
    });

    it('leaves it to the call to say that the server is down', async () => {
      const { connectionSession, strategy } = await beginAndWait(1);
      strategy.failNext('isValid');
      expect(await authorization(connectionSession)).toBe('Bearer ada-1');
      expect(connectionSession.state().status).toBe('ready');
    });

    it('signs out with a reason when there is no other session to be had', async () => {
      const { connectionSession, strategy } = await beginAndWait(1);
      strategy.isSessionValid = false;
      strategy.canRenew = false;
      await expectAsync(connectionSession.credential('rest')).toBeRejectedWith(
        jasmine.objectContaining({ code: 'credential-refused' }),
      );
      expect(connectionSession.state().status).toBe('signed-out');
    });

    it('says why when the new session could not be fetched, and stays signed in', async () => {
      const { connectionSession, strategy } = await beginAndWait(1);
      strategy.isSessionValid = false;
      strategy.failNext('renew');
      await expectAsync(connectionSession.credential('rest')).toBeRejectedWith(
        jasmine.objectContaining({ code: 'http-unreachable' }),
      );
      expect(connectionSession.state().status).toBe('ready');
    });

    it('asks no server that refuses each call by itself', async () => {
      const { connectionSession, strategy } = await beginAndWait(1);
      Object.defineProperty(strategy, 'isValid', { value: undefined });
      expect(await authorization(connectionSession)).toBe('Bearer ada-1');
    });
  });

  describe('taking up what an earlier page left', () => {
    it('is ready when there was a session, and says when it ends', async () => {
      const { connectionSession, types } = begin(new FakeAuthStrategy({ lifeMs: 10 * MINUTE }));
      await connectionSession.restore();
      const state = connectionSession.state();
      expect(state.status).toBe('ready');
      expect(state.status === 'ready' && state.expiresAt).toBeGreaterThan(Date.now());
      expect(types()).toEqual(['signed-in']);
    });

    it('is signed out when there was none, without a reason', async () => {
      const { connectionSession, types } = begin(new FakeAuthStrategy({ restored: 'signed-out' }));
      await connectionSession.restore();
      expect(connectionSession.state()).toEqual({ status: 'signed-out' });
      expect(types()).toEqual([]);
    });

    it('happens once however many ask', async () => {
      const { connectionSession, strategy } = begin();
      await Promise.all([
        connectionSession.restore(),
        connectionSession.restore(),
        connectionSession.credential('rest'),
      ]);
      expect(strategy.countOf('restore')).toBe(1);
    });

    it('keeps why it failed, as an error of this connection', async () => {
      const { connectionSession, strategy } = begin();
      strategy.failNext('restore', new Error('broken'));
      await connectionSession.restore();
      const state = connectionSession.state();
      expect(state.status === 'failed' && state.error.code).toBe('unexpected');
      expect(state.status === 'failed' && state.error.connectionId).toBe(connection.id);
      await expectAsync(connectionSession.credential('rest')).toBeRejectedWith(
        jasmine.objectContaining({ code: 'unexpected' }),
      );
    });

    it('tries again at the next call when the server was down', async () => {
      const { connectionSession, strategy } = begin();
      strategy.failNext('restore');
      await connectionSession.restore();
      expect(connectionSession.state().status).toBe('failed');
      expect(await authorization(connectionSession)).toBe('Bearer ada-1');
      expect(connectionSession.state().status).toBe('ready');
    });

    it('changes nothing when the user signed out meanwhile', async () => {
      const { connectionSession, strategy } = begin();
      const release = strategy.pause('restore');
      const restoring = connectionSession.restore();
      connectionSession.forget();
      release();
      await restoring;
      expect(connectionSession.state().status).toBe('signed-out');
    });

    it('reports no failure when the user signed out meanwhile', async () => {
      const { connectionSession, strategy, types } = begin();
      strategy.failNext('restore');
      const release = strategy.pause('restore');
      const restoring = connectionSession.restore();
      connectionSession.forget();
      release();
      await restoring;
      expect(connectionSession.state().status).toBe('signed-out');
      expect(types()).toEqual([]);
    });
  });

  describe('a credential', () => {
    it('is fetched once for twenty callers', async () => {
      const { connectionSession, strategy } = begin();
      const all = await Promise.all(Array.from({ length: 20 }, () => authorization(connectionSession)));
      expect(new Set(all)).toEqual(new Set(['Bearer ada-1']));
      expect(strategy.countOf('credential rest')).toBe(1);
    });

    it('for a WebSocket is fetched anew for each caller', async () => {
      const { connectionSession } = begin();
      const [one, other] = await Promise.all([
        connectionSession.credential('websocket'),
        connectionSession.credential('websocket'),
      ]);
      expect(one.queryParams['accessToken']).not.toBe(other.queryParams['accessToken']);
    });

    it('is refused to callers when no user is signed in', async () => {
      const { connectionSession } = begin(new FakeAuthStrategy({ restored: 'signed-out' }));
      await expectAsync(connectionSession.credential('rest')).toBeRejectedWith(
        jasmine.objectContaining({ code: 'sign-in-required', connectionId: 'acme' }),
      );
    });

    it('waits for a sign-in under way', async () => {
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ restored: 'signed-out' }));
      await connectionSession.restore();
      const release = strategy.pause('signIn');
      const signingIn = connectionSession.signIn({});
      const waiting = authorization(connectionSession);
      await settled();
      release();
      await signingIn;
      expect(await waiting).toBe('Bearer ada-1');
    });

    it('that cannot be had is an error of this connection', async () => {
      const { connectionSession, strategy } = begin();
      await connectionSession.restore();
      strategy.failNext('credential', new Error('broken'));
      await expectAsync(connectionSession.credential('websocket')).toBeRejectedWith(
        jasmine.objectContaining({ code: 'unexpected', connectionId: 'acme' }),
      );
    });

    it('fetched for one user is not given out after another signed in', async () => {
      const { connectionSession, strategy } = begin();
      await connectionSession.restore();
      const release = strategy.pause('credential');
      const fetching = connectionSession.credential('websocket');
      const outcome = fetching.then(
        () => 'given out',
        (error: unknown) => toQlikError(error).code,
      );
      await settled();
      release();
      strategy.user = 'grace';
      await Promise.all([connectionSession.signOut(), connectionSession.signIn({})]);
      expect(await outcome).toBe('sign-in-required');
      expect(await authorization(connectionSession)).toBe('Bearer grace-2');
    });

    it('asked for by one user is not answered with the next user’s', async () => {
      const { connectionSession, strategy } = begin();
      await connectionSession.restore();
      const release = strategy.pause('renew');
      const renewing = connectionSession.renewAfterRefusal(await connectionSession.credential('rest'));
      const waiting = connectionSession.credential('rest').then(
        () => 'given out',
        (error: unknown) => toQlikError(error).code,
      );
      strategy.user = 'grace';
      await connectionSession.signOut();
      await connectionSession.signIn({});
      release();
      await renewing.catch(() => undefined);
      expect(await waiting).toBe('sign-in-required');
    });
  });

  describe('renewal', () => {
    beforeEach(() => jasmine.clock().install().mockDate(new Date('2026-01-01T00:00:00Z')));
    afterEach(() => jasmine.clock().uninstall());

    it('happens a minute before the end, without a call', async () => {
      const { connectionSession, strategy, types } = begin(new FakeAuthStrategy({ lifeMs: 60 * MINUTE }));
      await connectionSession.restore();
      jasmine.clock().tick(59 * MINUTE - 1);
      await settled();
      expect(strategy.countOf('renew')).toBe(0);
      jasmine.clock().tick(1);
      await settled();
      expect(strategy.countOf('renew')).toBe(1);
      expect(await authorization(connectionSession)).toBe('Bearer ada-2');
      expect(types()).toEqual(['signed-in', 'renewed']);
    });

    it('of a short-lived credential happens after nine tenths of its life', async () => {
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ lifeMs: 10_000 }));
      await connectionSession.restore();
      jasmine.clock().tick(8_999);
      await settled();
      expect(strategy.countOf('renew')).toBe(0);
      jasmine.clock().tick(1);
      await settled();
      expect(strategy.countOf('renew')).toBe(1);
    });

    it('is made up for by the next call when the timer slept', async () => {
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ lifeMs: 60 * MINUTE }));
      await connectionSession.restore();
      jasmine.clock().mockDate(new Date('2026-01-01T02:00:00Z'));
      const all = await Promise.all(Array.from({ length: 20 }, () => authorization(connectionSession)));
      expect(new Set(all)).toEqual(new Set(['Bearer ada-2']));
      expect(strategy.countOf('renew')).toBe(1);
    });

    it('is made up for when the page wakes up', async () => {
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ lifeMs: 60 * MINUTE }));
      await connectionSession.restore();
      await connectionSession.resume();
      expect(strategy.countOf('renew')).toBe(0);
      jasmine.clock().mockDate(new Date('2026-01-01T02:00:00Z'));
      await connectionSession.resume();
      expect(strategy.countOf('renew')).toBe(1);
      expect(connectionSession.state().status).toBe('ready');
    });

    it('is begun when the page wakes up shortly before the end, and nothing waits for it', async () => {
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ lifeMs: 60 * MINUTE }));
      await connectionSession.restore();
      jasmine.clock().mockDate(new Date('2026-01-01T00:59:30Z'));
      strategy.pause('renew');
      await connectionSession.resume();
      expect(strategy.countOf('renew')).toBe(1);
      expect(await authorization(connectionSession)).toBe('Bearer ada-1');
    });

    it('does not happen at resume when no user is signed in', async () => {
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ restored: 'signed-out' }));
      await connectionSession.restore();
      await connectionSession.resume();
      expect(strategy.countOf('renew')).toBe(0);
    });

    it('shows as renewing, and calls go on with the credential that is good', async () => {
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ lifeMs: 60 * MINUTE }));
      await connectionSession.restore();
      const release = strategy.pause('renew');
      jasmine.clock().tick(59 * MINUTE);
      await settled();
      expect(connectionSession.state().status).toBe('renewing');
      expect(await authorization(connectionSession)).toBe('Bearer ada-1');
      release();
      await settled();
      expect(await authorization(connectionSession)).toBe('Bearer ada-2');
      expect(strategy.countOf('renew')).toBe(1);
    });

    it('that is slow makes calls wait from the moment in which the credential is over', async () => {
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ lifeMs: 60 * MINUTE }));
      await connectionSession.restore();
      const release = strategy.pause('renew');
      jasmine.clock().tick(60 * MINUTE);
      await settled();
      const waiting = authorization(connectionSession);
      await settled();
      release();
      expect(await waiting).toBe('Bearer ada-2');
      expect(strategy.countOf('renew')).toBe(1);
    });

    it('that the network prevents keeps the session, and the next call tries again', async () => {
      const { connectionSession, strategy, types } = begin(new FakeAuthStrategy({ lifeMs: 60 * MINUTE }));
      await connectionSession.restore();
      strategy.failNext('renew');
      jasmine.clock().tick(59 * MINUTE);
      await settled();
      expect(connectionSession.state().status).toBe('ready');
      expect(types()).toEqual(['signed-in', 'failed']);
      expect(await authorization(connectionSession)).toBe('Bearer ada-2');
    });

    it('that the network prevents past the end fails the call and keeps the session', async () => {
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ lifeMs: 60 * MINUTE }));
      await connectionSession.restore();
      jasmine.clock().mockDate(new Date('2026-01-01T02:00:00Z'));
      strategy.failNext('renew');
      await expectAsync(connectionSession.credential('rest')).toBeRejectedWith(
        jasmine.objectContaining({ code: 'http-unreachable' }),
      );
      expect(connectionSession.state().status).toBe('ready');
      strategy.failNext('renew');
      await expectAsync(connectionSession.resume()).toBeResolved();
      expect(await authorization(connectionSession)).toBe('Bearer ada-2');
    });

    it('that is impossible leaves the credential until its end, asks no more, and then says that it ended', async () => {
      const { connectionSession, strategy, events } = begin(
        new FakeAuthStrategy({ lifeMs: 60 * MINUTE, canRenew: false }),
      );
      await connectionSession.restore();
      jasmine.clock().tick(59 * MINUTE);
      await settled();
      expect(await authorization(connectionSession)).toBe('Bearer ada-1');
      expect(strategy.countOf('renew')).toBe(1);
      jasmine.clock().tick(MINUTE);
      await settled();
      const state = connectionSession.state();
      expect(state.status === 'signed-out' && state.reason?.code).toBe('credential-expired');
      expect(events.at(-1)?.type).toBe('signed-out');
      await expectAsync(connectionSession.credential('rest')).toBeRejectedWith(
        jasmine.objectContaining({ code: 'credential-expired', remedy: 'Sign in again.' }),
      );
    });

    it('that is refused leaves the credential until its end, and then says why it ended', async () => {
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ lifeMs: 60 * MINUTE }));
      await connectionSession.restore();
      for (let attempt = 1; attempt <= 3; attempt++) strategy.failNext('renew', notLetIn());
      jasmine.clock().tick(59 * MINUTE);
      await settled();
      expect(await authorization(connectionSession)).toBe('Bearer ada-1');
      jasmine.clock().tick(MINUTE);
      await settled();
      const state = connectionSession.state();
      expect(state.status === 'signed-out' && state.reason?.code).toBe('sign-in-refused');
    });

    it('that the application’s own session is missing for leaves the credential until its end, and then asks for that sign-in', async () => {
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ lifeMs: 60 * MINUTE }));
      await connectionSession.restore();
      for (let attempt = 1; attempt <= 3; attempt++) strategy.failNext('renew', notInApplication());
      jasmine.clock().tick(59 * MINUTE);
      await settled();
      expect(await authorization(connectionSession)).toBe('Bearer ada-1');
      jasmine.clock().tick(MINUTE);
      await settled();
      const state = connectionSession.state();
      expect(state.status === 'signed-out' && state.reason?.remedy).toBe('Sign in to the application.');
    });

    it('that is impossible ends the session once for twenty callers', async () => {
      const { connectionSession, types } = begin(
        new FakeAuthStrategy({ lifeMs: 60 * MINUTE, canRenew: false }),
      );
      await connectionSession.restore();
      jasmine.clock().mockDate(new Date('2026-01-01T02:00:00Z'));
      const epoch = connectionSession.epoch();
      const codes = await Promise.all(
        Array.from({ length: 20 }, () =>
          connectionSession.credential('rest').catch((error: unknown) => toQlikError(error).code),
        ),
      );
      expect(new Set<unknown>(codes)).toEqual(new Set(['credential-expired']));
      expect(types()).toEqual(['signed-in', 'signed-out']);
      expect(connectionSession.epoch()).toBe(epoch + 1);
    });

    it('does not turn round and round when the clocks disagree and a new credential seems to have ended', async () => {
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ lifeMs: -MINUTE }));
      await connectionSession.restore();
      for (let second = 0; second < 30; second++) {
        jasmine.clock().tick(1000);
        await settled();
      }
      expect(strategy.countOf('renew')).toBeLessThan(2);
      expect(await authorization(connectionSession)).toBe('Bearer ada-1');
    });

    it('happens in time for a credential that lives longer than a timer can wait', async () => {
      const day = 24 * 60 * MINUTE;
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ lifeMs: 40 * day }));
      await connectionSession.restore();
      jasmine.clock().tick(30 * day);
      await settled();
      expect(strategy.countOf('renew')).toBe(0);
      jasmine.clock().tick(10 * day - MINUTE);
      await settled();
      expect(strategy.countOf('renew')).toBe(1);
    });

    it('begun before a sign-out changes nothing after it', async () => {
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ lifeMs: 60 * MINUTE }));
      await connectionSession.restore();
      const release = strategy.pause('renew');
      jasmine.clock().tick(59 * MINUTE);
      await settled();
      await connectionSession.signOut();
      release();
      await settled();
      expect(connectionSession.state()).toEqual({ status: 'signed-out' });
    });

    it('that fails after a sign-out changes nothing either', async () => {
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ lifeMs: 60 * MINUTE }));
      await connectionSession.restore();
      strategy.failNext('renew');
      const release = strategy.pause('renew');
      jasmine.clock().tick(59 * MINUTE);
      await settled();
      await connectionSession.signOut();
      release();
      await settled();
      expect(connectionSession.state()).toEqual({ status: 'signed-out' });
    });

    it('of the next user does not wait for the last one’s', async () => {
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ lifeMs: 60 * MINUTE }));
      await connectionSession.restore();
      const release = strategy.pause('renew');
      jasmine.clock().tick(59 * MINUTE);
      await settled();
      await connectionSession.signOut();
      strategy.user = 'grace';
      await connectionSession.signIn({});
      expect(await authorization(connectionSession)).toBe('Bearer grace-2');
      release();
      await settled();
      expect(await authorization(connectionSession)).toBe('Bearer grace-2');
    });
  });

  describe('after a refusal', () => {
    it('has a new credential for the one retry', async () => {
      const { connectionSession, types } = begin();
      const refused = await connectionSession.credential('rest');
      expect(await connectionSession.renewAfterRefusal(refused)).toBeTrue();
      expect(await authorization(connectionSession)).toBe('Bearer ada-2');
      expect(types()).toEqual(['signed-in', 'refused', 'renewed']);
    });

    it('renews once for twenty calls that were refused together', async () => {
      const { connectionSession, strategy } = begin();
      const refused = await connectionSession.credential('rest');
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => connectionSession.renewAfterRefusal(refused)),
      );
      expect(answers.every(Boolean)).toBeTrue();
      expect(strategy.countOf('renew')).toBe(1);
    });

    it('does not renew for a late refusal of the former credential', async () => {
      const { connectionSession, strategy } = begin();
      const refused = await connectionSession.credential('rest');
      await connectionSession.renewAfterRefusal(refused);
      expect(await connectionSession.renewAfterRefusal(refused)).toBeTrue();
      expect(strategy.countOf('renew')).toBe(1);
    });

    it('ends once, with the reason, when renewal is impossible', async () => {
      const { connectionSession, strategy, types } = begin(new FakeAuthStrategy({ canRenew: false }));
      const refused = await connectionSession.credential('rest');
      const answers = await Promise.all(
        Array.from({ length: 3 }, () => connectionSession.renewAfterRefusal(refused)),
      );
      expect(answers).toEqual([false, false, false]);
      const state = connectionSession.state();
      expect(state.status === 'signed-out' && state.reason?.code).toBe('credential-refused');
      expect(types().filter((each) => each === 'signed-out').length).toBe(1);
      expect(strategy.countOf('signOut')).toBe(1);
    });

    it('goes on when a new credential cannot be fetched this time', async () => {
      const { connectionSession, strategy } = begin();
      const refused = await connectionSession.credential('rest');
      strategy.failNext('renew');
      await expectAsync(connectionSession.renewAfterRefusal(refused)).toBeRejectedWith(
        jasmine.objectContaining({ code: 'http-unreachable' }),
      );
      expect(connectionSession.state().status).toBe('ready');
    });

    it('ends, and asks for the sign-in that is missing, when the application’s own session has ended', async () => {
      const { connectionSession, strategy, types } = begin();
      const refused = await connectionSession.credential('rest');
      strategy.failNext('renew', notInApplication());
      expect(await connectionSession.renewAfterRefusal(refused)).toBeFalse();
      const state = connectionSession.state();
      expect(state.status === 'signed-out' && [state.reason?.code, state.reason?.remedy]).toEqual([
        'sign-in-required',
        'Sign in to the application.',
      ]);
      expect(types().at(-1)).toBe('signed-out');
    });

    it('ends, and says why, when the user is not let in any more', async () => {
      const { connectionSession, strategy, types } = begin();
      const refused = await connectionSession.credential('rest');
      strategy.failNext('renew', notLetIn());
      expect(await connectionSession.renewAfterRefusal(refused)).toBeFalse();
      const state = connectionSession.state();
      expect(state.status === 'signed-out' && state.reason?.code).toBe('sign-in-refused');
      expect(types().at(-1)).toBe('signed-out');
      expect(strategy.countOf('signOut')).toBe(1);
    });

    it('ends when the renewed credential is refused too, even if the server cannot be reached', async () => {
      const { connectionSession, strategy } = begin();
      await connectionSession.restore();
      strategy.failNext('signOut');
      const reason = await connectionSession.endAfterRefusal(401);
      expect([reason?.code, reason?.status]).toEqual(['credential-refused', 401]);
      expect(connectionSession.state()).toEqual({ status: 'signed-out', ...(reason && { reason }) });
      await settled();
      expect(strategy.countOf('signOut')).toBe(1);
    });

    it('only forgets, where signing out on the server would leave the page', async () => {
      const strategy = Object.assign(new FakeAuthStrategy({ canRenew: false }), {
        forget: jasmine.createSpy('forget').and.resolveTo(),
      });
      const { connectionSession } = begin(strategy);
      await connectionSession.renewAfterRefusal(await connectionSession.credential('rest'));
      await connectionSession.followSignOut();
      expect(strategy.forget).toHaveBeenCalledTimes(2);
      expect(strategy.countOf('signOut')).toBe(0);
      await connectionSession.signOut();
      expect(strategy.countOf('signOut')).toBe(1);
    });

    it('of a temporary token renews and asks once more', async () => {
      const { connectionSession, strategy } = begin();
      await connectionSession.restore();
      strategy.failNext('credential', refusal());
      const { queryParams } = await connectionSession.credential('websocket');
      expect(queryParams['accessToken']).toContain('ada-2-websocket');
      expect(strategy.countOf('renew')).toBe(1);
    });

    it('of a temporary token ends when the renewed one is refused too', async () => {
      const { connectionSession, strategy } = begin();
      await connectionSession.restore();
      spyOn(strategy, 'credential')
        .withArgs('rest')
        .and.callThrough()
        .withArgs('websocket')
        .and.callFake(() => Promise.reject(refusal()));
      await expectAsync(connectionSession.credential('websocket')).toBeRejectedWith(
        jasmine.objectContaining({ code: 'credential-refused', status: 401 }),
      );
      expect(connectionSession.state().status).toBe('signed-out');
      expect(strategy.countOf('renew')).toBe(1);
    });

    it('of a temporary token ends when renewal is impossible', async () => {
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ canRenew: false }));
      await connectionSession.restore();
      strategy.failNext('credential', refusal());
      await expectAsync(connectionSession.credential('websocket')).toBeRejectedWith(
        jasmine.objectContaining({ code: 'credential-refused' }),
      );
      expect(connectionSession.state().status).toBe('signed-out');
    });

    it('of a temporary token that the last user asked for does not end the next one’s session', async () => {
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ canRenew: false }));
      await connectionSession.restore();
      strategy.failNext('credential', refusal());
      const release = strategy.pause('credential');
      const asking = connectionSession
        .credential('websocket')
        .catch((error: unknown) => toQlikError(error).code);
      await settled();
      await connectionSession.signOut();
      strategy.user = 'grace';
      const signingIn = connectionSession.signIn({});
      release();
      await signingIn;
      expect(await asking).toBe('sign-in-required');
      expect(connectionSession.state().status).toBe('ready');
    });

    it('of a temporary token passes on what fails after the renewal', async () => {
      const { connectionSession, strategy } = begin();
      await connectionSession.restore();
      const release = strategy.pause('renew');
      strategy.failNext('credential', refusal());
      const asking = connectionSession
        .credential('websocket')
        .catch((error: unknown) => toQlikError(error).code);
      await settled();
      spyOn(strategy, 'credential').and.callFake((purpose) =>
        purpose === 'websocket'
          ? Promise.reject(new Error('broken'))
          : FakeAuthStrategy.prototype.credential.call(strategy, purpose),
      );
      release();
      expect(await asking).toBe('unexpected');
      expect(connectionSession.state().status).toBe('ready');
    });

    it('of a temporary token passes other failures on', async () => {
      const { connectionSession, strategy } = begin();
      await connectionSession.restore();
      strategy.failNext('credential');
      await expectAsync(connectionSession.credential('websocket')).toBeRejectedWith(
        jasmine.objectContaining({ code: 'http-unreachable' }),
      );
      expect(connectionSession.state().status).toBe('ready');
    });
  });

  describe('signing in and out', () => {
    it('begins an epoch each', async () => {
      const { connectionSession } = begin(new FakeAuthStrategy({ restored: 'signed-out' }));
      await connectionSession.restore();
      const before = connectionSession.epoch();
      await connectionSession.signIn({});
      expect(connectionSession.epoch()).toBe(before + 1);
      await connectionSession.signOut();
      expect(connectionSession.epoch()).toBe(before + 2);
    });

    it('calls the strategy before anything else, so that a popup may open', () => {
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ restored: 'signed-out' }));
      connectionSession.signIn({}).catch(() => undefined);
      expect(strategy.calls).toEqual(['signIn']);
    });

    it('says why a sign-in failed, and lets the user try again', async () => {
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ restored: 'signed-out' }));
      strategy.failNext('signIn');
      await expectAsync(connectionSession.signIn({})).toBeRejectedWith(
        jasmine.objectContaining({ code: 'http-unreachable', connectionId: 'acme' }),
      );
      expect(connectionSession.state().status).toBe('failed');
      await connectionSession.signIn({});
      expect(connectionSession.state().status).toBe('ready');
    });

    it('does not become ready, and says so, when a sign-out overtakes a sign-in', async () => {
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ restored: 'signed-out' }));
      const release = strategy.pause('signIn');
      const signingIn = connectionSession.signIn({});
      await connectionSession.signOut();
      release();
      await expectAsync(signingIn).toBeRejectedWith(jasmine.objectContaining({ code: 'sign-in-canceled' }));
      expect(connectionSession.state()).toEqual({ status: 'signed-out' });
    });

    it('says nothing of a sign-in that failed after a sign-out overtook it', async () => {
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ restored: 'signed-out' }));
      strategy.failNext('signIn');
      const release = strategy.pause('signIn');
      const signingIn = connectionSession.signIn({});
      await connectionSession.signOut();
      release();
      await expectAsync(signingIn).toBeRejected();
      expect(connectionSession.state()).toEqual({ status: 'signed-out' });
    });

    it('lets a user sign in anew while an overtaken sign-in still hangs', async () => {
      const { connectionSession, strategy } = begin(new FakeAuthStrategy({ restored: 'signed-out' }));
      strategy.pause('signIn');
      connectionSession.signIn({}).catch(() => undefined);
      await connectionSession.signOut();
      strategy.pause('signIn')();
      await connectionSession.signIn({});
      expect(connectionSession.state().status).toBe('ready');
    });

    it('signs out here though the server cannot be reached, and emits the failure', async () => {
      const { connectionSession, strategy, types } = begin();
      await connectionSession.restore();
      strategy.failNext('signOut');
      await connectionSession.signOut();
      expect(connectionSession.state()).toEqual({ status: 'signed-out' });
      expect(types()).toEqual(['signed-in', 'signed-out', 'sign-out-failed']);
    });

    it('does not become ready when a sign-out overtakes the first credential', async () => {
      const { connectionSession, strategy } = begin();
      const release = strategy.pause('credential');
      const restoring = connectionSession.restore();
      await settled();
      await connectionSession.signOut();
      release();
      await restoring;
      expect(connectionSession.state()).toEqual({ status: 'signed-out' });
    });

    it('answers late questions of an ended epoch with an error', async () => {
      const { connectionSession } = begin();
      await connectionSession.restore();
      const epoch = connectionSession.epoch();
      expect(() => connectionSession.requireEpoch(epoch)).not.toThrow();
      await connectionSession.signOut();
      expect(() => connectionSession.requireEpoch(epoch)).toThrowMatching(
        (error: QlikError) => error.code === 'sign-in-required',
      );
    });
  });

  describe('prepare', () => {
    beforeEach(() => jasmine.clock().install().mockDate(new Date('2026-01-01T00:00:00Z')));
    afterEach(() => jasmine.clock().uninstall());

    it('fetches ahead, once, and gives it out once', async () => {
      const { connectionSession, strategy } = begin();
      connectionSession.prepare('websocket');
      connectionSession.prepare('websocket');
      await settled();
      expect(strategy.countOf('credential websocket')).toBe(1);
      const first = await connectionSession.credential('websocket');
      expect(strategy.countOf('credential websocket')).toBe(1);
      const second = await connectionSession.credential('websocket');
      expect(second.queryParams['accessToken']).not.toBe(first.queryParams['accessToken']);
    });

    it('throws away what waited too long, and prepares anew', async () => {
      const { connectionSession, strategy } = begin();
      connectionSession.prepare('websocket');
      await settled();
      jasmine.clock().tick(20_000);
      connectionSession.prepare('websocket');
      await settled();
      expect(strategy.countOf('credential websocket')).toBe(2);
      jasmine.clock().tick(20_000);
      await connectionSession.credential('websocket');
      expect(strategy.countOf('credential websocket')).toBe(3);
    });

    it('gives nothing of the last user to the next', async () => {
      const { connectionSession, strategy } = begin();
      connectionSession.prepare('websocket');
      await settled();
      await connectionSession.signOut();
      strategy.user = 'grace';
      await connectionSession.signIn({});
      expect((await connectionSession.credential('websocket')).queryParams['accessToken']).toContain('grace');
    });

    it('fetches anew what could not be fetched ahead', async () => {
      const strategy = new FakeAuthStrategy();
      strategy.failNext('restore');
      const { connectionSession } = begin(strategy);
      connectionSession.prepare('websocket');
      await settled();
      expect(connectionSession.state().status).toBe('failed');
      await connectionSession.retry();
      connectionSession.prepare('websocket');
      await expectAsync(connectionSession.credential('websocket')).toBeResolved();
      expect(strategy.countOf('credential websocket')).toBe(1);
    });

    it('leaves its failure to the next call', async () => {
      const { connectionSession } = begin(new FakeAuthStrategy({ restored: 'signed-out' }));
      connectionSession.prepare('websocket');
      await settled();
      await expectAsync(connectionSession.credential('websocket')).toBeRejectedWith(
        jasmine.objectContaining({ code: 'sign-in-required' }),
      );
    });
  });
});

function notLetIn(): QlikError {
  return new QlikError('sign-in-refused', 'Disabled.', { remedy: 'Ask.', status: 403, isRetryable: true });
}

function refusal(): QlikError {
  return new QlikError('credential-refused', 'Refused.', { remedy: 'Sign in again.', status: 401 });
}

/** What a strategy throws whose backend knows no user any more. */
function notInApplication(): QlikError {
  return new QlikError('sign-in-required', 'No user.', { remedy: 'Sign in to the application.' });
}
