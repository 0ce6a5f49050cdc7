import { TestBed } from '@angular/core/testing';
import { fakeConnection } from 'ngx-qlik/testing';
import type { QlikConnectionInput } from '../../../connections/connection';
import { ConnectionRegistry } from '../../connection-registry';
import type { QlikError } from '../../../errors/qlik-error';
import { withConnections } from '../../../provide-qlik';
import { QlikAuthService } from '../../qlik-auth-service';
import { withNone } from '../none';

async function begin(connection: QlikConnectionInput) {
  TestBed.configureTestingModule({
    providers: [withConnections([connection]).providers, withNone().providers],
  });
  await TestBed.inject(ConnectionRegistry).load();
  return TestBed.inject(QlikAuthService).session('a');
}

/** What the registry says of a connection that cannot be used. */
async function problemOf(connection: QlikConnectionInput): Promise<QlikError | undefined> {
  await begin(connection).catch(() => undefined);
  const state = TestBed.inject(ConnectionRegistry).configuration();
  return state.status === 'failed' ? state.error : undefined;
}

describe('withNoAuth', () => {
  it('is always signed in, sends nothing, and has nothing to renew', async () => {
    const session = await begin(fakeConnection({ id: 'a' }));
    const credential = await session.credential('rest');
    expect(credential).toEqual({ headers: {}, queryParams: {}, cookies: 'same-origin', isReusable: true });
    expect(await session.renewAfterRefusal(credential)).toBeFalse();
    await session.signIn({});
    expect(session.state().status).toBe('ready');
    await session.signOut();
    expect(session.state().status).toBe('signed-out');
  });

  it('takes a path of this application, where something on the way may add a credential', async () => {
    const { connection } = await begin(fakeConnection({ id: 'a', host: '/qlik/a' }));
    expect(connection.host).toBe(`${location.origin}/qlik/a`);
  });

  it('takes no other path and no other scheme', async () => {
    for (const host of ['//elsewhere.example', 'ftp://a.example']) {
      TestBed.resetTestingModule();
      expect((await problemOf(fakeConnection({ id: 'a', host })))?.message).toContain('"host"');
    }
  });
});
