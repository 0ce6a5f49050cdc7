import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { type QlikConnectionInput, qlikInterceptor } from 'ngx-qlik';
import { fakeConnection, provideQlikTesting, QlikTesting } from 'ngx-qlik/testing';
import { SignedInUsers } from './signed-in-users';

const connectionIs = (written: Partial<QlikConnectionInput>) =>
  fakeConnection({ id: 'acme', auth: { type: 'oauth2', clientId: 'client' }, ...written });

async function follow(written: Partial<QlikConnectionInput>) {
  const connection = connectionIs(written);
  TestBed.configureTestingModule({
    providers: [
      provideQlikTesting({ connections: [connection] }),
      provideHttpClient(withInterceptors([qlikInterceptor])),
      provideHttpClientTesting(),
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  const users = TestBed.inject(SignedInUsers);
  const user = users.user(connection.id);
  const server = TestBed.inject(HttpTestingController);
  /** REST code is loaded first, which takes its time. */
  const waitFor = async (isThere: () => boolean) => {
    for (let attempt = 0; attempt < 200 && !isThere(); attempt++) {
      TestBed.flushEffects();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const answer = async (address: string, body: object | null, status = 200) => {
    const found: ReturnType<typeof server.match> = [];
    await waitFor(() => found.push(...server.match(({ url }) => url.endsWith(address))) > 0);
    found[0]?.flush(body, { status, statusText: 'x' });
    await waitFor(() => user().status !== 'loading');
  };
  return { users, user, server, answer, waitFor, connection };
}

describe('who is signed in', () => {
  it('is asked of the tenant on Qlik Cloud', async () => {
    const { user, answer } = await follow({});
    await answer('/api/v1/users/me', { id: 'u1', name: '', email: 'ada@example.com' });
    expect(user()).toEqual({ status: 'known', name: 'ada@example.com' });
  });

  it('is asked of the proxy at a client-managed server', async () => {
    const { users, answer, connection } = await follow({
      platform: 'client-managed',
      auth: { type: 'ticket' },
    });
    await answer('/qps/user', { userDirectory: 'SANDBOX', userId: 'ada' });
    expect(users.name(connection.id)).toBe('SANDBOX\\ada');
  });

  for (const [what, written, expected] of [
    [
      'visitors of a tenant have no name',
      { auth: { type: 'anonymous', clientId: 'c', accessCode: 'a' } },
      'known',
    ],
    [
      'visitors of a server have none',
      { platform: 'client-managed', auth: { type: 'anonymous-virtual-proxy' } },
      'known',
    ],
    [
      'a certificate goes around who could tell',
      { platform: 'client-managed', auth: { type: 'pfx' } },
      'unavailable',
    ],
    ['no call can be made', { auth: { type: 'reference', reference: 'other' } }, 'unavailable'],
  ] as const) {
    it(`is not asked where ${what}`, async () => {
      const { user, server, waitFor } = await follow(written);
      await waitFor(() => user().status === expected);
      expect(user().status).toBe(expected);
      server.expectNone(() => true);
    });
  }

  it('is a failure that can be tried again', async () => {
    const { users, user, answer } = await follow({ platform: 'client-managed', auth: { type: 'ticket' } });
    await answer('/qps/user', null, 500);
    expect(user().status).toBe('failed');
    users.retry();
    await answer('/qps/user', { userDirectory: 'SANDBOX', userId: 'ada', userName: 'Ada' });
    expect(user()).toEqual({ status: 'known', name: 'Ada' });
  });
});
