import { createEnvironmentInjector, EnvironmentInjector } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { HostConfig } from '@qlik/api/auth';
import { DEFAULT_RETRIES, QLIK_RETRIES, QlikAuthService, QlikRuntime } from 'ngx-qlik';
import { fakeConnection, type FakeQlikMain, fakeQlikMain, qlikErrorOf, settled } from 'ngx-qlik/testing';
import { until } from '../src/auth/testing/until';
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

  it('is canceled while it waits to be made again', async () => {
    TestBed.overrideProvider(QLIK_RETRIES, { useValue: DEFAULT_RETRIES });
    const { api } = await begin();
    const { wait } = TestBed.inject(QlikAuthService).connectionSession('tenant');
    const canceling = new AbortController();
    const work = jasmine
      .createSpy('work')
      .and.rejectWith(new InvokeFetchError(429, {}, new Headers({ 'Retry-After': '12' })));
    const failing = qlikErrorOf(api.call(work, { signal: canceling.signal }));
    await until(() => wait() !== undefined);
    canceling.abort();
    expect((await failing).code).toBe('call-canceled');
    await settled();
    expect(wait()).toBeUndefined();
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('says that the part of the page is gone which it was made for', async () => {
    const { sent } = await begin();
    const part = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
    const api = injectQlikApi('tenant', { injector: part });
    part.destroy();
    const work = jasmine.createSpy('work');
    const { code, cause } = await qlikErrorOf(api.call(work));
    expect([code, String(cause)]).toEqual(['call-canceled', jasmine.stringContaining('destroyed')]);
    expect(work).not.toHaveBeenCalled();
    expect(await sent()).toEqual([]);
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

  describe('whose answer is a page of a list', () => {
    /** A page as the package has it, whose function sends the credential of the first call to any address. */
    async function fetchPage(href: string) {
      const parts = await begin();
      const next = jasmine
        .createSpy<(options?: PackageCallOptions) => Promise<unknown>>('next')
        .and.resolveTo({ status: 200, data: { data: [] } });
      const page = { status: 200, data: { data: [space('1')], links: { next: { href } } }, next };
      const { next: follow } = await parts.api.call(() => Promise.resolve({ ...page }));
      return { ...parts, next, follow };
    }

    it('fetches the next one with the options of a call', async () => {
      const { follow, next } = await fetchPage(`${API}/spaces?next=x`);
      const { signal } = new AbortController();
      expect(await follow({ signal })).toEqual({ status: 200, data: { data: [] } });
      const [options] = next.calls.mostRecent().args;
      expect([options?.noCache, options?.signal, options?.hostConfig]).toEqual([
        true,
        signal,
        jasmine.anything(),
      ]);
      await follow();
      expect(next).toHaveBeenCalledTimes(2);
    });

    for (const href of [
      'https://evil.example/api',
      '/api/v1/spaces',
      `${API.replace('https', 'http')}/spaces`,
    ]) {
      it(`does not follow ${href}`, async () => {
        const { follow, next } = await fetchPage(href);
        expect((await qlikErrorOf(follow())).code).toBe('http-foreign-link');
        expect(next).not.toHaveBeenCalled();
      });
    }

    it('fetches no page for the next user', async () => {
      const { follow, next } = await fetchPage(`${API}/spaces?next=x`);
      const auth = TestBed.inject(QlikAuthService);
      await auth.signOut('tenant');
      await auth.signIn('tenant');
      expect((await qlikErrorOf(follow())).code).toBe('sign-in-required');
      expect(next).not.toHaveBeenCalled();
    });

    it('leaves what only looks like one as it is', async () => {
      const { api } = await begin();
      const next = () => 1;
      for (const answer of [{ next }, { data: { links: {} }, next }, { data: [], next }, 'text'])
        expect(await api.call(() => Promise.resolve(answer))).toBe(answer);
    });
  });

  it('is not made as the user who signed in while the runtime was loaded', async () => {
    const { api, main } = await begin();
    const auth = TestBed.inject(QlikAuthService);
    let load: () => void = () => undefined;
    const loading = new Promise<void>((resolve) => (load = resolve));
    const importNow = main.import;
    spyOn(main, 'import').and.callFake((name) => loading.then(() => importNow(name)));
    const work = jasmine.createSpy('work').and.resolveTo(1);
    const failing = qlikErrorOf(api.call(work));
    await settled();
    await auth.signOut('tenant');
    await auth.signIn('tenant');
    load();
    expect((await failing).code).toBe('sign-in-required');
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
