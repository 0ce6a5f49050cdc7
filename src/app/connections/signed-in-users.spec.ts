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
  /** The REST code is loaded first, which takes some time. */
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

describe('SignedInUsers', () => {
  it('loads the user from the tenant on Qlik Cloud', async () => {
    const { user, answer } = await follow({});
    await answer('/api/v1/users/me', { id: 'u1', name: '', email: 'ada@example.com' });
    expect(user()).toEqual({ status: 'known', name: 'ada@example.com' });
  });

  it('describes the sign-in once the user is known, or cannot be', async () => {
    const { users, answer, connection } = await follow({ label: 'Acme' });
    expect(users.describe(connection)).toBe('');
    await answer('/api/v1/users/me', { id: 'u1', name: 'Ada' });
    expect(users.describe(connection)).toBe('Signed in to Acme as Ada');
  });

  it('describes the sign-in of a user without a name', async () => {
    const { users, answer, connection } = await follow({ label: 'Acme' });
    await answer('/api/v1/users/me', null, 500);
    expect(users.describe(connection)).toBe('Signed in to Acme');
  });

  it('loads the user from the proxy of a client-managed server', async () => {
    const { users, answer, connection } = await follow({
      platform: 'client-managed',
      auth: { type: 'ticket' },
    });
    await answer('/qps/user', { userDirectory: 'SANDBOX', userId: 'ada' });
    expect(users.name(connection.id)).toBe('SANDBOX\\ada');
  });

  for (const [what, written, expected] of [
    [
      'users of a tenant are anonymous',
      { auth: { type: 'anonymous', clientId: 'c', accessCode: 'a' } },
      'known',
    ],
    [
      'users of a server are anonymous',
      { platform: 'client-managed', auth: { type: 'anonymous-virtual-proxy' } },
      'known',
    ],
    [
      'a certificate bypasses the proxy',
      { platform: 'client-managed', auth: { type: 'pfx' } },
      'unavailable',
    ],
    ['the type makes no calls', { auth: { type: 'reference', reference: 'other' } }, 'unavailable'],
  ] as const) {
    it(`makes no request if ${what}`, async () => {
      const { user, server, waitFor } = await follow(written);
      await waitFor(() => user().status === expected);
      expect(user().status).toBe(expected);
      server.expectNone(() => true);
    });
  }

  it('retries after a failure', async () => {
    const { users, user, answer } = await follow({ platform: 'client-managed', auth: { type: 'ticket' } });
    await answer('/qps/user', null, 500);
    expect(user().status).toBe('failed');
    users.retry();
    await answer('/qps/user', { userDirectory: 'SANDBOX', userId: 'ada', userName: 'Ada' });
    expect(user()).toEqual({ status: 'known', name: 'Ada' });
  });
});
