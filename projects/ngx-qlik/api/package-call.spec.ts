import { TestBed } from '@angular/core/testing';
import type { HostConfig } from '@qlik/api/auth';
import { QlikAuthService, QlikRuntime } from 'ngx-qlik';
import { fakeConnection, type FakeQlikMain, fakeQlikMain, qlikErrorOf, settled } from 'ngx-qlik/testing';
import type { PackageCallOptions } from './api-functions';
import { injectQlikApi } from './inject-qlik-api';
import { API, space, useTenant } from './test-calls.spec';

/** An error of `invokeFetch` of `@qlik/api`. */
class InvokeFetchError extends Error {
  constructor(
    readonly status: number,
    readonly data: unknown,
    readonly headers = new Headers(),
  ) {
    super('Qlik says no');
  }
}

describe('QlikApi.call', () => {
  let uninstall: (() => void) | undefined;
  afterEach(() => uninstall?.());

  async function begin({ type = 'oauth2' } = {}) {
    const reference = {
      id: 'tenant',
      host: 'https://tenant.example',
      auth: { type: 'reference', reference: 'r' },
    };
    const parts = await useTenant(
      type === 'reference' ? { connections: [fakeConnection(reference as never)] } : {},
    );
    const main: FakeQlikMain = fakeQlikMain();
    uninstall = main.install();
    const api = TestBed.runInInjectionContext(() => injectQlikApi('tenant'));
    return { ...parts, main, api };
  }

  it('makes a call of the package’s own client with the credential of the connection', async () => {
    const { api, main } = await begin();
    const sent: unknown[] = [];
    // Qlik's runtime asks the registered auth module of the host config.
    const invokeFetch = async (_api: string, { options }: { options: PackageCallOptions }) => {
      const hostConfig = options.hostConfig as HostConfig & { readonly authType: string };
      const authModule = main.authModules.get(hostConfig.authType);
      const { headers } = (await authModule?.getRestCallAuthParams({ hostConfig })) ?? {};
      sent.push(headers, options.noCache);
      return { status: 200, headers: new Headers(), data: { data: [{ id: 't', name: 'Night' }] } };
    };
    const { getThemes } = await import('@qlik/api/themes');
    const { status, data } = await api.call((options) => {
      // Undocumented: in place of modules of Qlik's runtime. Read in `@qlik/api` 2.19.
      const mocks = { runtimeModuleMocks: { 'auth@v1': {}, 'invoke-fetch@v1': { invokeFetch } } };
      return getThemes({ ...options, hostConfig: { ...options.hostConfig, ...mocks } as HostConfig });
    });
    expect([status, data.data[0]?.name]).toEqual([200, 'Night']);
    expect(sent).toEqual([{ Authorization: 'Bearer ada-1' }, true]);
  });

  it('fails as the other functions do', async () => {
    const { api } = await begin();
    const body = { errors: [{ code: 'X', title: 'Not a theme' }] };
    const error = await qlikErrorOf(api.call(() => Promise.reject(new InvokeFetchError(404, body))));
    expect([error.code, error.status, String(error.connectionId)]).toEqual(['http-not-found', 404, 'tenant']);
    expect(error.message).toContain('Not a theme');
    const offline = await qlikErrorOf(api.call(() => Promise.reject(new InvokeFetchError(0, {}))));
    expect(offline.code).toBe('http-unreachable');
    const limit = new InvokeFetchError(429, {}, new Headers({ 'Retry-After': '7' }));
    expect((await qlikErrorOf(api.call(() => Promise.reject(limit)))).retryAfterSeconds).toBe(7);
    const other = await qlikErrorOf(api.call(() => Promise.reject(new RangeError('Off'))));
    expect([other.code, other.message]).toEqual(['unexpected', 'Off']);
  });

  it('is canceled with its request', async () => {
    const { api } = await begin();
    const canceling = new AbortController();
    let ended: AbortSignal | undefined;
    const failing = qlikErrorOf(
      api.call(
        ({ signal }) => {
          ended = signal;
          return new Promise<never>(() => undefined);
        },
        { signal: canceling.signal },
      ),
    );
    await TestBed.inject(QlikRuntime).hostConfig('tenant');
    await settled();
    expect(ended?.aborted).toBeFalse();
    canceling.abort();
    expect([(await failing).code, ended?.aborted]).toEqual(['call-canceled', true]);
  });

  it('leaves an answer that is a stream', async () => {
    const { api } = await begin();
    let ended: AbortSignal | undefined;
    await api.call(({ signal }) => {
      ended = signal;
      return Promise.resolve(1);
    });
    expect(ended?.aborted).toBeFalse();
  });

  it('needs a user, and gives no answer of one who has left', async () => {
    const { api } = await begin();
    const auth = TestBed.inject(QlikAuthService);
    let answer: (value: number) => void = () => undefined;
    const failing = qlikErrorOf(api.call(() => new Promise<number>((resolve) => (answer = resolve))));
    await TestBed.inject(QlikRuntime).hostConfig('tenant');
    await settled();
    await auth.signOut('tenant');
    answer(1);
    expect((await failing).code).toBe('sign-in-required');
    const work = jasmine.createSpy();
    expect((await qlikErrorOf(api.call(work))).code).toBe('sign-in-required');
    expect(work).not.toHaveBeenCalled();
  });

  it('forgets answers that were kept: it may have changed something', async () => {
    const { api, onlySent } = await begin();
    const first = api.getSpaces({}, { maxAge: 60_000 });
    (await onlySent()).flush({ data: [space('1')] });
    await first;
    await api.call(() => Promise.resolve(1));
    const anew = api.getSpaces({}, { maxAge: 60_000 });
    const { request } = await onlySent();
    expect(request.url).toBe(`${API}/spaces`);
    anew.catch(() => undefined);
  });
});
