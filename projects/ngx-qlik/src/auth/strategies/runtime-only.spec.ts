import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { fakeConnection, qlikErrorOf, settled } from 'ngx-qlik/testing';
import { firstValueFrom } from 'rxjs';
import type { QlikConnectionInput } from '../../connections/connection';
import { ConnectionRegistry } from '../connection-registry';
import { qlikInterceptor } from '../../http/qlik-interceptor';
import { withConnections } from '../../provide-qlik';
import { toConnectionSession } from '../qlik-auth-service';
import { QlikAuthService } from '../qlik-auth-service';
import { withNoAuth, withReference } from './none';

async function begin(connection: QlikConnectionInput) {
  TestBed.configureTestingModule({
    providers: [
      withConnections([connection]).providers,
      withNoAuth().providers,
      withReference().providers,
      provideHttpClient(withInterceptors([qlikInterceptor])),
      provideHttpClientTesting(),
    ],
  });
  await TestBed.inject(ConnectionRegistry).load();
  return TestBed.inject(QlikAuthService).connectionSession('a');
}

for (const auth of [{ type: 'noauth' }, { type: 'reference', reference: 'registered' }] as const) {
  describe(`a connection of type ${auth.type}`, () => {
    it('is signed out after a sign-out here or in another tab', async () => {
      const connectionSession = await begin(fakeConnection({ id: 'a', auth }));
      await connectionSession.restore();
      await toConnectionSession(connectionSession).followSignOut();
      expect(connectionSession.state().status).toBe('signed-out');
    });

    it('is always there, and makes no call', async () => {
      const connectionSession = await begin(fakeConnection({ id: 'a', auth }));
      await connectionSession.signIn({});
      expect(connectionSession.state().status).toBe('ready');
      expect(await connectionSession.renewAfterRefusal()).toBeFalse();
      await connectionSession.signIn({});
      const calling = firstValueFrom(TestBed.inject(HttpClient).get('https://a.example/api/v1/spaces'));
      const error = await qlikErrorOf(calling);
      await settled();
      TestBed.inject(HttpTestingController).verify();
      expect([error.code, String(error.connectionId)]).toEqual(['calls-blocked', 'a']);
      expect(error.message).toContain(auth.type);
      await TestBed.inject(ConnectionRegistry).change('a', { label: 'Another name' });
      const later = await qlikErrorOf(
        firstValueFrom(TestBed.inject(HttpClient).get('https://a.example/api/v1/spaces')),
      );
      expect(later.message).toContain('Another name');
    });
  });
}

describe('withReference', () => {
  it('wants to know what to refer to', async () => {
    await begin(fakeConnection({ id: 'a', auth: { type: 'reference', reference: ' ' } })).catch(
      () => undefined,
    );
    const state = TestBed.inject(ConnectionRegistry).configuration();
    expect(state.status === 'failed' && state.error.message).toContain('"auth.reference"');
  });
});
