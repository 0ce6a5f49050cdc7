import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { createEnvironmentInjector, EnvironmentInjector } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { qlikInterceptor } from 'ngx-qlik';
import { provideConnectionScope } from 'ngx-qlik/scope';
import { fakeConnection, provideQlikTesting, qlikErrorOf, QlikTesting, settled } from 'ngx-qlik/testing';
import { firstValueFrom } from 'rxjs';
import { provideQlikRest } from './provide-qlik-rest';
import { QlikRest } from './qlik-rest';
import { QLIK_REST_TIME_LIMIT } from './rest-calls';

describe('the REST calls of a part of the page', () => {
  async function enter(options?: { readonly timeLimit: number }) {
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({ connections: [fakeConnection({ id: 'a' }), fakeConnection({ id: 'b' })] }),
        provideHttpClient(withInterceptors([qlikInterceptor])),
        provideHttpClientTesting(),
      ],
    });
    await TestBed.inject(QlikTesting).ready();
    const injector = createEnvironmentInjector(
      [provideConnectionScope('a'), provideQlikRest(options)],
      TestBed.inject(EnvironmentInjector),
    );
    return { rest: injector.get(QlikRest), limit: injector.get(QLIK_REST_TIME_LIMIT) };
  }

  it('go to its connection only, with its credential', async () => {
    const { rest } = await enter();
    const refused = await qlikErrorOf(firstValueFrom(rest.tenant('b')));
    expect(refused.code).toBe('connection-unknown');
    const tenant = firstValueFrom(rest.tenant('a'));
    await settled();
    const { request } = TestBed.inject(HttpTestingController).expectOne(
      'https://a.example/api/v1/tenants/me',
    );
    expect(request.headers.get('Authorization')).toBe('Bearer ada-1');
    TestBed.inject(HttpTestingController).verify();
    tenant.catch(() => undefined);
  });

  it('have their own time limit if given', async () => {
    expect((await enter({ timeLimit: 50 })).limit).toBe(50);
    expect(TestBed.inject(QLIK_REST_TIME_LIMIT)).toBe(60_000);
  });
});
