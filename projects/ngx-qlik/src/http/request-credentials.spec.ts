import {
  HttpClient,
  HttpContext,
  type HttpErrorResponse,
  HttpParams,
  provideHttpClient,
  withInterceptors,
} from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { FakeAuthStrategy, fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { QlikAuthService } from '../auth/qlik-auth-service';
import type { QlikCredential } from '../auth/strategy';
import { ConnectionLoader } from '../connections/connection-loader';
import { ConnectionRegistry } from '../auth/connection-registry';
import { QLIK_CONNECTION, qlikInterceptor } from './qlik-interceptor';

const CALL = 'https://a.example/x';
const CONNECTIONS = [
  fakeConnection({ id: 'a' }),
  fakeConnection({ id: 'b' }),
  fakeConnection({ id: 'embeds', host: 'https://a.example', auth: { type: 'noauth' } }),
  fakeConnection({ id: 'other', host: 'https://a.example', auth: { type: 'reference', reference: 'a' } }),
  fakeConnection({ id: 'single', host: 'https://single.example', auth: { type: 'noauth' } }),
];
const BEARER: QlikCredential = {
  headers: { Authorization: 'Bearer t' },
  queryParams: {},
  cookies: 'omit',
  isReusable: true,
};
const XRFKEY: QlikCredential = {
  headers: { 'X-Qlik-Xrfkey': 'KEYKEYKEYKEYKEYK' },
  queryParams: { xrfkey: 'KEYKEYKEYKEYKEYK' },
  cookies: 'include',
  isReusable: true,
};

async function begin(credential?: QlikCredential) {
  const strategy = new FakeAuthStrategy();
  if (credential) spyOn(strategy, 'credential').and.resolveTo(credential);
  let list: readonly object[] = CONNECTIONS;
  TestBed.configureTestingModule({
    providers: [
      provideQlikTesting({ connections: CONNECTIONS, states: { a: strategy } }),
      { provide: ConnectionLoader, useValue: { source: 'the test', load: () => Promise.resolve(list) } },
      provideHttpClient(withInterceptors([qlikInterceptor])),
      provideHttpClientTesting(),
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  // Loaded with the first request that needs it; here, so that it is there in a moment.
  await import('./unusual-requests');
  const http = TestBed.inject(HttpClient);
  const server = TestBed.inject(HttpTestingController);
  return {
    strategy,
    server,
    send: (address: string, options: Parameters<HttpClient['get']>[1] & { connection?: string } = {}) => {
      const { connection, ...others } = options;
      const context = new HttpContext().set(QLIK_CONNECTION, connection);
      const outcome: { error?: { code?: string; status?: number; message: string }; isDone?: boolean } = {};
      http.get(address, { context, ...others }).subscribe({
        next: () => (outcome.isDone = true),
        error: (error: HttpErrorResponse & { code?: string }) => (outcome.error = error),
      });
      return outcome;
    },
    sent: async () => {
      await settled();
      return server.expectOne(() => true).request;
    },
    reload: async (connections: readonly object[]) => {
      list = connections;
      await TestBed.inject(ConnectionRegistry).load();
    },
  };
}

describe('What a developer says of a request', () => {
  afterEach(() => TestBed.inject(HttpTestingController).verify());

  describe('withCredentials: true', () => {
    it('is an error where the sign-in goes without cookies, and nothing is sent', async () => {
      const { send } = await begin(BEARER);
      const { error } = await outcomeOf(send(CALL, { withCredentials: true }));
      expect(error?.code).toBe('calls-blocked');
    });

    it('is respected where the sign-in leaves it open, and is what cookies need', async () => {
      for (const cookies of ['same-origin', 'include'] as const) {
        TestBed.resetTestingModule();
        const { send, sent } = await begin({ ...BEARER, cookies });
        send(CALL, { withCredentials: true });
        expect((await sent()).withCredentials).toBeTrue();
      }
    });

    it('is added where the sign-in needs it only', async () => {
      for (const cookies of ['omit', 'same-origin', 'include'] as const) {
        TestBed.resetTestingModule();
        const { send, sent } = await begin({ ...BEARER, cookies });
        send(CALL);
        expect((await sent()).withCredentials).toBe(cookies === 'include');
      }
    });
  });

  describe('QLIK_CONNECTION', () => {
    it('is an error where there is no such connection, and nothing is sent', async () => {
      const { send } = await begin();
      for (const address of [CALL, 'https://elsewhere.example/', 'texts.json'])
        expect((await outcomeOf(send(address, { connection: 'typing-eror' }))).error?.code).toBe(
          'connection-unknown',
        );
    });

    it('is an error where the address is not that of the connection, and nothing is sent', async () => {
      const { send } = await begin();
      for (const address of ['https://b.example/', 'https://evil.example/', 'texts.json']) {
        const { error } = await outcomeOf(send(address, { connection: 'a' }));
        expect(error?.code).toBe('connection-mismatch');
        expect(error?.message).toContain('"a"');
      }
    });
  });

  describe('xrfkey', () => {
    for (const [where, address, options] of [
      ['nowhere', CALL, {}],
      ['in the address', `${CALL}?xrfkey=abcdefghijklmnop&top=5`, {}],
      ['in the address, as Qlik spells it', `${CALL}?top=5&Xrfkey=abcdefghijklmnop`, {}],
      ['in the parameters', CALL, { params: { Xrfkey: 'abcdefghijklmnop', top: 5 } }],
      ['in parameters of its own', CALL, { params: new HttpParams().set('xrfkey', 'abcdefghijklmnop') }],
      ['in the header', CALL, { headers: { 'x-qlik-xrfkey': 'abcdefghijklmnop' } }],
      [
        'everywhere',
        `${CALL}?xrfkey=1&xrfkey=2`,
        { params: { xrfkey: '3', XRFKEY: '4' }, headers: { 'X-Qlik-XrfKey': '5' } },
      ],
    ] as const) {
      it(`is the same in the address and the header, once, when it is written ${where}`, async () => {
        const { send, sent } = await begin(XRFKEY);
        send(address, options);
        const request = await sent();
        const params = [...new URL(request.urlWithParams).searchParams].map(
          ([name, value]) => `${name.toLowerCase()}=${value}`,
        );
        expect(params.filter((each) => each.startsWith('xrfkey='))).toEqual(['xrfkey=KEYKEYKEYKEYKEYK']);
        expect(request.headers.getAll('X-Qlik-Xrfkey')).toEqual(['KEYKEYKEYKEYKEYK']);
        expect(params.includes('top=5')).toBe(JSON.stringify([address, options]).includes('top'));
      });
    }
  });

  describe('beside connections that make no calls', () => {
    it('is not ambiguous', async () => {
      const { send, sent } = await begin();
      const outcome = send(CALL);
      expect((await sent()).headers.get('Authorization')).toBe('Bearer ada-1');
      expect(outcome.error).toBeUndefined();
    });

    it('names one of those with effect', async () => {
      const { send, sent } = await begin();
      send(CALL, { connection: 'a' });
      expect((await sent()).headers.has('Authorization')).toBeTrue();
    });
  });
});

describe('A connection that has moved to another host', () => {
  afterEach(() => TestBed.inject(HttpTestingController).verify());

  it('takes no credential of the session of the former host with it', async () => {
    const { send, reload, server } = await begin();
    const connectionSession = TestBed.inject(QlikAuthService).connectionSession('a');
    await connectionSession.credential('rest');
    await reload([fakeConnection({ id: 'a', host: 'https://moved.example' })]);
    // As if the session had outlived the move.
    spyOn(TestBed.inject(QlikAuthService), 'connectionSession').and.returnValue(connectionSession);
    const outcome = await outcomeOf(send('https://moved.example/x'));
    await settled();
    server.expectNone(() => true);
    expect(outcome.error?.code).toBe('connection-mismatch');
  });
});

describe('A stale CSRF token', () => {
  const body = JSON.stringify({ errors: [{ code: 'CSRF-TOKEN-2' }] });
  const padded = `${body}${' '.repeat(200_000)}`;
  const bytes = (text: string) => new TextEncoder().encode(text).buffer;

  for (const [responseType, answer, renewals] of [
    ['json', JSON.parse(body) as object, 1],
    ['text', body, 1],
    ['json', JSON.parse('{"code":"CSRF-TOKEN-2"}') as object, 1],
    ['json', { errors: [null, { code: 'CSRF-TOKEN-2' }] }, 1],
    ['json', { code: 'SPACES-3' }, 0],
    ['text', '<html>', 0],
    ['json', null, 0],
    ['blob', new Blob([body]), 1],
    ['arraybuffer', bytes(body), 1],
    ['blob', new Blob(['no']), 0],
    ['arraybuffer', bytes('no'), 0],
    ['blob', new Blob([padded]), 0],
    ['arraybuffer', bytes(padded), 0],
  ] as const) {
    it(`is renewed ${renewals} times after a call for ${responseType}`, async () => {
      const { strategy, server, send } = await begin();
      const outcome = send(CALL, { responseType: responseType as 'json' });
      await settled();
      server.expectOne(CALL).flush(answer, { status: 403, statusText: 'Forbidden' });
      // Blobs are read in the background.
      await new Promise((resolve) => setTimeout(resolve, 100));
      await settled();
      expect(strategy.countOf('renew')).toBe(renewals);
      if (renewals === 1) server.expectOne(CALL).flush(null);
      else expect(outcome.error?.status).toBe(403);
    });
  }
});

async function outcomeOf<T>(outcome: T): Promise<T> {
  await settled();
  return outcome;
}
