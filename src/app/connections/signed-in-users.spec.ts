import { TestBed } from '@angular/core/testing';
import { ConnectionRegistry, QlikAuthService, type QlikConnectionInput } from 'ngx-qlik';
import { FakeAuthStrategy, fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { SignedInUsers } from './signed-in-users';

async function follow(written: Partial<QlikConnectionInput> = {}, strategy = new FakeAuthStrategy()) {
  const connection = fakeConnection({ id: 'acme', label: 'Acme', ...written });
  TestBed.configureTestingModule({
    providers: [provideQlikTesting({ connections: [connection], states: { acme: strategy } })],
  });
  await TestBed.inject(QlikTesting).ready();
  await TestBed.inject(QlikAuthService).connectionSession('acme').restore();
  const users = TestBed.inject(SignedInUsers);
  return { users, user: users.user(connection.id), connection, strategy };
}

describe('SignedInUsers', () => {
  it('describes the sign-in once the user is known', async () => {
    const { users, user, connection } = await follow();
    expect(users.describe(connection)).toBe('');
    expect(users.name(connection.id)).toBeUndefined();
    await settled();
    expect(user()).toEqual({ status: 'known', name: 'ada' });
    expect(users.name(connection.id)).toBe('ada');
    expect(users.describe(connection)).toBe('Signed in to Acme as ada');
  });

  it('describes the sign-in of a user that is not known, and retries after a failure', async () => {
    const { users, user, connection, strategy } = await follow();
    strategy.failNext('currentUser');
    user();
    await settled();
    expect(user().status).toBe('failed');
    expect(users.describe(connection)).toBe('Signed in to Acme');
    users.retry();
    user();
    await settled();
    expect(user()).toEqual({ status: 'known', name: 'ada' });
    users.retry();
    expect(user().status).toBe('known');
  });

  it('retries for connections that are shown only: another one would begin to sign in', async () => {
    const [shown, other] = [new FakeAuthStrategy(), new FakeAuthStrategy()];
    const connection = fakeConnection({ id: 'shown' });
    const connections = [connection, fakeConnection({ id: 'other' })];
    TestBed.configureTestingModule({
      providers: [provideQlikTesting({ connections, states: { shown, other } })],
    });
    await TestBed.inject(QlikTesting).ready();
    const users = TestBed.inject(SignedInUsers);
    users.user(connection.id)();
    users.retry();
    await settled();
    expect([shown.countOf('restore'), other.countOf('restore')]).toEqual([1, 0]);
  });

  for (const [what, written, expected] of [
    [
      'anonymous users of a tenant',
      { auth: { type: 'anonymous', clientId: 'c', accessCode: 'a' } },
      { status: 'known', name: 'Anonymous user' },
    ],
    [
      'users of a certificate',
      { platform: 'client-managed', auth: { type: 'pfx' } },
      { status: 'unavailable' },
    ],
  ] as const) {
    it(`has a word for ${what}, who have no name`, async () => {
      const strategy = new FakeAuthStrategy();
      strategy.hasNamedUser = false;
      const { user } = await follow(written, strategy);
      user();
      await settled();
      expect(user()).toEqual(expected);
    });
  }

  it('knows no user after a sign-out, nor of a connection that is gone', async () => {
    const { user, connection } = await follow();
    user();
    await settled();
    await TestBed.inject(QlikAuthService).signOut(connection.id);
    expect(user()).toEqual({ status: 'signed-out' });
    await TestBed.inject(ConnectionRegistry).remove(connection.id);
    expect(user()).toEqual({ status: 'signed-out' });
  });
});
