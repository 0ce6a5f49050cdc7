import { HttpClient, HttpContext, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { runInInjectionContext, Injector } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { ActivatedRouteSnapshot, RouterStateSnapshot } from '@angular/router';
import { QixSessions, injectAppSession } from 'ngx-qlik/qix';
import { QlikRest } from 'ngx-qlik/rest';
import { fakeConnection, provideQlikTesting, settled } from 'ngx-qlik/testing';
import { firstValueFrom } from 'rxjs';
import { QlikAuthService } from '../auth/qlik-auth-service';
import { ConnectionLoader } from '../connections/connection-loader';
import { ConnectionRegistry } from '../auth/connection-registry';
import { QlikError } from '../errors/qlik-error';
import { QlikRuntime } from '../runtime/qlik-runtime';
import { QLIK_CONNECTION, qlikInterceptor } from './qlik-interceptor';
import { createSignedInGuard } from './signed-in-guard';

const A = fakeConnection({ id: 'a' });
const TENANT_CALL = 'https://acme.eu.qlikcloud.com/api/v1/spaces';

/** Answers each call when the test releases it. */
class PausedLoader extends ConnectionLoader {
  override readonly source = 'the test';
  private readonly waiting: { resolve: (list: unknown) => void; reject: (error: unknown) => void }[] = [];
  override load(): Promise<unknown> {
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }
  async answer(list: unknown): Promise<void> {
    this.waiting.shift()?.resolve(list);
    await settled();
  }
  async fail(): Promise<void> {
    this.waiting.shift()?.reject(unavailable());
    await settled();
  }
}

/** Loaded with the configuration, and with the first request that needs it; before, so that they are there in a moment. */
const preload = () => Promise.all([import('../auth/connection-parts'), import('./unusual-requests')]);

const unavailable = () =>
  new QlikError('config-unavailable', 'It is not there.', { remedy: 'Put it there.' });

function begin() {
  const loader = new PausedLoader();
  TestBed.configureTestingModule({
    providers: [
      provideQlikTesting({ connections: [A] }),
      { provide: ConnectionLoader, useValue: loader },
      provideHttpClient(withInterceptors([qlikInterceptor])),
      provideHttpClientTesting(),
    ],
  });
  const registry = TestBed.inject(ConnectionRegistry);
  const http = TestBed.inject(HttpClient);
  const get = (address: string, id?: string) => {
    const context = id === undefined ? new HttpContext() : new HttpContext().set(QLIK_CONNECTION, id);
    const outcome: { code?: string; body?: unknown } = {};
    http.get(address, { context }).subscribe({
      next: (body) => (outcome.body = body),
      error: ({ code, status }: { code?: string; status?: number }) => (outcome.code = code ?? `${status}`),
    });
    return outcome;
  };
  return { loader, registry, get, server: TestBed.inject(HttpTestingController) };
}

/** All callers of a connection, each as a promise. */
const CALLERS: Readonly<Record<string, (injector: Injector) => unknown>> = {
  'registry.get': (injector) => injector.get(ConnectionRegistry).get('a'),
  'auth.session': (injector) => injector.get(QlikAuthService).connectionSession('a'),
  'auth.state': (injector) => injector.get(QlikAuthService).state('a'),
  'auth.signIn': (injector) => injector.get(QlikAuthService).signIn('a'),
  'auth.signOut': (injector) => injector.get(QlikAuthService).signOut('a'),
  guard: (injector) =>
    runInInjectionContext(injector, () =>
      createSignedInGuard({
        connectionId: () => 'a',
        orElse: () => fail('It was asked where to go.') as never,
      })({} as ActivatedRouteSnapshot, { url: '/' } as RouterStateSnapshot),
    ),
  QixSessions: (injector) => injector.get(QixSessions).open('a', 'app').ready,
  injectAppSession: (injector) =>
    runInInjectionContext(injector, () => {
      const appSession = injectAppSession(() => ({ connectionId: 'a', appId: 'app' }));
      TestBed.flushEffects();
      return appSession()?.ready;
    }),
  'runtime.module': (injector) => injector.get(QlikRuntime).module('a', 'qix@v1'),
  'runtime.hostConfig': (injector) => injector.get(QlikRuntime).hostConfig('a'),
  rest: (injector) => firstValueFrom(injector.get(QlikRest).spaces('a')),
  interceptor: (injector) =>
    firstValueFrom(
      injector
        .get(HttpClient)
        .get('https://a.example/x', { context: new HttpContext().set(QLIK_CONNECTION, 'a') }),
    ),
};

describe('A configuration that failed', () => {
  beforeAll(preload);
  afterEach(() => TestBed.inject(HttpTestingController).verify());

  for (const [name, call] of Object.entries(CALLERS)) {
    it(`is reported to ${name} unchanged`, async () => {
      const { loader, registry } = begin();
      const loading = registry.load();
      await loader.fail();
      await loading;
      let code: unknown = 'nothing';
      try {
        await call(TestBed.inject(Injector));
      } catch (thrown) {
        code = (thrown as QlikError).code;
      }
      expect(code).toBe('config-unavailable');
    });
  }

  it('lets no call go to Qlik Cloud without a credential, and calls to other places pass', async () => {
    const { loader, registry, get, server } = begin();
    void registry.load();
    await loader.fail();
    const outcome = get(TENANT_CALL);
    await settled();
    expect(outcome.code).toBe('config-unavailable');
    get('assets/texts.json');
    server.expectOne('assets/texts.json').flush({});
  });

  it('leaves the connections of the one before, when it is a later one', async () => {
    const { loader, registry, get, server } = begin();
    void registry.load();
    await loader.answer([A]);
    void registry.load();
    await loader.fail();
    expect(registry.configuration().status).toBe('failed');
    expect(registry.get('a').host).toBe(A.host);
    get('https://a.example/x', 'a');
    await settled();
    const { request } = server.expectOne('https://a.example/x');
    expect(request.headers.has('Authorization')).toBeTrue();
    expect(() => registry.get('new')).toThrowMatching(({ code }: QlikError) => code === 'config-unavailable');
  });
});

describe('A configuration that is being loaded', () => {
  beforeAll(preload);
  afterEach(() => TestBed.inject(HttpTestingController).verify());

  it('is waited for by calls that are meant for Qlik, and by no others', async () => {
    const { loader, registry, get, server } = begin();
    void registry.load();
    const named = get('https://a.example/x', 'a');
    const tenant = get(TENANT_CALL);
    get('texts.json');
    await settled();
    server.expectOne('texts.json').flush({});
    server.expectNone('https://a.example/x');
    await loader.answer([A]);
    await settled();
    const { request } = server.expectOne('https://a.example/x');
    expect(request.headers.has('Authorization')).toBeTrue();
    expect([named.code, tenant.code]).toEqual([undefined, undefined]);
    // It is no connection's, as it turned out.
    server.expectOne(TENANT_CALL).flush({});
  });

  it('rejects waiting callers with the reason', async () => {
    const { loader, registry, get } = begin();
    void registry.load();
    const [named, tenant] = [get('https://a.example/x', 'a'), get(TENANT_CALL)];
    await settled();
    await loader.fail();
    await settled();
    expect([named.code, tenant.code]).toEqual(['config-unavailable', 'config-unavailable']);
  });

  it('is not waited for while it is loaded anew, by calls to what is known', async () => {
    const { loader, registry, get, server } = begin();
    void registry.load();
    await loader.answer([A]);
    void registry.load();
    get('https://a.example/x');
    get('https://a.example/y', 'a');
    await settled();
    expect(server.match(() => true).length).toBe(2);
  });

  it('is no unknown connection, and no caller waits when nothing loads it', async () => {
    const { registry, get } = begin();
    expect(() => registry.get('a')).toThrowMatching(
      ({ code, isRetryable }: QlikError) => code === 'config-unavailable' && isRetryable,
    );
    const named = get('https://a.example/x', 'a');
    await settled();
    expect(named.code).toBe('config-unavailable');
  });

  it('lets no call go to Qlik Cloud without a credential when nothing loads it, as on a server', async () => {
    const { get, server } = begin();
    const outcome = get(TENANT_CALL);
    await settled();
    expect(outcome.code).toBe('config-unavailable');
    get('assets/texts.json');
    server.expectOne('assets/texts.json').flush({});
  });

  it('is waited for by a guard', async () => {
    const { loader, registry } = begin();
    void registry.load();
    const guard = createSignedInGuard({ connectionId: () => 'a', orElse: () => fail() as never });
    const opened = TestBed.runInInjectionContext(() =>
      guard({} as ActivatedRouteSnapshot, { url: '/' } as RouterStateSnapshot),
    );
    await loader.answer([A]);
    expect(await opened).toBeTrue();
  });
});
