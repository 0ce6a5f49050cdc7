import { TestBed } from '@angular/core/testing';
import { fakeConnection } from 'ngx-qlik/testing';
import { withConnections } from '../../provide-qlik';
import { ConnectionRegistry } from '../../connections/connection-registry';
import { QlikAuthService } from '../qlik-auth-service';
import { withNoAuth } from './none';

describe('withNoAuth', () => {
  it('is always signed in, sends nothing, and has nothing to renew', async () => {
    TestBed.configureTestingModule({
      providers: [withConnections([fakeConnection({ id: 'a' })]).providers, withNoAuth().providers],
    });
    await TestBed.inject(ConnectionRegistry).load();
    const session = TestBed.inject(QlikAuthService).session('a');
    const credential = await session.credential('rest');
    expect(credential).toEqual({ headers: {}, queryParams: {}, cookies: 'omit', isReusable: true });
    expect(await session.renewAfterRefusal(credential)).toBeFalse();
    await session.signIn({});
    expect(session.state().status).toBe('ready');
  });
});
