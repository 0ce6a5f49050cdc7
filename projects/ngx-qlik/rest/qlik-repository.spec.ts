import { provideHttpClient, withInterceptors } from '@angular/common/http';
import {
  HttpTestingController,
  provideHttpClientTesting,
  type TestRequest,
} from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { QLIK_CONNECTION, type QlikError, qlikInterceptor } from 'ngx-qlik';
import { fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import type { Observable } from 'rxjs';
import { QlikRepository } from './qlik-repository';
import { QLIK_REST_TIME_LIMIT } from './rest-calls';

const HOST = 'https://server.example/vp';
const CONNECTIONS = [
  fakeConnection({ id: 'server', label: 'Server', platform: 'client-managed', host: HOST }),
  fakeConnection({ id: 'root', platform: 'client-managed', host: 'https://server.example' }),
];
const STREAM = { id: 's1', name: 'Everyone', privileges: ['read'] };
const APP = { id: 'a1', name: 'Sales', published: true, stream: STREAM };

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
  const server = TestBed.inject(HttpTestingController);
  async function send<T>(call: Observable<T>) {
    const outcome: { value?: T; error?: QlikError } = {};
    call.subscribe({
      next: (value) => (outcome.value = value),
      error: (error: QlikError) => (outcome.error = error),
    });
    await settled();
    const [request] = server.match(() => true);
    return { outcome, request };
  }
  return { repository: TestBed.inject(QlikRepository), server, send };
}

const CALLS = [
  [
    'the user',
    '/qps/user',
    (each: QlikRepository) => each.proxyUser('server'),
    { userDirectory: 'AD', userId: 'ada' },
  ],
  ['the server', '/qrs/about', (each: QlikRepository) => each.about('server'), { buildVersion: '14.1' }],
  ['apps', '/qrs/app/full', (each: QlikRepository) => each.apps('server'), [APP, { ...APP, stream: null }]],
  ['an app', '/qrs/app/a%2F1', (each: QlikRepository) => each.app('server', 'a/1'), APP],
  ['streams', '/qrs/stream/full', (each: QlikRepository) => each.streams('server'), [STREAM]],
] as const;

describe('QlikRepository', () => {
  afterEach(() => TestBed.inject(HttpTestingController).verify());

  for (const [what, address, call, body] of CALLS) {
    it(`requests ${what} at ${address} behind the virtual proxy, for its connection`, async () => {
      const { repository, send } = await begin();
      const { request, outcome } = await send<unknown>(call(repository));
      expect(request?.request.urlWithParams).toBe(HOST + address);
      expect(request?.request.context.get(QLIK_CONNECTION)).toBe('server');
      expect(request?.request.headers.get('Authorization')).toBe('Bearer ada-1');
      request?.flush(body);
      expect(outcome.value).toEqual(body);
    });

    for (const [kind, other] of [
      ['null', null],
      ['a text', 'hello'],
      ['another object', { id: 1 }],
      ['a list of something else', [{ id: 1 }]],
      ['a list with one that is broken', [APP, { ...APP, stream: 'Everyone', name: 7 }]],
    ] as const) {
      it(`does not pass on ${kind} as ${what}`, async () => {
        const { repository, send } = await begin();
        const { request, outcome } = await send<unknown>(call(repository));
        request?.flush(other);
        expect(outcome.error?.code).toBe('http-unexpected-answer');
        expect(String(outcome.error?.connectionId)).toBe('server');
      });
    }
  }

  it('rejects an app with an invalid stream', async () => {
    const { repository, send } = await begin();
    const { request, outcome } = await send(repository.apps('server'));
    request?.flush([{ ...APP, stream: 'Everyone' }]);
    expect(outcome.error?.code).toBe('http-unexpected-answer');
  });

  it('returns anonymous users', async () => {
    const { repository, send } = await begin();
    const { request, outcome } = await send(repository.proxyUser('server'));
    const anonymousUser = { userDirectory: 'NONE', userId: 'anonymous-1', session: 'inactive' };
    request?.flush(anonymousUser);
    expect(outcome.value).toEqual(anonymousUser);
  });

  describe('when the session at the proxy has expired', () => {
    async function beginSignedOut() {
      const parts = await begin();
      const { request, outcome } = await parts.send(parts.repository.proxyUser('server'));
      request?.flush({ session: 'inactive' });
      await settled();
      return { ...parts, outcome };
    }

    it('makes a call that renews the session, and requests the user again', async () => {
      const { server, outcome } = await beginSignedOut();
      server.expectOne(`${HOST}/qrs/about`).flush({ buildVersion: '14.1' });
      await settled();
      server.expectOne(`${HOST}/qps/user`).flush({ userDirectory: 'AD', userId: 'ada' });
      expect(outcome.value?.userId).toBe('ada');
    });

    it('fails with sign-in-required when that does not help', async () => {
      const { server, outcome } = await beginSignedOut();
      server.expectOne(`${HOST}/qrs/about`).flush({ buildVersion: '14.1' });
      await settled();
      server.expectOne(`${HOST}/qps/user`).flush({ session: 'inactive' });
      expect(outcome.error?.code).toBe('sign-in-required');
      expect(String(outcome.error?.connectionId)).toBe('server');
    });
  });

  it('fails for a connection that does not exist', async () => {
    const { repository, send } = await begin();
    expect((await send(repository.apps('unknown'))).outcome.error?.code).toBe('connection-unknown');
  });

  describe('failures', () => {
    async function failWith(respond: (request: TestRequest) => void): Promise<QlikError> {
      const { repository, send } = await begin();
      const { request, outcome } = await send(repository.apps('server'));
      if (request) respond(request);
      await settled();
      if (!outcome.error) throw new Error('It did not fail.');
      return outcome.error;
    }
    const text = { 'Content-Type': 'text/plain; charset=utf-8' };

    for (const [status, code, isRetryable] of [
      [400, 'http-bad-request', false],
      [403, 'http-forbidden', false],
      [404, 'http-not-found', false],
      [429, 'http-rate-limited', true],
      [500, 'http-server-error', true],
      [503, 'http-server-error', true],
    ] as const) {
      it(`converts ${status} to ${code} with the server’s message`, async () => {
        const error = await failWith((request) =>
          request.flush('It cannot be.', { status, statusText: 'x', headers: text }),
        );
        expect([error.code, error.status, error.isRetryable]).toEqual([code, status, isRetryable]);
        expect(error.message).toMatch(/^Server .*: It cannot be\.$/);
        expect(error.remedy).not.toBe('');
      });
    }

    for (const [what, body, headers] of [
      ['a page', '<h1>Error</h1>', { 'Content-Type': 'text/html' }],
      ['an empty text', ' ', text],
      ['a stack', 'at x\n'.repeat(100), text],
    ] as const) {
      it(`keeps ${what} out of the message`, async () => {
        const error = await failWith((request) =>
          request.flush(body, { status: 500, statusText: 'x', headers }),
        );
        expect(error.message).toMatch(/\(500\)\.$/);
      });
    }

    for (const [form, header] of [
      ['seconds', () => '90'],
      ['a date', () => new Date(Date.now() + 90_000).toUTCString()],
    ] as const) {
      it(`reads Retry-After: ${form}`, async () => {
        const error = await failWith((request) =>
          request.flush(null, { status: 429, statusText: 'x', headers: { 'Retry-After': header() } }),
        );
        expect(error.retryAfterSeconds).toBeGreaterThan(80);
        expect(error.retryAfterSeconds).toBeLessThanOrEqual(90);
      });
    }

    it('reports an incomplete response and an unreachable server', async () => {
      const error = await failWith((request) => request.error(new ProgressEvent('error')));
      expect([error.code, error.isRetryable]).toEqual(['http-unreachable', true]);
    });

    it('fails after the time limit', async () => {
      const { repository, send } = await begin();
      const { request, outcome } = await send(repository.apps('server'));
      await new Promise((resolve) => setTimeout(resolve, 1100));
      expect(outcome.error?.code).toBe('http-unreachable');
      expect(request?.cancelled).toBeTrue();
    });
  });
});
