import { FakeAuthStrategy, fakeConnection } from 'ngx-qlik/testing';
import { QlikError } from '../errors/qlik-error';
import { ConnectionSession } from './connection-session';

const connection = fakeConnection({ id: 'acme' });

async function begin(options: { readonly canRenew: boolean }) {
  const strategy = new FakeAuthStrategy(options);
  strategy.isCredentialAccepted = true;
  const connectionSession = new ConnectionSession(connection, strategy, () => undefined);
  await connectionSession.restore();
  return { connectionSession, strategy };
}

describe('ConnectionSession, refusals of one endpoint', () => {
  beforeEach(() => jasmine.clock().install().mockDate());
  afterEach(() => jasmine.clock().uninstall());

  it('end nothing where the credential cannot be renewed and Qlik accepts it elsewhere', async () => {
    const { connectionSession, strategy } = await begin({ canRenew: false });
    const epoch = connectionSession.epoch();
    expect(await connectionSession.renewAfterRefusal(await connectionSession.credential('rest'))).toBeFalse();
    expect([
      connectionSession.state().status,
      connectionSession.endOf(epoch),
      strategy.countOf('signOut'),
    ]).toEqual(['ready', undefined, 0]);
  });

  it('end nothing where the application’s own session has ended and Qlik accepts the credential elsewhere', async () => {
    const { connectionSession, strategy } = await begin({ canRenew: true });
    strategy.failNext('renew', new QlikError('sign-in-required', 'No user.', { remedy: 'Sign in.' }));
    expect(await connectionSession.renewAfterRefusal(await connectionSession.credential('rest'))).toBeFalse();
    expect(connectionSession.state().status).toBe('ready');
  });

  it('end nothing where the renewed credential is refused too and Qlik accepts it elsewhere', async () => {
    const { connectionSession } = await begin({ canRenew: true });
    expect(await connectionSession.renewAfterRefusal(await connectionSession.credential('rest'))).toBeTrue();
    expect(await connectionSession.endAfterRefusal(401)).toBeUndefined();
    expect(connectionSession.state().status).toBe('ready');
  });

  it('renew again what was renewed a moment ago: it may have been used elsewhere, and have ended since', async () => {
    const { connectionSession, strategy } = await begin({ canRenew: true });
    strategy.isCredentialAccepted = false;
    for (const renewals of [1, 2]) {
      const refused = await connectionSession.credential('rest');
      expect(await connectionSession.renewAfterRefusal(refused)).toBeTrue();
      expect([strategy.countOf('renew'), connectionSession.state().status]).toEqual([renewals, 'ready']);
    }
  });

  it('end nothing where Qlik cannot be asked', async () => {
    const { connectionSession, strategy } = await begin({ canRenew: true });
    strategy.failNext('isAccepted');
    expect(await connectionSession.endAfterRefusal(401)).toBeUndefined();
    expect(connectionSession.state().status).toBe('ready');
  });

  it('ask once for twenty calls, and for ten seconds after ask again before they renew', async () => {
    const { connectionSession, strategy } = await begin({ canRenew: true });
    const ends = await Promise.all(Array.from({ length: 20 }, () => connectionSession.endAfterRefusal(401)));
    expect(new Set(ends)).toEqual(new Set([undefined]));
    expect(strategy.countOf('isAccepted')).toBe(1);
    const credential = await connectionSession.credential('rest');
    jasmine.clock().tick(9_999);
    expect(await connectionSession.renewAfterRefusal(credential)).toBeFalse();
    expect([strategy.countOf('renew'), strategy.countOf('isAccepted')]).toEqual([0, 2]);
    jasmine.clock().tick(1);
    expect(await connectionSession.renewAfterRefusal(credential)).toBeTrue();
    expect(strategy.countOf('renew')).toBe(1);
  });

  it('share a question that is under way, and ask anew for a call that is refused after its answer', async () => {
    const { connectionSession, strategy } = await begin({ canRenew: true });
    const asked: number[] = [];
    for (const refusals of [3, 1, 2]) {
      const release = strategy.pause('isAccepted');
      const ends = Array.from({ length: refusals }, () => connectionSession.endAfterRefusal(401));
      asked.push(strategy.countOf('isAccepted'));
      release();
      expect(await Promise.all(ends)).toEqual(ends.map(() => undefined));
    }
    expect(asked).toEqual([1, 2, 3]);
    expect([connectionSession.state().status, strategy.countOf('renew')]).toEqual(['ready', 0]);
  });

  it('renew a credential that has ended right after it was accepted', async () => {
    const { connectionSession, strategy } = await begin({ canRenew: true });
    await connectionSession.endAfterRefusal(401);
    strategy.isCredentialAccepted = false;
    expect(await connectionSession.renewAfterRefusal(await connectionSession.credential('rest'))).toBeTrue();
    expect(strategy.countOf('renew')).toBe(1);
  });

  it('renew a credential once that has ended right after it was accepted, for twenty calls that are refused one after another', async () => {
    const { connectionSession, strategy } = await begin({ canRenew: true });
    await connectionSession.endAfterRefusal(401);
    strategy.isCredentialAccepted = false;
    const credential = await connectionSession.credential('rest');
    const refused: Promise<boolean>[] = [];
    const release = strategy.pause('isAccepted');
    for (let call = 0; call < 20; call += 1) {
      refused.push(connectionSession.renewAfterRefusal(credential));
      if (call === 10) release();
      await Promise.resolve();
    }
    expect(await Promise.all(refused)).toEqual(refused.map(() => true));
    expect([connectionSession.state().status, strategy.countOf('renew')]).toEqual(['ready', 1]);
  });

  it('renew a credential that has ended since it was accepted, once for all calls that were refused twice', async () => {
    for (const canRenew of [true, false]) {
      const { connectionSession, strategy } = await begin({ canRenew });
      await connectionSession.endAfterRefusal(401);
      strategy.isCredentialAccepted = false;
      const ends = await Promise.all([1, 2, 3].map(() => connectionSession.endAfterRefusal(401)));
      expect(ends.map((end) => end?.code)).toEqual(
        ends.map(() => (canRenew ? undefined : 'credential-refused')),
      );
      expect([connectionSession.state().status, strategy.countOf('renew')]).toEqual([
        canRenew ? 'ready' : 'signed-out',
        1,
      ]);
    }
  });

  it('ask about the credential at hand where the call may have had it, and renew it where Qlik does not accept it', async () => {
    for (const [isAccepted, renewals] of [
      [true, 1],
      [false, 2],
      [undefined, 1],
    ] as const) {
      const { connectionSession, strategy } = await begin({ canRenew: true });
      const epoch = connectionSession.epoch();
      const previous = await connectionSession.credential('rest');
      await connectionSession.renewAfterRefusal(previous);
      if (isAccepted === undefined) Object.defineProperty(strategy, 'isAccepted', { value: undefined });
      else strategy.isCredentialAccepted = isAccepted;
      expect(await connectionSession.renewAfterRefusal(previous, epoch, false)).toBeTrue();
      expect(strategy.countOf('renew')).toBe(renewals);
    }
  });

  it('ask anew where a question was under way before the refusal', async () => {
    const { connectionSession, strategy } = await begin({ canRenew: true });
    await connectionSession.endAfterRefusal(401);
    const credential = await connectionSession.credential('rest');
    let answer: (isAccepted: boolean) => void = () => undefined;
    const before = new Promise<boolean>((resolve) => (answer = resolve));
    spyOn(strategy, 'isAccepted').and.returnValues(before, Promise.resolve(false));
    const ending = connectionSession.endAfterRefusal(401);
    const renewing = connectionSession.renewAfterRefusal(credential);
    await Promise.resolve();
    answer(true);
    expect([await ending, await renewing, strategy.countOf('renew')]).toEqual([undefined, true, 1]);
  });

  it('ask again after a renewal that was not possible: the credential of another tab may have arrived', async () => {
    const { connectionSession, strategy } = await begin({ canRenew: false });
    const credential = await connectionSession.credential('rest');
    await connectionSession.endAfterRefusal(401);
    const answers = [false, true];
    spyOn(strategy, 'isAccepted').and.callFake(() => Promise.resolve(answers.shift() ?? false));
    expect(await connectionSession.renewAfterRefusal(credential)).toBeFalse();
    expect([connectionSession.state().status, strategy.countOf('renew'), answers]).toEqual(['ready', 1, []]);
  });

  it('ask anew where the credential was renewed meanwhile: the answer is about the one before', async () => {
    for (const [isRenewedAccepted, status] of [
      [true, 'ready'],
      [false, 'signed-out'],
    ] as const) {
      const { connectionSession, strategy } = await begin({ canRenew: true });
      let answer: (isAccepted: boolean) => void = () => undefined;
      const first = new Promise<boolean>((resolve) => (answer = resolve));
      const questions = spyOn(strategy, 'isAccepted').and.returnValues(
        first,
        Promise.resolve(isRenewedAccepted),
      );
      const ending = connectionSession.endAfterRefusal(401);
      await connectionSession.followSignIn();
      answer(false);
      expect([(await ending)?.code, connectionSession.state().status]).toEqual([
        isRenewedAccepted ? undefined : 'credential-refused',
        status,
      ]);
      expect(questions).toHaveBeenCalledTimes(2);
    }
  });

  it('say why where the session ended while Qlik was asked', async () => {
    const { connectionSession, strategy } = await begin({ canRenew: true });
    const release = strategy.pause('isAccepted');
    const ending = connectionSession.endAfterRefusal(401);
    await connectionSession.signOut();
    release();
    expect((await ending)?.code).toBe('sign-in-required');
  });

  it('of an ended epoch ask nothing', async () => {
    const { connectionSession, strategy } = await begin({ canRenew: true });
    const epoch = connectionSession.epoch();
    await connectionSession.signOut();
    expect((await connectionSession.endAfterRefusal(401, epoch))?.code).toBe('sign-in-required');
    expect(strategy.countOf('isAccepted')).toBe(0);
  });

  it('end the session of a strategy that cannot ask', async () => {
    const { connectionSession, strategy } = await begin({ canRenew: true });
    Object.defineProperty(strategy, 'isAccepted', { value: undefined });
    expect((await connectionSession.endAfterRefusal(401))?.code).toBe('credential-refused');
  });
});
