import {
  HttpClient,
  type HttpErrorResponse,
  provideHttpClient,
  withInterceptors,
} from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { FakeAuthStrategy, fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { QlikAuthService } from '../auth/qlik-auth-service';
import { qlikInterceptor } from './qlik-interceptor';

const REFUSED = { status: 401, statusText: 'Unauthorized' };

async function begin(options: { readonly canRenew: boolean }) {
  const strategy = Object.assign(new FakeAuthStrategy(options), { isCredentialAccepted: true });
  TestBed.configureTestingModule({
    providers: [
      provideQlikTesting({
        connections: [
          fakeConnection({ id: 'a' }),
          fakeConnection({ id: 'server', platform: 'client-managed', host: 'https://vp.example' }),
        ],
        states: { a: strategy, server: strategy },
      }),
      provideHttpClient(withInterceptors([qlikInterceptor])),
      provideHttpClientTesting(),
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  const server = TestBed.inject(HttpTestingController);
  const ask = (address: string) => {
    const outcome: { error?: HttpErrorResponse } = {};
    TestBed.inject(HttpClient)
      .get(address)
      .subscribe({ error: (error: HttpErrorResponse) => (outcome.error = error) });
    return outcome;
  };
  return { strategy, server, ask, auth: TestBed.inject(QlikAuthService) };
}

describe('qlikInterceptor, when one endpoint refuses what Qlik accepts elsewhere', () => {
  // Loaded when it is needed, which `settled()` does not wait for.
  beforeAll(() => import('./unusual-requests'));

  for (const canRenew of [true, false]) {
    it(`gives the call its own error and keeps the sign-in (${canRenew ? 'renewed' : 'not renewable'})`, async () => {
      const { strategy, server, ask, auth } = await begin({ canRenew });
      const outcome = ask('https://a.example/api/v1/licenses');
      for (let times = 0; times < (canRenew ? 2 : 1); times++) {
        await settled();
        server.expectOne('https://a.example/api/v1/licenses').flush({}, REFUSED);
      }
      await settled();
      expect([outcome.error?.status, auth.state('a')().status]).toEqual([401, 'ready']);
      expect([strategy.countOf('isAccepted'), strategy.countOf('signOut')]).toEqual([1, 0]);
    });
  }

  it('says so where the refusal was the way to a sign-in page', async () => {
    const { strategy, server, ask, auth } = await begin({ canRenew: true });
    const outcome = ask('https://vp.example/qrs/app');
    for (let times = 0; times < 2; times++) {
      await settled();
      strategy.isSessionValid = false;
      server.expectOne('https://vp.example/qrs/app').error(new ProgressEvent('error'));
    }
    await settled();
    expect(auth.state('server')().status).toBe('ready');
    expect(outcome.error).toEqual(jasmine.objectContaining({ code: 'http-unexpected-answer' }));
  });
});
