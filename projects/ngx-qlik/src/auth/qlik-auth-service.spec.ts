import { computed, PLATFORM_ID } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import {
  FakeAuthStrategy,
  fakeConnection,
  postFromOtherPage,
  provideQlikTesting,
  qlikErrorOf,
  QlikTesting,
  settled,
} from 'ngx-qlik/testing';
import { withConnections } from '../provide-qlik';
import { ConnectionLoader } from '../connections/connection-loader';
import { ConnectionRegistry, ConnectionPartsLoader } from './connection-registry';
import { QlikAuthService, type QlikAuthEvent, toConnectionSession } from './qlik-auth-service';
import { scopedId, sharedName } from './browser-storage';
import { signInRequired } from './connection-state';
import { provideStrategy, QLIK_AUTH_STRATEGIES, type QlikAuthStrategyFactory } from './strategy';
import type { QlikConnection } from '../connections/connection';
import type { QlikError } from '../errors/qlik-error';

const [A, B] = [fakeConnection({ id: 'a' }), fakeConnection({ id: 'b' })];
const CONNECTIONS = [A, B];

async function begin(states: Record<string, 'signed-in' | 'signed-out' | FakeAuthStrategy> = {}) {
  TestBed.configureTestingModule({ providers: [provideQlikTesting({ connections: CONNECTIONS, states })] });
  const testing = TestBed.inject(QlikTesting);
  await testing.ready();
  const auth = TestBed.inject(QlikAuthService);
  const events: QlikAuthEvent[] = [];
  auth.events.subscribe((event) => events.push(event));
  return { auth, testing, events };
}

/** What another tab of the same application says. */
async function otherTab(message: unknown): Promise<void> {
  await postFromOtherPage('ngx-qlik:auth', message);
}

async function dispatch(event: Event, target: EventTarget = window): Promise<void> {
  await settled();
  target.dispatchEvent(event);
  await settled();
}

describe('QlikAuthService', () => {
  it('takes up what was left when the state is read', async () => {
    const { auth } = await begin({ b: 'signed-out' });
    const a = auth.state('a');
    expect(a().status).toBe('signing-in');
    await settled();
    expect(a().status).toBe('ready');
    await auth.connectionSession('b').restore();
    expect(auth.state('b')().status).toBe('signed-out');
    expect(auth.connections().map((each) => each.id)).toEqual(CONNECTIONS.map((each) => each.id));
  });

  it('may be read first within a computed', async () => {
    const { auth } = await begin();
    const status = computed(() => auth.state('a')().status);
    expect(status()).toBe('signing-in');
    await settled();
    expect(status()).toBe('ready');
  });

  it('knows no other connections', async () => {
    const { auth } = await begin();
    expect(() => auth.state('c')).toThrowMatching((error: QlikError) => error.code === 'connection-unknown');
  });

  it('says which feature is missing for an auth type', async () => {
    TestBed.configureTestingModule({
      providers: [
        withConnections(CONNECTIONS).providers,
        {
          provide: QLIK_AUTH_STRATEGIES,
          multi: true,
          useValue: { type: 'none', fields: {}, create: () => new FakeAuthStrategy() },
        },
      ],
    });
    await TestBed.inject(ConnectionRegistry).load();
    TestBed.inject(QLIK_AUTH_STRATEGIES);
    const withoutStrategies = TestBed.inject(QlikAuthService);
    (withoutStrategies as unknown as { factories: unknown }).factories = [];
    expect(() => withoutStrategies.connectionSession('a')).toThrowMatching(
      (error: QlikError) => error.code === 'strategy-missing' && error.connectionId === 'a',
    );
  });

  it('signs in and out, and emits events with the connection’s id', async () => {
    const { auth, testing, events } = await begin({ a: 'signed-out' });
    await auth.signIn('a', { returnTo: '/x' });
    await auth.signOut('a');
    await auth.signIn('a');
    expect(testing.strategy('a').calls).toContain('signIn for /x');
    expect(events.map(({ type, connectionId }) => `${type} ${connectionId}`)).toEqual([
      'signed-in a',
      'signed-out a',
      'signed-in a',
    ]);
    expect(events.every(({ at }) => Math.abs(at - Date.now()) < 60_000)).toBeTrue();
  });

  it('keeps b when a is down, refused and signed out', async () => {
    const { auth, testing, events } = await begin();
    await Promise.all([auth.connectionSession('a').restore(), auth.connectionSession('b').restore()]);
    const before = {
      state: auth.state('b')(),
      epoch: auth.connectionSession('b').epoch(),
      calls: testing.strategy('b').calls.length,
    };
    testing.strategy('a').failNext('renew');
    await auth
      .connectionSession('a')
      .renewAfterRefusal(await auth.connectionSession('a').credential('rest'))
      .catch(() => undefined);
    await toConnectionSession(auth.connectionSession('a')).endAfterRefusal(401);
    await auth.signOut('a');
    expect(auth.state('b')()).toBe(before.state);
    expect(auth.connectionSession('b').epoch()).toBe(before.epoch);
    expect(testing.strategy('b').calls.length).toBe(before.calls);
    expect(events.filter(({ type, error }) => type === 'failed' && error?.connectionId === 'a').length).toBe(
      1,
    );
    expect(events.filter(({ connectionId }) => connectionId === 'b').map(({ type }) => type)).toEqual([
      'signed-in',
    ]);
  });

  it('has nineteen connections ready while the twentieth takes its time', async () => {
    const connections = Array.from({ length: 20 }, (_, index) => fakeConnection({ id: `c${index}` }));
    TestBed.configureTestingModule({ providers: [provideQlikTesting({ connections })] });
    const testing = TestBed.inject(QlikTesting);
    await testing.ready();
    const auth = TestBed.inject(QlikAuthService);
    const release = testing.strategy('c0').pause('restore');
    const states = connections.map(({ id }) => auth.state(id));
    // All are asked before the first has answered: none waits for another.
    expect(connections.map(({ id }) => testing.strategy(id).countOf('restore'))).toEqual(Array(20).fill(1));
    await settled();
    expect(states.map((state): string => state().status)).toEqual([
      'signing-in',
      ...Array<string>(19).fill('ready'),
    ]);
    release();
    await settled();
    expect(states[0]?.().status).toBe('ready');
    const epochs = connections.map(({ id }) => auth.connectionSession(id).epoch());
    await auth.signOut('c7');
    const changed = connections.filter(
      ({ id }, index) => auth.connectionSession(id).epoch() !== epochs[index],
    );
    expect(changed.map(({ id }) => String(id))).toEqual(['c7']);
  });

  it('signs out when another tab does, that connection only, and posts no message in turn', async () => {
    const { auth, testing } = await begin();
    await Promise.all([auth.connectionSession('a').restore(), auth.connectionSession('b').restore()]);
    const received: unknown[] = [];
    const listener = new BroadcastChannel('ngx-qlik:auth');
    listener.onmessage = ({ data }: MessageEvent<unknown>) => received.push(data);
    const message = { type: 'signed-out', connectionId: scopedId(A) };
    await otherTab(message);
    listener.close();
    expect(auth.state('a')().status).toBe('signed-out');
    expect(auth.state('b')().status).toBe('ready');
    expect(testing.strategy('a').countOf('signOut')).toBe(1);
    expect(received).toEqual([message]);
  });

  it('follows another tab while it takes up what that one has ended, and not while the user signs in here', async () => {
    const { auth, testing } = await begin();
    const release = testing.strategy('a').pause('restore');
    const restoring = auth.connectionSession('a').restore();
    await otherTab({ type: 'signed-out', connectionId: scopedId(A) });
    release();
    await restoring;
    expect(auth.state('a')()).toEqual({ status: 'signed-out' });
    const releaseSignIn = testing.strategy('a').pause('signIn');
    const signingIn = auth.signIn('a');
    await otherTab({ type: 'signed-out', connectionId: scopedId(A) });
    releaseSignIn();
    await signingIn;
    expect(auth.state('a')().status).toBe('ready');
  });

  it('signs out at once, and a sign-in that follows in the same moment succeeds', async () => {
    const { auth, testing, events } = await begin();
    await auth.connectionSession('a').restore();
    const signingOut = auth.signOut('a');
    expect(auth.state('a')().status).toBe('signed-out');
    testing.strategy('a').user = 'grace';
    await expectAsync(auth.signIn('a')).toBeResolved();
    await signingOut;
    expect(events.map(({ type }) => type)).toEqual(['signed-in', 'signed-out', 'signed-in']);
    const { headers } = await auth.connectionSession('a').credential('rest');
    expect(headers['Authorization']).toBe('Bearer grace-2');
  });

  it('rejects no sign-out after the application has ended', async () => {
    const { auth } = await begin();
    await auth.connectionSession('a').restore();
    await settled();
    TestBed.resetTestingModule();
    await expectAsync(auth.signOut('a')).toBeResolved();
  });

  it('follows another tab while it renews', async () => {
    const { auth, testing } = await begin();
    await auth.connectionSession('a').restore();
    testing.strategy('a').pause('renew');
    auth
      .connectionSession('a')
      .renewAfterRefusal()
      .catch(() => undefined);
    expect(auth.state('a')().status).toBe('renewing');
    await otherTab({ type: 'signed-out', connectionId: scopedId(A) });
    expect(auth.state('a')().status).toBe('signed-out');
  });

  it('posts a sign-out to other tabs', async () => {
    const { auth } = await begin();
    const received: unknown[] = [];
    const listener = new BroadcastChannel('ngx-qlik:auth');
    listener.onmessage = ({ data }: MessageEvent<unknown>) => received.push(data);
    await auth.signOut('a');
    await postFromOtherPage('ngx-qlik:auth', 'the end');
    listener.close();
    expect(received.slice(0, 1)).toEqual([{ type: 'signed-out', connectionId: scopedId(A) }]);
  });

  for (const message of [
    null,
    'signed-out',
    {},
    { type: 'signed-in', connectionId: scopedId(A) },
    { type: 'signed-out' },
    { type: 'signed-out', connectionId: 'c' },
    // Of other applications of this origin, and of one that leads elsewhere by now.
    { type: 'signed-out', connectionId: 'a' },
    { type: 'signed-out', connectionId: scopedId({ ...A, host: 'https://former.example' }) },
    { type: 'signed-out', connectionId: scopedId(A).replace('/ ', '/app-b/ ') },
    { type: 'signed-out', connectionId: scopedId(B) },
  ]) {
    it(`does nothing to a for ${JSON.stringify(message)} from another tab`, async () => {
      const { auth } = await begin();
      await auth.connectionSession('a').restore();
      await otherTab(message);
      expect(auth.state('a')().status).toBe('ready');
    });
  }

  it('does not sign out twice what is signed out', async () => {
    const { auth, testing } = await begin({ a: 'signed-out' });
    await auth.connectionSession('a').restore();
    await otherTab({ type: 'signed-out', connectionId: scopedId(A) });
    expect(testing.strategy('a').countOf('signOut')).toBe(0);
  });

  it('renews what ended while the page was hidden, when it is shown', async () => {
    const strategy = new FakeAuthStrategy({ lifeMs: 3_600_000 });
    const { auth } = await begin({ a: strategy });
    await auth.connectionSession('a').restore();
    const later = Date.now() + 7_200_000;
    spyOn(Date, 'now').and.callFake(() => later);
    const visibility = spyOnProperty(document, 'visibilityState', 'get').and.returnValue('hidden');
    await dispatch(new Event('visibilitychange'), document);
    expect(strategy.countOf('renew')).toBe(0);
    visibility.and.returnValue('visible');
    await dispatch(new Event('visibilitychange'), document);
    expect(strategy.countOf('renew')).toBe(1);
  });

  for (const key of [sharedName('user', A), sharedName('oauth2:tokens', A)]) {
    it(`follows another user of another tab (${key})`, async () => {
      const { auth, testing } = await begin();
      await auth.connectionSession('a').restore();
      testing.strategy('a').user = 'grace';
      testing.strategy('a').isSessionValid = false;
      await dispatch(new StorageEvent('storage', { key, newValue: 'x' }));
      const { headers } = await auth.connectionSession('a').credential('rest');
      expect(headers['Authorization']).toBe('Bearer grace-2');
    });
  }

  for (const change of [
    { key: sharedName('user', A), newValue: null },
    { key: sharedName('user', B), newValue: 'x' },
    { key: sharedName('user', { ...A, host: 'https://former.example' }), newValue: 'x' },
    { key: sharedName('oauth2:tokens', A).replace('/ ', '/app-b/ '), newValue: 'x' },
    { key: 'foreign', newValue: 'x' },
    { key: null, newValue: null },
  ]) {
    it(`does nothing to a for ${JSON.stringify(change)} in the storage`, async () => {
      const { auth, testing } = await begin();
      await auth.connectionSession('a').restore();
      const { length } = testing.strategy('a').calls;
      await dispatch(new StorageEvent('storage', change));
      expect(testing.strategy('a').calls.length).toBe(length);
    });
  }

  for (const event of ['focus', 'online']) {
    it(`makes sure of the sign-ins at "${event}"`, async () => {
      const { auth, testing } = await begin();
      await auth.connectionSession('a').restore();
      const later = Date.now() + 10_000;
      spyOn(Date, 'now').and.callFake(() => later);
      await dispatch(new Event(event));
      expect(testing.strategy('a').countOf('isValid')).toBe(1);
    });
  }

  it('cancels a sign-in that is under way', async () => {
    const { auth, testing } = await begin({ a: 'signed-out' });
    testing.strategy('a').pause('signIn');
    const signingIn = auth.signIn('a');
    expect(auth.state('a')().status).toBe('signing-in');
    auth.cancelSignIn('a');
    await expectAsync(signingIn).toBeRejectedWith(jasmine.objectContaining({ code: 'sign-in-canceled' }));
    expect(auth.state('a')()).toEqual({ status: 'signed-out' });
  });

  describe('when the connections are loaded again', () => {
    /** @param load what the loader gives from then on */
    async function reload(load: () => Promise<unknown>) {
      spyOn(TestBed.inject(ConnectionLoader), 'load').and.callFake(load);
      await TestBed.inject(ConnectionRegistry).load();
    }

    it('ends the sign-in of an id that has another host, and keeps the others', async () => {
      const { auth, testing, events } = await begin();
      const [a, b] = [auth.connectionSession('a'), auth.connectionSession('b')];
      await Promise.all([a.restore(), b.restore()]);
      const epoch = a.epoch();
      const other = { ...fakeConnection({ id: 'a', host: 'https://other.example' }) };
      await reload(() => Promise.resolve([other, CONNECTIONS[1]]));
      expect(toConnectionSession(a).endOf(epoch)?.message).toContain('was reconfigured');
      expect(events.at(-1)).toEqual(jasmine.objectContaining({ type: 'signed-out', connectionId: 'a' }));
      expect(testing.strategy('a').countOf('signOut')).toBe(0);
      expect(auth.connectionSession('a')).not.toBe(a);
      expect(auth.connectionSession('a').connection.host).toBe('https://other.example');
      expect(auth.connectionSession('a').epoch()).toBeGreaterThan(a.epoch());
      expect(auth.connectionSession('b')).toBe(b);
      expect(auth.state('b')().status).toBe('ready');
    });

    it('gives no session of the host before, not even in the same moment', async () => {
      const { auth } = await begin();
      const a = auth.connectionSession('a');
      const other = fakeConnection({ id: 'a', host: 'https://other.example' });
      spyOn(TestBed.inject(ConnectionLoader), 'load').and.resolveTo([other]);
      await TestBed.inject(ConnectionRegistry).load();
      expect(auth.connectionSession('a')).not.toBe(a);
    });

    it('ends the sign-in of an id that is gone', async () => {
      const { auth } = await begin();
      const a = auth.connectionSession('a');
      await a.restore();
      await reload(() => Promise.resolve([CONNECTIONS[1]]));
      expect(a.state().status).toBe('signed-out');
    });

    it('keeps the sign-in where only the name is another', async () => {
      const { auth } = await begin();
      const a = auth.connectionSession('a');
      await a.restore();
      await reload(() => Promise.resolve([fakeConnection({ id: 'a', label: 'Other' }), CONNECTIONS[1]]));
      expect(auth.connectionSession('a')).toBe(a);
      expect(a.state().status).toBe('ready');
    });

    it('keeps the sign-ins where the configuration could not be loaded', async () => {
      const { auth } = await begin();
      const a = auth.connectionSession('a');
      await a.restore();
      await reload(() => Promise.reject(new Error('down')));
      expect(a.state().status).toBe('ready');
    });
  });

  describe('with connections that change at run time', () => {
    it('ends the sign-in of one that is removed, in this page only, and says so', async () => {
      const { auth, testing, events } = await begin();
      const [a, b] = [auth.connectionSession('a'), auth.connectionSession('b')];
      await Promise.all([a.restore(), b.restore()]);
      const epoch = a.epoch();
      await TestBed.inject(ConnectionRegistry).remove('a');
      expect(toConnectionSession(a).endOf(epoch)).toEqual(
        jasmine.objectContaining({ code: 'connection-unknown', connectionId: 'a' }),
      );
      expect(events.at(-1)).toEqual(jasmine.objectContaining({ type: 'signed-out', connectionId: 'a' }));
      expect((await qlikErrorOf(a.credential('rest'))).code).toBe('connection-unknown');
      expect(() => auth.state('a')).toThrowMatching(
        (error: QlikError) => error.code === 'connection-unknown',
      );
      expect(testing.strategy('a').countOf('signOut')).toBe(0);
      expect(b.state().status).toBe('ready');
    });

    it('signs in to one that is added, and again to one that is changed', async () => {
      const { auth } = await begin();
      const registry = TestBed.inject(ConnectionRegistry);
      await registry.add(fakeConnection({ id: 'c' }));
      const c = auth.connectionSession('c');
      await c.restore();
      expect(c.isSignedIn()).toBeTrue();
      const name = computed(() => c.connection.label);
      expect(name()).toBe('Tenant c');
      await registry.change('c', { label: 'Another name' });
      expect(auth.connectionSession('c')).toBe(c);
      expect([c.isSignedIn(), name()]).toEqual([true, 'Another name']);
      await registry.change('c', { host: 'https://moved.example' });
      expect(c.isSignedIn()).toBeFalse();
      const moved = auth.connectionSession('c');
      await moved.restore();
      expect(moved.connection.host).toBe('https://moved.example');
      expect(moved.isSignedIn()).toBeTrue();
    });

    it('tells its strategy the name that it has now', async () => {
      const connections: QlikConnection[] = [];
      const own: QlikAuthStrategyFactory<'none'> = {
        type: 'none',
        create: (connection) => {
          connections.push(connection);
          // A strategy may ask for it before its session is there.
          expect(connection.label).toBe('First');
          return new FakeAuthStrategy();
        },
      };
      const a = fakeConnection({ id: 'a', label: 'First' });
      TestBed.configureTestingModule({
        providers: [withConnections([a]).providers, provideStrategy(own).providers],
      });
      const registry = TestBed.inject(ConnectionRegistry);
      await registry.load();
      await TestBed.inject(QlikAuthService).connectionSession('a').restore();
      const [known] = connections;
      expect(known).toEqual(a);
      await registry.change('a', { label: 'Second' });
      expect(known?.label).toBe('Second');
      const text = computed(() => signInRequired(known ?? a).message);
      expect(text()).toContain('Second');
      // The name of the connection in its place is not that of what was signed in to.
      await registry.change('a', { label: 'Third', host: 'https://moved.example' });
      expect([known?.label, known?.host]).toEqual(['Second', a.host]);
      expect(connections.length).toBe(1);
    });

    it('has signals that follow a connection to another host', async () => {
      const { auth } = await begin({ a: 'signed-out' });
      const [state, isSignedIn, user] = [auth.state('a'), auth.isSignedIn('a'), auth.user('a')];
      await auth.signIn('a');
      expect(isSignedIn()).toBeTrue();
      await TestBed.inject(ConnectionRegistry).change('a', { host: 'https://moved.example' });
      expect([isSignedIn(), user()]).toEqual([false, undefined]);
      await auth.signIn('a');
      user();
      await settled();
      expect([state().status, isSignedIn(), user()?.name]).toEqual(['ready', true, 'ada']);
      expect(auth.state('a')).toBe(state);
    });

    it('has signals that say why there is no connection any more', async () => {
      const { auth } = await begin();
      const [state, isSignedIn] = [auth.state('a'), auth.isSignedIn('a')];
      await settled();
      expect(isSignedIn()).toBeTrue();
      await TestBed.inject(ConnectionRegistry).remove('a');
      expect(isSignedIn()).toBeFalse();
      expect(state()).toEqual(
        jasmine.objectContaining({ reason: jasmine.objectContaining({ code: 'connection-unknown' }) }),
      );
    });

    it('works with ids that objects have by themselves', async () => {
      const { auth } = await begin();
      const registry = TestBed.inject(ConnectionRegistry);
      for (const id of ['constructor', 'toString', 'hasOwnProperty']) {
        await registry.add(fakeConnection({ id, host: 'https://odd.example' }));
        const oddSession = auth.connectionSession(id);
        await oddSession.restore();
        expect([oddSession.isSignedIn(), oddSession.connection.label])
          .withContext(id)
          .toEqual([true, `Tenant ${id}`]);
        await registry.change(id, { label: 'Odd' });
        expect(oddSession.connection.label).withContext(id).toBe('Odd');
        await registry.remove(id);
        expect(oddSession.isSignedIn()).withContext(id).toBeFalse();
      }
      expect(registry.isKnown('constructor')).toBeFalse();
    });
  });

  it('renders on a server with no sign-in, and touches nothing', async () => {
    const channel = spyOn(window, 'BroadcastChannel');
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({ connections: CONNECTIONS }),
        { provide: PLATFORM_ID, useValue: 'server' },
      ],
    });
    await TestBed.inject(ConnectionPartsLoader).load();
    const auth = TestBed.inject(QlikAuthService);
    expect(auth.state('a')()).toEqual({ status: 'signed-out' });
    expect(channel).not.toHaveBeenCalled();
    expect(TestBed.inject(QlikTesting).strategy('a').calls).toEqual([]);
  });

  it('works without messages of other tabs where there is no BroadcastChannel', async () => {
    const { BroadcastChannel } = window;
    Reflect.deleteProperty(window, 'BroadcastChannel');
    try {
      const { auth } = await begin();
      await auth.connectionSession('a').restore();
      await settled();
      await auth.signOut('a');
      expect(auth.state('a')().status).toBe('signed-out');
      TestBed.resetTestingModule();
    } finally {
      Object.assign(window, { BroadcastChannel });
    }
  });

  it('ends what runs with the application', async () => {
    const { auth, testing } = await begin({ a: new FakeAuthStrategy({ lifeMs: 3_600_000 }) });
    const a = auth.connectionSession('a');
    await a.restore();
    await settled();
    const strategy = testing.strategy('a');
    TestBed.resetTestingModule();
    const later = Date.now() + 7_200_000;
    spyOn(Date, 'now').and.callFake(() => later);
    await dispatch(new Event('focus'));
    await toConnectionSession(a).resume();
    expect([a.state().status, strategy.countOf('renew'), strategy.countOf('isValid')]).toEqual([
      'signed-out',
      0,
      0,
    ]);
  });

  it('ends its events with the application', async () => {
    const { auth } = await begin();
    let isOver = false;
    auth.events.subscribe({ complete: () => (isOver = true) });
    TestBed.resetTestingModule();
    expect(isOver).toBeTrue();
  });
});
