import { TestBed } from '@angular/core/testing';
import { fakeConnection, qlikErrorOf } from 'ngx-qlik/testing';
import type { QlikConnectionInput } from '../../connections/connection';
import { ConnectionRegistry } from '../connection-registry';
import type { QlikError } from '../../errors/qlik-error';
import { withConnections } from '../../provide-qlik';
import { QlikAuthService } from '../qlik-auth-service';
import { type HostSessionCheck, QLIK_HOST_SESSION_CHECK } from '../strategy';
import { withNone } from './none';

async function begin(connection: QlikConnectionInput, hasHostSession?: HostSessionCheck) {
  TestBed.configureTestingModule({
    providers: [
      withConnections([connection]).providers,
      withNone().providers,
      hasHostSession ? { provide: QLIK_HOST_SESSION_CHECK, useValue: hasHostSession } : [],
    ],
  });
  await TestBed.inject(ConnectionRegistry).load();
  return TestBed.inject(QlikAuthService).connectionSession('a');
}

/** What the registry says of a connection that cannot be used. */
async function problemOf(connection: QlikConnectionInput): Promise<QlikError | undefined> {
  await begin(connection).catch(() => undefined);
  const state = TestBed.inject(ConnectionRegistry).configuration();
  return state.status === 'failed' ? state.error : undefined;
}

describe('withNone', () => {
  it('is always signed in, sends nothing, and has nothing to renew', async () => {
    const connectionSession = await begin(fakeConnection({ id: 'a' }));
    const credential = await connectionSession.credential('rest');
    expect(credential).toEqual({ headers: {}, queryParams: {}, cookies: 'same-origin', isReusable: true });
    expect(await connectionSession.renewAfterRefusal(credential)).toBeFalse();
    await connectionSession.signIn({});
    expect(connectionSession.state().status).toBe('ready');
    await connectionSession.signOut();
    expect(connectionSession.state().status).toBe('signed-out');
  });

  it('is signed out at a path of this application, which knows no user, until there is one', async () => {
    let isSignedIn = false;
    const connectionSession = await begin(fakeConnection({ id: 'a', host: '/qlik/a' }), () =>
      Promise.resolve(isSignedIn),
    );
    await connectionSession.restore();
    expect(connectionSession.state()).toEqual({ status: 'signed-out' });
    const error = await qlikErrorOf(connectionSession.signIn({}));
    expect([error.code, error.remedy]).toEqual([
      'sign-in-required',
      'Sign in to this application: a credential is added for its users only.',
    ]);
    isSignedIn = true;
    await connectionSession.signIn({});
    expect(connectionSession.state().status).toBe('ready');
  });

  it('does not ask this application about a server elsewhere', async () => {
    const connectionSession = await begin(fakeConnection({ id: 'a' }), () => Promise.resolve(false));
    await connectionSession.restore();
    expect(connectionSession.state().status).toBe('ready');
  });

  it('says of a server that refuses its calls what is missing, and of no sign-in that it has ended', async () => {
    const connectionSession = await begin(fakeConnection({ id: 'a', host: '/qlik/a' }));
    const credential = await connectionSession.credential('rest');
    expect(await connectionSession.renewAfterRefusal(credential)).toBeFalse();
    const state = connectionSession.state();
    const reason = state.status === 'signed-out' ? state.reason : undefined;
    expect([reason?.code, reason?.variant, reason?.message, reason?.remedy]).toEqual([
      'credential-refused',
      'none',
      'Calls without a credential are refused.',
      'Sign in where the credential is added, then here.',
    ]);
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
