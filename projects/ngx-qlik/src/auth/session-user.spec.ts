import { computed, PLATFORM_ID } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { FakeAuthStrategy, fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { ConnectionSession } from './connection-session';
import { QlikAuthService } from './qlik-auth-service';
import type { QlikAuthStrategy } from './strategy';
import { FakeServer } from './testing/fake-server';
import { until } from './testing/until';

const CONNECTIONS = [fakeConnection({ id: 'a' }), fakeConnection({ id: 'b' })];

async function begin(states: Record<string, 'signed-in' | 'signed-out' | FakeAuthStrategy> = {}) {
  TestBed.configureTestingModule({ providers: [provideQlikTesting({ connections: CONNECTIONS, states })] });
  const testing = TestBed.inject(QlikTesting);
  await testing.ready();
  const auth = TestBed.inject(QlikAuthService);
  const a = auth.connectionSession('a');
  await a.restore();
  return { auth, a, strategy: testing.strategy('a') };
}

describe('the user of a sign-in', () => {
  it('is whether there is one, during a renewal too', async () => {
    const { auth, a, strategy } = await begin({ b: 'signed-out' });
    await auth.connectionSession('b').restore();
    expect(auth.isSignedIn('a')()).toBeTrue();
    expect(auth.isSignedIn('b')()).toBeFalse();
    const release = strategy.pause('renew');
    const renewing = a.renewAfterRefusal();
    await settled();
    expect(a.state().status).toBe('renewing');
    expect(a.isSignedIn()).toBeTrue();
    release();
    await renewing;
    await auth.signOut('a');
    expect(a.isSignedIn()).toBeFalse();
  });

  it('is asked for when it is read, once for all readers', async () => {
    const { auth, a, strategy } = await begin();
    await settled();
    expect(strategy.countOf('currentUser')).toBe(0);
    const name = computed(() => auth.user('a')()?.name);
    expect([name(), auth.user('a')(), a.userState().status]).toEqual([undefined, undefined, 'loading']);
    await settled();
    expect(name()).toBe('ada');
    expect(auth.user('a')()).toEqual({ id: 'ada', name: 'ada' });
    expect(strategy.countOf('currentUser')).toBe(1);
  });

  it('is the next user after another sign-in, and none in between', async () => {
    const { a, strategy } = await begin();
    a.user();
    await settled();
    await a.signOut();
    expect(a.user()).toBeUndefined();
    expect(a.userState()).toEqual({ status: 'signed-out' });
    strategy.user = 'grace';
    await a.signIn();
    expect(a.user()).toBeUndefined();
    await settled();
    expect(a.user()?.name).toBe('grace');
  });

  it('ignores an answer about an earlier sign-in', async () => {
    const { a, strategy } = await begin();
    const release = strategy.pause('currentUser');
    a.user();
    await settled();
    strategy.user = 'grace';
    await a.signIn();
    a.user();
    release();
    await settled();
    expect(a.user()?.name).toBe('grace');
  });

  it('is asked for anew during an answer that is late', async () => {
    const { a, strategy } = await begin();
    const release = strategy.pause('currentUser');
    a.user();
    await settled();
    a.reloadUser();
    release();
    await settled();
    expect(a.user()).toBeUndefined();
    await settled();
    expect(a.user()?.name).toBe('ada');
  });

  it('is unavailable where users have no name', async () => {
    const { a, strategy } = await begin({ a: 'signed-out' });
    strategy.hasNamedUser = false;
    await a.signIn();
    a.user();
    await settled();
    expect(a.userState()).toEqual({ status: 'unavailable' });
    expect(a.user()).toBeUndefined();
  });

  it('tells why it is not known, and asks again on demand', async () => {
    const { a, strategy } = await begin();
    strategy.failNext('currentUser');
    a.user();
    await settled();
    expect(a.userState()).toEqual(
      jasmine.objectContaining({
        status: 'failed',
        error: jasmine.objectContaining({ code: 'http-unreachable', connectionId: 'a' }),
      }),
    );
    a.user();
    expect(strategy.countOf('currentUser')).toBe(1);
    a.reloadUser();
    expect(a.userState().status).toBe('loading');
    await settled();
    expect(a.user()?.name).toBe('ada');
  });

  it('is asked of Qlik where the strategy does not know it', async () => {
    const server = new FakeServer().on('GET /api/v1/users/me', Response.json({ id: 'u1', name: 'Ada' }));
    const connection = fakeConnection({ id: 'a', auth: { type: 'oauth2', clientId: 'c' } });
    const strategy: QlikAuthStrategy = new FakeAuthStrategy();
    Object.assign(strategy, { currentUser: undefined });
    const connectionSession = new ConnectionSession(connection, strategy, () => undefined);
    await connectionSession.restore();
    expect(connectionSession.user()).toBeUndefined();
    await until(() => connectionSession.user() !== undefined);
    expect(connectionSession.user()?.name).toBe('Ada');
    expect(server.calls).toEqual(['GET /api/v1/users/me']);
  });

  it('is of no one on a server', async () => {
    TestBed.configureTestingModule({ providers: [{ provide: PLATFORM_ID, useValue: 'server' }] });
    const { auth, strategy } = await begin();
    expect(auth.isSignedIn('a')()).toBeFalse();
    expect(auth.user('a')()).toBeUndefined();
    expect(strategy.calls).toEqual([]);
  });
});
