import { createEnvironmentInjector, EnvironmentInjector, type Injector, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { getReload, Reload } from '@qlik/api/reloads';
import type { getSpaces, Space, Spaces } from '@qlik/api/spaces';
import { QlikAuthService } from 'ngx-qlik';
import { provideConnectionScope } from 'ngx-qlik/scope';
import { fakeConnection, qlikErrorOf, settled } from 'ngx-qlik/testing';
import { injectQlikApi } from './inject-qlik-api';
import { API, space, useTenant } from './test-calls.spec';

const apiOf = (id?: string | (() => string), injector?: Injector) =>
  TestBed.runInInjectionContext(() => injectQlikApi(id, injector ? { injector } : {}));

/** What an async iterable yields. */
async function all<T>(iterable: AsyncIterable<T>): Promise<readonly T[]> {
  const values: T[] = [];
  for await (const value of iterable) values.push(value);
  return values;
}

describe('injectQlikApi', () => {
  it('makes calls with the credential of the connection, and returns the data', async () => {
    const { onlySent } = await useTenant();
    const spaces = apiOf('tenant').getSpaces({ limit: 2, name: 'a&b' });
    const { request, flush } = await onlySent().then((sent) => ({
      request: sent.request,
      flush: (body: object) => sent.flush(body),
    }));
    expect([request.method, request.urlWithParams]).toEqual(['GET', `${API}/spaces?limit=2&name=a%26b`]);
    expect(request.headers.get('Authorization')).toBe('Bearer ada-1');
    flush({ data: [space('1')], meta: { count: 1 } });
    expect(await spaces).toEqual({ data: [space('1')], meta: { count: 1 } } as unknown as Spaces);
  });

  it('sends ids encoded, and a body as it is', async () => {
    const { onlySent } = await useTenant();
    const copy = apiOf('tenant').copyApp('a/b?c', { attributes: { name: 'Mine', spaceId: 's' } });
    const sent = await onlySent();
    expect([sent.request.method, sent.request.urlWithParams]).toEqual(['POST', `${API}/apps/a%2Fb%3Fc/copy`]);
    expect(sent.request.body).toEqual({ attributes: { name: 'Mine', spaceId: 's' } });
    sent.flush({ attributes: { id: 'copy' } });
    expect((await copy).attributes?.id).toBe('copy');
  });

  it('returns nothing of an answer without a body', async () => {
    const { onlySent } = await useTenant();
    const deleting = apiOf('tenant').deleteSpace('s');
    (await onlySent()).flush(null, { status: 204, statusText: 'x' });
    expect(await (deleting as Promise<unknown>)).toBeUndefined();
  });

  it('fails for an answer that is none of Qlik’s', async () => {
    const { onlySent } = await useTenant();
    const failing = qlikErrorOf(apiOf('tenant').getMyUser());
    (await onlySent()).flush('"hello"');
    expect((await failing).code).toBe('http-unexpected-answer');
  });

  it('fails with Qlik’s text for a refusal', async () => {
    const { onlySent } = await useTenant();
    const failing = qlikErrorOf(apiOf('tenant').publishApp('a', { spaceId: 's' }));
    (await onlySent()).flush(
      { errors: [{ code: 'APPS-403', title: 'Not a publisher' }] },
      { status: 403, statusText: 'x' },
    );
    const { code, message, connectionId } = await failing;
    expect([code, String(connectionId)]).toEqual(['http-forbidden', 'tenant']);
    expect(message).toContain('Not a publisher');
  });

  for (const id of ['', '..']) {
    it(`sends nothing for ${JSON.stringify(id)} as an id`, async () => {
      const { sent } = await useTenant();
      expect((await qlikErrorOf(apiOf('tenant').getSpace(id))).code).toBe('http-bad-request');
      expect(await sent()).toEqual([]);
    });
  }

  it('names what to use at a client-managed server', async () => {
    const { sent } = await useTenant();
    const api = apiOf('server');
    for (const call of [api.getSpaces(), api.call(() => Promise.resolve(1))]) {
      const error = await qlikErrorOf(call);
      expect([error.code, String(error.connectionId)]).toEqual(['call-unsupported', 'server']);
      expect(error.remedy).toContain('QlikRepository');
    }
    expect(await sent()).toEqual([]);
  });

  it('asks for the connection at each call', async () => {
    const { onlySent } = await useTenant();
    const id = signal('tenant');
    const api = apiOf(id);
    for (const [next, host] of [
      ['tenant', 'https://tenant.example/vp'],
      ['other', 'https://other.example'],
    ] as const) {
      id.set(next);
      const call = api.getMyTenant();
      const sent = await onlySent();
      expect(sent.request.url).toBe(`${host}/api/v1/tenants/me`);
      sent.flush({});
      await call;
    }
  });

  it('uses the only connection there is, else wants a name', async () => {
    const { onlySent } = await useTenant();
    expect((await qlikErrorOf(apiOf().getMyTenant())).code).toBe('connection-unknown');
    const scope = createEnvironmentInjector(
      [provideConnectionScope('other')],
      TestBed.inject(EnvironmentInjector),
    );
    const call = apiOf(undefined, scope).getMyTenant();
    (await onlySent()).flush({});
    await call;
    expect((await qlikErrorOf(apiOf('tenant', scope).getMyTenant())).code).toBe('connection-unknown');
  });

  it('works with one connection without a name', async () => {
    const { onlySent } = await useTenant({ connections: [fakeConnection({ id: 'one' })] });
    const call = apiOf().getMyTenant();
    expect((await onlySent()).request.url).toBe('https://one.example/api/v1/tenants/me');
    call.catch(() => undefined);
  });

  describe('canceling', () => {
    it('ends the request, and rejects', async () => {
      const { onlySent } = await useTenant();
      const canceling = new AbortController();
      const failing = qlikErrorOf(apiOf('tenant').getSpaces({}, { signal: canceling.signal }));
      const sent = await onlySent();
      canceling.abort('bye');
      const error = await failing;
      expect([error.code, error.cause, sent.cancelled]).toEqual(['call-canceled', 'bye', true]);
    });

    it('sends nothing for a call that was canceled before', async () => {
      const { sent } = await useTenant();
      const error = await qlikErrorOf(apiOf('tenant').getSpaces({}, { signal: AbortSignal.abort() }));
      expect(error.code).toBe('call-canceled');
      expect(await sent()).toEqual([]);
    });

    it('leaves the same call of another caller', async () => {
      const { onlySent } = await useTenant();
      const canceling = new AbortController();
      const api = apiOf('tenant');
      const failing = qlikErrorOf(api.getSpaces({}, { signal: canceling.signal }));
      const other = api.getSpaces();
      const sent = await onlySent();
      canceling.abort();
      expect((await failing).code).toBe('call-canceled');
      expect(sent.cancelled).toBeFalse();
      sent.flush({ data: [space('1')] });
      expect((await other).data?.length).toBe(1);
    });
  });

  describe('equal calls', () => {
    it('under way at the same time are made once, each with an answer of its own', async () => {
      const { onlySent } = await useTenant();
      const calls = [apiOf('tenant').getSpaces(), apiOf('tenant').getSpaces({})];
      (await onlySent()).flush({ data: [space('1')] });
      const [one, another] = await Promise.all(calls);
      one?.data?.pop();
      expect(another?.data?.length).toBe(1);
    });

    it('that fail, fail for all, and are made anew afterwards', async () => {
      const { onlySent } = await useTenant();
      const api = apiOf('tenant');
      const failing = [qlikErrorOf(api.getSpaces()), qlikErrorOf(api.getSpaces())];
      (await onlySent()).flush(null, { status: 500, statusText: 'x' });
      expect((await Promise.all(failing)).map(({ code }) => code)).toEqual([
        'http-server-error',
        'http-server-error',
      ]);
      const next = api.getSpaces();
      (await onlySent()).flush({ data: [] });
      await next;
    });

    it('are made anew after a change, also one that was under way', async () => {
      const { sent, onlySent } = await useTenant();
      const api = apiOf('tenant');
      const before = api.getSpaces();
      const [first] = await sent();
      const changing = api.createSpace({ name: 'New', type: 'shared' });
      const during = api.getSpaces();
      const [change, second] = await sent();
      change?.flush(space('new'));
      await changing;
      const after = api.getSpaces();
      (await onlySent()).flush({ data: [space('1'), space('new')] });
      first?.flush({ data: [] });
      second?.flush({ data: [] });
      expect([(await before).data, (await during).data]).toEqual([[], []]);
      expect((await after).data?.length).toBe(2);
    });

    it('go to their own connection', async () => {
      const { sent } = await useTenant();
      const calls = [apiOf('tenant').getMyTenant(), apiOf('other').getMyTenant()];
      const requests = await sent();
      expect(requests.length).toBe(2);
      requests.forEach((each) => each.flush({}));
      await Promise.all(calls);
    });
  });

  describe('answers that are kept', () => {
    async function keep() {
      const parts = await useTenant();
      const api = apiOf('tenant');
      const first = api.getSpaces({}, { maxAge: 60_000 });
      (await parts.onlySent()).flush({ data: [space('1')] });
      await first;
      return { ...parts, api };
    }

    it('are used by callers who accept them only', async () => {
      const { api, sent, onlySent } = await keep();
      expect((await api.getSpaces({}, { maxAge: 60_000 })).data?.length).toBe(1);
      expect(await sent()).toEqual([]);
      const anew = api.getSpaces();
      (await onlySent()).flush({ data: [] });
      expect((await anew).data).toEqual([]);
    });

    it('are gone when they are too old', async () => {
      const { api, onlySent } = await keep();
      spyOn(Date, 'now').and.returnValue(Date.now() + 60_000);
      const anew = api.getSpaces({}, { maxAge: 60_000 });
      (await onlySent()).flush({ data: [] });
      expect((await anew).data).toEqual([]);
    });

    it('are gone after a change', async () => {
      const { api, onlySent } = await keep();
      const changing = api.deleteSpace('1');
      (await onlySent()).flush(null);
      await changing;
      const anew = api.getSpaces({}, { maxAge: 60_000 });
      (await onlySent()).flush({ data: [] });
      expect((await anew).data).toEqual([]);
    });

    it('are no other user’s', async () => {
      const { api, onlySent, sent } = await keep();
      const auth = TestBed.inject(QlikAuthService);
      await auth.signOut('tenant');
      expect((await qlikErrorOf(api.getSpaces({}, { maxAge: 60_000 }))).code).toBe('sign-in-required');
      expect(await sent()).toEqual([]);
      await auth.signIn('tenant');
      const anew = api.getSpaces({}, { maxAge: 60_000 });
      (await onlySent()).flush({ data: [] });
      expect((await anew).data).toEqual([]);
    });
  });

  it('gives no answer of a user who has left', async () => {
    const { onlySent } = await useTenant();
    const failing = qlikErrorOf(apiOf('tenant').getSpaces());
    const request = await onlySent();
    await TestBed.inject(QlikAuthService).signOut('tenant');
    request.flush({ data: [space('1')] });
    expect((await failing).code).toBe('sign-in-required');
  });

  describe('lists', () => {
    const page = (id: string, next?: string) => ({
      data: [space(id)],
      links: next === undefined ? {} : { next: { href: next } },
    });

    it('are read page by page, as far as the loop goes', async () => {
      const { onlySent, sent } = await useTenant();
      const api = apiOf('tenant');
      const pages = api.pages(api.getSpaces({ limit: 1 }));
      const first = pages.next();
      (await onlySent()).flush(page('1', `${API}/spaces?limit=1&next=x`));
      expect((await first).value?.data?.[0]?.id).toBe('1');
      expect(await sent()).toEqual([]);
      const second = pages.next();
      const request = await onlySent();
      expect(request.request.urlWithParams).toBe(`${API}/spaces?limit=1&next=x`);
      request.flush(page('2'));
      expect((await second).value?.data?.[0]?.id).toBe('2');
      expect((await pages.next()).done).toBeTrue();
    });

    it('are read entry by entry, with relative links', async () => {
      const { onlySent } = await useTenant();
      const api = apiOf('tenant');
      const entries = all(api.entries(api.getSpaces()));
      (await onlySent()).flush(page('1', '?next=x'));
      const next = await onlySent();
      expect(next.request.urlWithParams).toBe(`${API}/spaces?next=x`);
      next.flush({ data: null, links: { next: { href: '' } } });
      expect((await entries).map(({ id }) => id)).toEqual(['1']);
    });

    it('of a filter go on with the same filter', async () => {
      const { onlySent } = await useTenant();
      const api = apiOf('tenant');
      const entries = all(api.entries(api.filterUsers({ limit: 1 }, { filter: 'name eq "Ada"' })));
      (await onlySent()).flush(page('1', `${API}/users/actions/filter?next=x`));
      const next = await onlySent();
      expect([next.request.method, next.request.body]).toEqual(['POST', { filter: 'name eq "Ada"' }]);
      next.flush(page('2'));
      expect((await entries).length).toBe(2);
    });

    for (const href of [
      'https://evil.example/vp/api/v1/spaces?next=x',
      '../../../api/v1/spaces',
      'https://[broken',
    ]) {
      it(`do not follow ${href}`, async () => {
        const { onlySent, sent } = await useTenant();
        const api = apiOf('tenant');
        const failing = qlikErrorOf(all(api.entries(api.getSpaces())));
        (await onlySent()).flush(page('1', href));
        expect((await failing).code).toBe('http-foreign-link');
        expect(await sent()).toEqual([]);
      });
    }

    it('end where they would go round', async () => {
      const { onlySent, sent } = await useTenant();
      const api = apiOf('tenant');
      const failing = qlikErrorOf(all(api.entries(api.getSpaces())));
      (await onlySent()).flush(page('1', `${API}/spaces?next=x`));
      (await onlySent()).flush(page('2', `${API}/spaces?next=x`));
      expect((await failing).code).toBe('http-unexpected-answer');
      expect(await sent()).toEqual([]);
    });

    it('end at the most pages that are allowed', async () => {
      const { onlySent } = await useTenant();
      const api = apiOf('tenant');
      const failing = qlikErrorOf(all(api.pages(api.getSpaces(), { maxPages: 2 })));
      (await onlySent()).flush(page('1', `${API}/spaces?next=1`));
      (await onlySent()).flush(page('2', `${API}/spaces?next=2`));
      const { message, remedy } = await failing;
      expect(message).toContain('2 pages');
      expect(remedy).toContain('maxPages');
    });

    it('end when they are canceled', async () => {
      const { onlySent } = await useTenant();
      const api = apiOf('tenant');
      const canceling = new AbortController();
      const failing = qlikErrorOf(all(api.entries(api.getSpaces(), { signal: canceling.signal })));
      (await onlySent()).flush(page('1', `${API}/spaces?next=1`));
      const next = await onlySent();
      canceling.abort();
      expect((await failing).code).toBe('call-canceled');
      await settled();
      expect(next.cancelled).toBeTrue();
    });
  });

  it('has the types of @qlik/api', async () => {
    await useTenant();
    const api = apiOf('tenant');
    // Compiled, never run.
    const check = async (): Promise<void> => {
      const spaces: Spaces = await api.getSpaces({ sort: '+name' } satisfies Parameters<typeof getSpaces>[0]);
      const reload: Reload = await api.getReload(...(['r'] satisfies [Parameters<typeof getReload>[0]]));
      for await (const each of api.entries(api.getSpaces())) takeSpace(each);
      for await (const each of api.entries(api.getReloads({ appId: 'a' }))) takeReload(each);
      const state:
        | 'QUEUED'
        | 'RELOADING'
        | 'CANCELING'
        | 'SUCCEEDED'
        | 'FAILED'
        | 'CANCELED'
        | 'EXCEEDED_LIMIT' = reload.status;
      // @ts-expect-error a sort order that Qlik does not have
      await api.getItems({ sort: 'size' });
      // @ts-expect-error the id of the app is missing
      await api.getReloads();
      // @ts-expect-error an assignment needs roles
      await api.createSpaceAssignment('s', { type: 'user', assigneeId: 'u' });
      // @ts-expect-error options of the package, which would bypass the connection
      await api.getThemes({ hostConfig: {} });
      takeSpace(spaces.data?.[0]);
      void state;
    };
    expect(check).toBeInstanceOf(Function);
  });
});

function takeSpace(_space: Space | undefined): void {}
function takeReload(_reload: Reload | undefined): void {}
