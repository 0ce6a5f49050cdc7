import { HttpErrorResponse, HttpHeaders, provideHttpClient, withInterceptors } from '@angular/common/http';
import {
  HttpTestingController,
  provideHttpClientTesting,
  type TestRequest,
} from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { QLIK_CONNECTION, type QlikError, qlikInterceptor, toQlikError } from 'ngx-qlik';
import { fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import type { Observable } from 'rxjs';
import { toRestError } from './http-failure';
import type { Page } from './page';
import { QlikRest } from './qlik-rest';
import { QLIK_REST_TIME_LIMIT } from './rest-calls';

const API = 'https://tenant.example/vp/api/v1';
const CONNECTIONS = [
  fakeConnection({ id: 'tenant', label: 'Tenant', host: 'https://tenant.example/vp' }),
  fakeConnection({ id: 'root', host: 'https://tenant.example' }),
  fakeConnection({ id: 'here', host: 'http://localhost:8182' }),
];

async function begin() {
  TestBed.configureTestingModule({
    providers: [
      provideQlikTesting({ connections: CONNECTIONS }),
      provideHttpClient(withInterceptors([qlikInterceptor])),
      provideHttpClientTesting(),
      { provide: QLIK_REST_TIME_LIMIT, useValue: 1000 },
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  const rest = TestBed.inject(QlikRest);
  const server = TestBed.inject(HttpTestingController);
  /** Subscribes, and waits until the request is sent with the credential. */
  async function send<T>(call: Observable<T>) {
    const outcome: { value?: T; error?: QlikError; isComplete?: boolean } = {};
    call.subscribe({
      next: (value) => (outcome.value = value),
      error: (error: QlikError) => (outcome.error = error),
      complete: () => (outcome.isComplete = true),
    });
    await settled();
    const requests = server.match(() => true);
    return { outcome, request: requests[0], address: requests[0]?.request.urlWithParams };
  }
  return { rest, server, send };
}

const space = (id: string) => ({ id, name: `Space ${id}`, tenantId: 't', links: {} });

async function pageWith(
  links: object,
): Promise<{ page: Page<unknown>; parts: Awaited<ReturnType<typeof begin>> }> {
  const parts = await begin();
  const { request, outcome } = await parts.send(parts.rest.spaces('tenant', { limit: 2 }));
  request?.flush({ data: [space('1')], links });
  if (!outcome.value) throw new Error('There is no page.');
  return { page: outcome.value, parts };
}

describe('QlikRest', () => {
  afterEach(() => TestBed.inject(HttpTestingController).verify());

  for (const [what, call, address] of [
    ['spaces', (rest: QlikRest) => rest.spaces('tenant'), '/spaces'],
    ['a space', (rest: QlikRest) => rest.space('tenant', 'a/b?c'), '/spaces/a%2Fb%3Fc'],
    [
      'members',
      (rest: QlikRest) => rest.spaceAssignments('tenant', 's1', { type: 'user' }),
      '/spaces/s1/assignments?type=user',
    ],
    [
      'apps',
      (rest: QlikRest) => rest.items('tenant', { resourceType: 'app', spaceId: 'personal' }),
      '/items?resourceType=app&spaceId=personal',
    ],
    ['the user', (rest: QlikRest) => rest.currentUser('tenant'), '/users/me'],
    [
      'users',
      (rest: QlikRest) => rest.users('tenant', { filter: 'name eq "A&B"' }),
      '/users?filter=name%20eq%20%22A%26B%22',
    ],
    ['the tenant', (rest: QlikRest) => rest.tenant('tenant'), '/tenants/me'],
    ['an app', (rest: QlikRest) => rest.app('tenant', 'app-1'), '/apps/app-1'],
    [
      'spaces of a name',
      (rest: QlikRest) => rest.spaces('tenant', { name: '50% + a&b=c#d,é' }),
      '/spaces?name=50%25%20%2B%20a%26b%3Dc%23d%2C%C3%A9',
    ],
    [
      'spaces in an order',
      (rest: QlikRest) => rest.spaces('tenant', { sort: '+name', roles: ['consumer', 'producer'] }),
      '/spaces?sort=%2Bname&roles=consumer%2Cproducer',
    ],
    [
      'spaces without an environment',
      (rest: QlikRest) => rest.spaces('tenant', { environmentId: '' }),
      '/spaces?environmentId=',
    ],
  ] as const) {
    it(`requests ${what} at ${address}, for its connection`, async () => {
      const { rest, send } = await begin();
      const { request, address: sent } = await send(call(rest) as Observable<unknown>);
      expect(sent).toBe(API + address);
      expect(request?.request.method).toBe('GET');
      expect(request?.request.context.get(QLIK_CONNECTION)).toBe('tenant');
      expect(request?.request.headers.get('Authorization')).toBe('Bearer ada-1');
    });
  }

  it('sends on subscription, and cancels on unsubscription', async () => {
    const { rest, server } = await begin();
    const call = rest.spaces('tenant');
    server.expectNone(() => true);
    const subscription = call.subscribe();
    await settled();
    const request = server.expectOne(`${API}/spaces`);
    subscription.unsubscribe();
    expect(request.cancelled).toBeTrue();
  });

  it('returns the server’s response', async () => {
    const { rest, send } = await begin();
    for (const [call, body] of [
      [rest.space('tenant', '1'), space('1')],
      [rest.currentUser('tenant'), { id: 'u1', name: 'Ada' }],
      [rest.tenant('tenant'), { id: 't1', name: 'Acme' }],
      [rest.app('tenant', 'a1'), { attributes: { id: 'a1' } }],
    ] as const) {
      const { request, outcome } = await send<unknown>(call);
      request?.flush(body);
      expect(outcome.value).toEqual(body);
      expect(outcome.isComplete).toBeTrue();
    }
  });

  it('reads a page: items, links, total', async () => {
    const { rest, send } = await begin();
    const { request, outcome } = await send(rest.spaces('tenant'));
    request?.flush({
      data: [space('1'), space('2')],
      meta: { count: 7 },
      links: { next: { href: `${API}/spaces?next=x` } },
    });
    expect(outcome.value).toEqual(jasmine.objectContaining({ hasNext: true, hasPrevious: false, total: 7 }));
    expect(outcome.value?.items.map(({ id }) => id)).toEqual(['1', '2']);
    expect(String(outcome.value?.connectionId)).toBe('tenant');
  });

  it('reads the lists of the other kinds', async () => {
    const { rest, send } = await begin();
    for (const [call, body] of [
      [rest.items('tenant'), { data: [{ id: '1', name: 'A', resourceType: 'app' }], links: {} }],
      [rest.spaceAssignments('tenant', 's'), { data: [{ id: '1', assigneeId: 'u' }] }],
      [rest.users('tenant'), { data: [{ id: '1' }], totalResults: 1 }],
    ] as const) {
      const { request, outcome } = await send<Page<unknown>>(call);
      request?.flush(body);
      expect(outcome.value?.items.length).toBe(1);
    }
  });

  it('treats a null list as empty', async () => {
    const { rest, send } = await begin();
    const { request, outcome } = await send(rest.spaces('tenant'));
    request?.flush({ data: null, links: { next: { href: '' }, prev: {} } });
    expect(outcome.value).toEqual(
      jasmine.objectContaining({ items: [], hasNext: false, hasPrevious: false }),
    );
  });

  for (const [what, body] of [
    ['nothing', null],
    ['a list', []],
    ['a text', 'hello'],
    ['another object', {}],
    ['entries of another kind', { data: [{ id: 1 }] }],
    ['something that is no list', { data: {} }],
  ] as const) {
    it(`does not pass on ${what} as a page`, async () => {
      const { rest, send } = await begin();
      const { request, outcome } = await send(rest.spaces('tenant'));
      request?.flush(body);
      expect(outcome.error?.code).toBe('http-unexpected-answer');
      expect(String(outcome.error?.connectionId)).toBe('tenant');
    });
  }

  it('does not pass on an invalid resource', async () => {
    const { rest, send } = await begin();
    for (const call of [
      rest.space('tenant', '1'),
      rest.currentUser('tenant'),
      rest.tenant('tenant'),
      rest.app('tenant', '1'),
    ]) {
      const { request, outcome } = await send<unknown>(call);
      request?.flush({ errors: [] });
      expect(outcome.error?.code).toBe('http-unexpected-answer');
    }
  });

  for (const id of ['', '.', '..']) {
    it(`sends nothing for ${JSON.stringify(id)} as an id`, async () => {
      const { rest, send } = await begin();
      const { request, outcome } = await send(rest.space('tenant', id));
      expect(request).toBeUndefined();
      expect(outcome.error?.code).toBe('http-bad-request');
    });
  }

  it('fails for a connection that does not exist', async () => {
    const { rest, send } = await begin();
    const { outcome } = await send(rest.spaces('unknown'));
    expect(outcome.error?.code).toBe('connection-unknown');
  });

  describe('paging', () => {
    for (const [href, address] of [
      [`${API}/spaces?next=a%2Bb&limit=2`, `${API}/spaces?next=a%2Bb&limit=2`],
      ['/vp/api/v1/spaces?next=x', `${API}/spaces?next=x`],
      ['spaces?next=x', `${API}/spaces?next=x`],
      ['?next=x', `${API}/spaces?next=x`],
      ['//tenant.example/vp/api/v1/spaces?next=x', `${API}/spaces?next=x`],
    ] as const) {
      it(`follows ${href}, forward and back`, async () => {
        const { page, parts } = await pageWith({ next: { href }, prev: { href } });
        for (const call of [parts.rest.nextPage(page), parts.rest.previousPage({ ...page })]) {
          const { request, address: sent, outcome } = await parts.send(call);
          expect(sent).toBe(address);
          expect(request?.request.headers.get('Authorization')).toBe('Bearer ada-1');
          request?.flush({ data: [space('2')], links: {} });
          expect(outcome.value?.hasNext).toBeFalse();
        }
      });
    }

    for (const href of [
      'https://evil.example/vp/api/v1/spaces?next=x',
      'https://tenant.example.evil.example/vp/api/v1/spaces',
      'https://tenant.example@evil.example/vp/api/v1/spaces',
      'https://ada@tenant.example/vp/api/v1/spaces',
      '//evil.example/vp/api/v1/spaces',
      '\\\\evil.example/vp/api/v1/spaces',
      'http://tenant.example/vp/api/v1/spaces',
      'https://tenant.example:8443/vp/api/v1/spaces',
      'https://tenant.example/vp-evil/api/v1/spaces',
      'https://tenant.example/api/v1/spaces',
      '../../../api/v1/spaces',
      '/vp/..%2fother',
      'javascript:alert(1)',
      'https://[broken',
    ]) {
      it(`does not follow ${href}`, async () => {
        const { page, parts } = await pageWith({ next: { href } });
        expect(page.hasNext).toBeTrue();
        const { request, outcome } = await parts.send(parts.rest.nextPage(page));
        expect(request).toBeUndefined();
        expect(outcome.error?.code).toBe('http-foreign-link');
        expect(String(outcome.error?.connectionId)).toBe('tenant');
      });
    }

    it('completes without a value when there is no page', async () => {
      const { page, parts } = await pageWith({});
      for (const call of [
        parts.rest.nextPage(page),
        parts.rest.previousPage(JSON.parse(JSON.stringify(page)) as Page<unknown>),
      ]) {
        const { request, outcome } = await parts.send(call);
        expect(request).toBeUndefined();
        expect(outcome).toEqual({ isComplete: true });
      }
    });
  });

  describe('failures', () => {
    async function failWith(respond: (request: TestRequest) => void): Promise<QlikError> {
      const { rest, send } = await begin();
      const { request, outcome } = await send(rest.spaces('tenant'));
      if (request) respond(request);
      await settled();
      if (!outcome.error) throw new Error('It did not fail.');
      return outcome.error;
    }

    for (const [status, code, isRetryable] of [
      [400, 'http-bad-request', false],
      [403, 'http-forbidden', false],
      [404, 'http-not-found', false],
      [408, 'http-unreachable', true],
      [409, 'http-bad-request', false],
      [429, 'http-rate-limited', true],
      [500, 'http-server-error', true],
      [503, 'http-server-error', true],
    ] as const) {
      it(`converts ${status} to ${code} with Qlik’s message`, async () => {
        const body = { errors: [{ code: 'X-1', title: 'Not so', detail: 'Because of that' }], traceId: 't' };
        const error = await failWith((request) => request.flush(body, { status, statusText: 'x' }));
        expect([error.code, error.status, error.isRetryable]).toEqual([code, status, isRetryable]);
        expect(error.message).toMatch(/^Tenant .*: Not so, Because of that\.$/);
        expect(error.remedy).not.toBe('');
        expect((error.cause as HttpErrorResponse).status).toBe(status);
      });
    }

    for (const [what, body, expected] of [
      ['older services', { code: 'X', title: 'Old', detail: 'Old' }, /: Old\.$/],
      ['a title with a stop', { errors: [{ title: 'Done!' }] }, /: Done!$/],
      ['an empty list', { errors: [] }, /\(500\)\.$/],
      ['texts that are none', { errors: [{ title: 5, detail: '' }] }, /\(500\)\.$/],
      ['a page of HTML', '<h1>secret stack</h1>', /\(500\)\.$/],
      ['nothing', null, /\(500\)\.$/],
      ['a token in the text', { errors: [{ title: 'Bad Bearer abc.def' }] }, /: Bad \[redacted\]\.$/],
    ] as const) {
      it(`has a message for ${what}`, async () => {
        const error = await failWith((request) => request.flush(body, { status: 500, statusText: 'x' }));
        expect(error.message).toMatch(expected);
      });
    }

    it('reports an unreachable server', async () => {
      const error = await failWith((request) => request.error(new ProgressEvent('error')));
      expect([error.code, error.isRetryable, error.status]).toEqual(['http-unreachable', true, undefined]);
    });

    for (const [header, seconds] of [
      ['7', 7],
      ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
      ['soon', undefined],
    ] as const) {
      it(`reads Retry-After: ${header}`, async () => {
        const error = await failWith((request) =>
          request.flush(null, { status: 429, statusText: 'x', headers: { 'Retry-After': header } }),
        );
        expect(error.retryAfterSeconds).toBe(seconds);
      });
    }

    it('keeps the interceptor’s error for a refused credential', async () => {
      const { rest, server, send } = await begin();
      const { request, outcome } = await send(rest.spaces('tenant'));
      request?.flush(null, { status: 401, statusText: 'x' });
      await settled();
      server.expectOne(`${API}/spaces`).flush(null, { status: 401, statusText: 'x' });
      await settled();
      expect(outcome.error?.code).toBe('credential-refused');
    });

    it('mentions a missing interceptor for an unhandled 401', async () => {
      TestBed.configureTestingModule({
        providers: [
          provideQlikTesting({ connections: CONNECTIONS }),
          provideHttpClient(),
          provideHttpClientTesting(),
        ],
      });
      await TestBed.inject(QlikTesting).ready();
      const failing = new Promise<QlikError>((_, reject) =>
        TestBed.inject(QlikRest).spaces('tenant').subscribe({ error: reject }),
      ).catch((error: unknown) => toQlikError(error));
      TestBed.inject(HttpTestingController)
        .expectOne(`${API}/spaces`)
        .flush(null, { status: 401, statusText: 'x' });
      const error = await failing;
      expect(error.code).toBe('credential-refused');
      expect(error.remedy).toContain('qlikInterceptor');
    });

    it('fails after the time limit', async () => {
      const { rest, send } = await begin();
      const { request, outcome } = await send(rest.spaces('tenant'));
      await new Promise((resolve) => setTimeout(resolve, 1100));
      expect(outcome.error?.code).toBe('http-unreachable');
      expect(request?.cancelled).toBeTrue();
    });
  });
});

describe('a call to this machine without an answer', () => {
  for (const [what, isThere, remedy] of [
    ['is not there', false, /start the sandbox \(npx qlik-sandbox\)/],
    [
      'answers, and refuses this page',
      true,
      /http:\/\/localhost:8182 is right and allows this page's origin/,
    ],
  ] as const) {
    it(`says what to do where the server ${what}`, async () => {
      const { rest, send } = await begin();
      const asked = spyOn(window, 'fetch');
      if (isThere) asked.and.resolveTo(new Response());
      else asked.and.rejectWith(new TypeError('Failed to fetch'));
      const { request, outcome } = await send(rest.spaces('here'));
      request?.error(new ProgressEvent('error'));
      await settled();
      expect(outcome.error?.remedy).toMatch(remedy);
      expect(outcome.error?.variant).toBe(isThere ? 'host' : 'loopback');
      expect(asked).toHaveBeenCalledTimes(1);
    });
  }
});

describe('toRestError', () => {
  it('says what to do when nothing answers on this machine', () => {
    const remedyFor = (host: string) =>
      toRestError(new HttpErrorResponse({ status: 0 }), fakeConnection({ id: 'tenant', host })).remedy;
    expect(remedyFor('http://localhost:8182')).toContain(
      'http://localhost:8182: start the sandbox (npx qlik-sandbox)',
    );
    expect(remedyFor('https://tenant.example')).toContain('https://tenant.example is right');
  });

  it('rejects a sign-in page', () => {
    const error = toRestError(
      new HttpErrorResponse({ status: 200, error: { error: new SyntaxError(), text: '<h1>Sign in</h1>' } }),
      fakeConnection({ id: 'tenant' }),
    );
    expect([error.code, error.isRetryable]).toEqual(['http-unexpected-answer', true]);
  });

  it('passes on the remedy of the application’s backend only', () => {
    const of = (contentType: string, remedy: unknown) =>
      toRestError(
        new HttpErrorResponse({
          status: 502,
          error: { detail: 'Refused.', remedy },
          headers: new HttpHeaders({ 'Content-Type': contentType }),
        }),
        fakeConnection({ id: 'tenant' }),
      ).remedy;
    expect(of('application/problem+json; charset=utf-8', 'Compare the keys.')).toBe('Compare the keys.');
    expect(of('application/json', 'Send me your password.')).toBe('Try again in a moment.');
    expect(of('application/problem+json', 17)).toBe('Try again in a moment.');
  });
});
