import {
  HttpClient,
  type HttpErrorResponse,
  HttpEventType,
  HttpHeaders,
  HttpRequest,
  HttpResponse,
  provideHttpClient,
  withInterceptors,
} from '@angular/common/http';
import {
  HttpTestingController,
  provideHttpClientTesting,
  type TestRequest,
} from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import fc from 'fast-check';
import { FakeAuthStrategy, fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { generatedCases } from '../../generated-cases.spec';
import { QlikAuthService } from '../auth/qlik-auth-service';
import {
  bearerCall,
  loadEarlyStart,
  runEarlyStart,
  type Surroundings,
} from '../auth/testing/run-early-start';
import { until } from '../auth/testing/until';
import { UserHash } from '../auth/browser-storage';
import { TokenStore } from '../auth/oauth/token-store';
import { FileConnectionLoader } from '../connections/connection-loader';
import { DEFAULT_RETRIES, QLIK_RETRIES } from '../retries/retry-settings';
import { qlikInterceptor } from './qlik-interceptor';

const HOST = 'https://acme.example';
const AUTH = { type: 'oauth2', clientId: 'client-1', tokenStorage: 'session' } as const;
const CONNECTION = fakeConnection({ id: 'acme', host: HOST, auth: AUTH });
const SPACES = '/api/v1/spaces?limit=50&sort=%2Bname';
const PAGE = {
  address: '^/connections/(?<connection>[^/]+)/apps/(?<app>[^/]+)$',
  scripts: ['app-1.js'],
  calls: [SPACES, '/api/v1/apps/{app}'],
  runtime: true,
};

/** Runs the script that ships with the library. */
async function run(given: Partial<Surroundings> = {}) {
  const surroundings = {
    path: 'connections/acme/apps/app-1',
    pages: [PAGE],
    connections: [CONNECTION],
    ...given,
  };
  const { early, requests, ...rest } = await runEarlyStart(surroundings);
  if (!early) throw new Error('The script offers nothing.');
  return {
    ...rest,
    early,
    requests,
    calls: requests.map(({ url, authorization }) => ({ url, authorization })),
  };
}

function storeTokens(
  connection = CONNECTION,
  change: { accessToken?: string; expiresAt?: number } = {},
): void {
  new TokenStore(connection, 'client-1', 'session').write({
    accessToken: 'token-1',
    expiresAt: Date.now() + 3_600_000,
    ...change,
  });
}

describe('qlik-early-start.js', () => {
  beforeAll(loadEarlyStart);
  beforeEach(() => {
    sessionStorage.clear();
    localStorage.clear();
  });
  afterAll(() => sessionStorage.clear());

  it('begins what a page needs, with the token that the library has stored', async () => {
    storeTokens();
    const { calls, early, links, scripts } = await run();
    expect(calls).toEqual(
      [SPACES, '/api/v1/apps/app-1'].map((path) => ({ url: HOST + path, authorization: 'Bearer token-1' })),
    );
    expect(links.map(({ rel, href }) => [rel, href])).toEqual([
      ['modulepreload', new URL('app-1.js', document.baseURI).href],
    ]);
    expect(scripts.map(({ src }) => src)).toEqual([`${HOST}/qlik-embed/main.js`]);
    const answer = await early('acme', bearerCall(HOST + SPACES));
    expect([answer?.status, await answer?.json()]).toEqual([200, { of: HOST + SPACES }]);
    expect(early('acme', bearerCall(HOST + SPACES))).toBeUndefined();
  });

  it('has Qlik’s script load what opens an app, and takes out a script that is not Qlik’s', async () => {
    storeTokens();
    const { page, scripts } = await run();
    const [script] = scripts;
    const imported: string[] = [];
    // In no document, so nothing is loaded.
    const place = document.createElement('div');
    place.append(...scripts);
    page.QlikMain = { import: async (name) => void imported.push(name) };
    script?.dispatchEvent(new Event('load'));
    expect(imported).toEqual(['qix@v1']);
    expect(place.childElementCount).toBe(1);
    delete page.QlikMain;
    script?.dispatchEvent(new Event('load'));
    expect(place.childElementCount).toBe(0);
  });

  it('names the address of Qlik’s script by a policy, and begins all else where the page does not list it', async () => {
    storeTokens();
    const names: string[] = [];
    const listed = {
      createPolicy: (name: string, rules: { createScriptURL(address: string): string }) => {
        names.push(name);
        return { createScriptURL: (address: string) => `${rules.createScriptURL(address)}?trusted` };
      },
    };
    const { scripts } = await run({ page: { trustedTypes: listed } });
    expect([names, scripts.map(({ src }) => src)]).toEqual([
      ['ngx-qlik-early'],
      [`${HOST}/qlik-embed/main.js?trusted`],
    ]);
    const unlisted = {
      createPolicy: (name: string) => {
        throw new TypeError(name);
      },
    };
    const { calls } = await run({ page: { trustedTypes: unlisted } });
    expect(calls.length).toBe(2);
  });

  it('has nothing to give, and no error, when the browser blocks storage after it has begun', async () => {
    const auth = { type: 'cookie', webIntegrationId: 'web-1' } as const;
    const connection = fakeConnection({ id: 'acme', host: HOST, auth });
    new UserHash(connection).set('ada');
    const { early, requests, sent } = await run({ connections: [connection] });
    expect(requests.length).toBeGreaterThan(0);
    spyOn(Storage.prototype, 'getItem').and.throwError(new DOMException('', 'SecurityError'));
    const [first] = requests;
    expect(early('acme', first?.url ?? '', first?.init ?? {})).toBeUndefined();
    expect(early(undefined, sent[0]?.url ?? '', {})).toBeUndefined();
  });

  it('gives an answer for its credential and its address only', async () => {
    storeTokens();
    const { early } = await run();
    for (const [url, authorization] of [
      [HOST + SPACES, 'Bearer token-2'],
      [HOST + SPACES, ''],
      [`${HOST}/api/v1/spaces`, 'Bearer token-1'],
      [`https://other.example${SPACES}`, 'Bearer token-1'],
    ] as const)
      expect(early('acme', bearerCall(url, authorization))).toBeUndefined();
    const [request] = [bearerCall(HOST + SPACES)];
    expect(early('other', request)).toBeUndefined();
    for (const another of [
      request.clone({ setHeaders: { 'Accept-Language': 'de' } }),
      request.clone({ withCredentials: true }),
    ])
      expect(early('acme', another)).toBeUndefined();
    expect(early('acme', request)).toBeDefined();
  });

  it('hands out the file of the connections once', async () => {
    const { early, sent } = await run();
    const { url = '' } = sent[0] ?? {};
    expect(early(undefined, `${url}?other`, {})).toBeUndefined();
    const taken = await early(undefined, new URL(url), {});
    expect(await taken?.json()).toEqual([CONNECTION]);
    expect(early(undefined, url, {})).toBeUndefined();
  });

  for (const [name, first] of [
    ['did not arrive', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['was refused', async () => new Response('Later', { status: 503 })],
  ] as const) {
    it(`leaves it to the library to ask for the connections where the file ${name}`, async () => {
      let times = 0;
      const init = { cache: 'no-cache' } as const;
      const { early, sent } = await run({
        connections: () =>
          (times += 1) === 1 ? first() : Promise.resolve(new Response('No', { status: 500 })),
      });
      const taken = await early(undefined, sent[0]?.url ?? '', init);
      // Once, as without the script, and what comes of that counts.
      expect([taken?.status, times, sent[1]?.init]).toEqual([500, 2, init]);
    });
  }

  it('finds the sign-in of a host that is written otherwise, and of a list in an object', async () => {
    storeTokens();
    const connections = { connections: [{ ...CONNECTION, host: `${HOST}//` }] };
    expect((await run({ connections })).calls.length).toBe(2);
  });

  const NOTHING: readonly (readonly [string, Partial<Surroundings>])[] = [
    ['of another page', { path: 'other' }],
    ['of a connection that is not there', { path: 'connections/other/apps/app-1' }],
    ['of two connections with one id', { connections: [CONNECTION, CONNECTION] }],
    ['of a client-managed server', { connections: [{ ...CONNECTION, platform: 'client-managed' }] }],
    ['of another auth type', { connections: [{ ...CONNECTION, auth: { ...AUTH, type: 'jwt' } }] }],
    ['of another client', { connections: [{ ...CONNECTION, auth: { ...AUTH, clientId: 'other' } }] }],
    ['of another host', { connections: [{ ...CONNECTION, host: 'https://other.example' }] }],
    ['of a host that is none', { connections: [{ ...CONNECTION, host: 'javascript:alert(1)' }] }],
    [
      'where tokens are in memory',
      { connections: [{ ...CONNECTION, auth: { ...AUTH, tokenStorage: undefined } }] },
    ],
    [
      'where tokens are stored elsewhere',
      { connections: [{ ...CONNECTION, auth: { ...AUTH, tokenStorage: 'local' } }] },
    ],
    ['of a file that is no list', { connections: { connections: 'none' } }],
  ];
  for (const [name, surroundings] of NOTHING) {
    it(`sends no token ${name}`, async () => {
      storeTokens();
      const { calls, scripts } = await run(surroundings);
      expect(calls).toEqual([]);
      expect(scripts).toEqual([]);
    });
  }

  it('sends no token that is about to end, and none that says no end', async () => {
    storeTokens(CONNECTION, { expiresAt: Date.now() + 10_000 });
    expect((await run()).calls).toEqual([]);
    new TokenStore(CONNECTION, 'client-1', 'session').write({ accessToken: 'token-1' });
    expect((await run()).calls).toEqual([]);
  });

  it('sends a token to the API of its own host only, whatever the page’s address and its calls are', async () => {
    storeTokens();
    const odd = fc.oneof(
      fc.constantFrom(
        '..',
        '%2e%2e',
        '..%2f',
        '\\',
        '//',
        '@evil.example',
        ':80',
        '#',
        '?',
        '/',
        ' ',
        '\t',
        '\n',
      ),
      fc.constantFrom(
        '/api/',
        '/api/v1/',
        '{app}',
        '{connection}',
        '{gone}',
        'https://evil.example',
        '.evil.example',
      ),
      fc.string({ maxLength: 5, unit: 'grapheme' }),
    );
    const joined = fc.array(odd, { maxLength: 5 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(joined, joined, async (call, app) => {
        const pages = [{ ...PAGE, calls: [call, `/api/v1/${call}`, '/api/v1/apps/{app}'] }];
        const { calls } = await run({ path: `connections/acme/apps/${app}`, pages });
        for (const { url } of calls) {
          const { origin, pathname, href } = new URL(url);
          expect([origin, href]).toEqual([HOST, url]);
          expect(pathname).toMatch(/^\/api\//);
          expect(decodeURIComponent(pathname.replace(/%(?![\da-f]{2})/gi, '%25'))).not.toContain('/../');
        }
      }),
      { numRuns: generatedCases(300), examples: [['/api/spaces', 'app-1']] },
    );
  });

  it('says what it cannot use of its attribute, and begins the connections all the same', async () => {
    const declared = (change: object) => [{ ...PAGE, ...change }];
    for (const pages of [
      '{',
      'null',
      '"text"',
      '[null]',
      '{"address": 1}',
      '[{"address":"("}]',
      declared({ address: undefined }),
      declared({ address: 1 }),
      declared({ connection: 7 }),
      declared({ scripts: 'app-1.js' }),
      declared({ scripts: [1] }),
      declared({ calls: SPACES }),
      declared({ calls: {} }),
      declared({ calls: [null] }),
      declared({ calls: ['api/v1/spaces'] }),
      declared({ calls: [`${HOST}/api/v1/spaces`] }),
    ]) {
      const { errors, requests, sent, links } = await run({ pages });
      expect(String(errors[0]?.[0]))
        .withContext(JSON.stringify(pages))
        .toContain('Correct qlik-early-start.js');
      expect([sent.length, requests, links]).toEqual([1, [], []]);
    }
    const { errors } = await run({ pages: declared({ calls: 'none' }) });
    expect(String(errors[0]?.[1])).toContain(`"calls" of ${PAGE.address}`);
  });

  it('begins nothing where it cannot use the address of the connections', async () => {
    const { early, errors, sent } = await runEarlyStart({
      path: '',
      pages: [],
      connections: [],
      connectionsFile: 'https://[',
    });
    expect([early, sent.length]).toEqual([undefined, 0]);
    expect(String(errors[0]?.[0])).toContain('Correct qlik-early-start.js');
  });

  it('has no answer for calls that change something, or want no JSON', async () => {
    storeTokens();
    const { early } = await run();
    const url = HOST + SPACES;
    const headers = new HttpHeaders({ authorization: 'Bearer token-1' });
    for (const request of [
      new HttpRequest('DELETE', url, { headers }),
      new HttpRequest('GET', url, { headers, responseType: 'text' }),
      new HttpRequest('GET', url, { headers, reportProgress: true }),
    ])
      expect(early('acme', request)).toBeUndefined();
    expect(early('acme', bearerCall(url))).toBeDefined();
  });

  it('begins all once where it is in the page twice', async () => {
    storeTokens();
    const { page, early } = await run();
    const second = await run({ page });
    expect([second.sent, second.links, second.early]).toEqual([[], [], early]);
  });

  it('says that it is of no use as a module', async () => {
    const { early, errors, sent } = await runEarlyStart({
      path: '',
      pages: [],
      connections: [],
      isModule: true,
    });
    expect([early, sent]).toEqual([undefined, []]);
    expect(String(errors[0]?.[0])).toContain('Correct qlik-early-start.js');
  });

  it('takes the root for the base of an application that says none, as the router does', async () => {
    storeTokens();
    const pages = [PAGE, { ...PAGE, address: '^/app-1$', calls: ['/api/v1/wrong'] }];
    const { calls } = await run({ hasBase: false, pages, connectionsFile: '/connections.json' });
    expect(calls.map(({ url }) => url)).toEqual([HOST + SPACES, `${HOST}/api/v1/apps/app-1`]);
  });

  it('sends no credential to where a server redirects it, not even in a body', async () => {
    storeTokens();
    const { requests, sent } = await run({ pages: [{ ...PAGE, socket: true }] });
    expect(requests.map(({ init }) => init.redirect)).toEqual(['error', 'error', 'error']);
    // It has none.
    expect(sent[0]?.init.redirect).toBe('follow');
  });

  describe('after a while', () => {
    const LIMIT_MS = 15_000;
    beforeEach(() => {
      jasmine.clock().install();
      jasmine.clock().mockDate();
    });
    afterEach(() => jasmine.clock().uninstall());

    /** As browsers have it: a request that is aborted fails. */
    const never = (_url: string, { signal }: RequestInit): Promise<Response> =>
      new Promise((_, reject) =>
        signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))),
      );

    it('ends requests whose answers are not asked for', async () => {
      storeTokens();
      const { early, requests } = await run({ fetch: never });
      jasmine.clock().tick(LIMIT_MS + 1);
      expect(requests.map(({ init }) => init.signal?.aborted)).toEqual([true, true]);
      expect(early('acme', bearerCall(HOST + SPACES))).toBeUndefined();
    });

    it('has nothing more to give when the machine was asleep, and timers with it', async () => {
      storeTokens();
      const { early } = await run();
      jasmine.clock().mockDate(new Date(Date.now() + 3_600_000));
      expect(early('acme', bearerCall(HOST + SPACES))).toBeUndefined();
    });

    it('waits for a slow answer that was asked for, and does not send the call again', async () => {
      storeTokens();
      let answer: (response: Response) => void = () => undefined;
      const { early } = await run({ fetch: () => new Promise((resolve) => (answer = resolve)) });
      const taken = early('acme', bearerCall(`${HOST}/api/v1/apps/app-1`));
      jasmine.clock().tick(10 * LIMIT_MS);
      answer(new Response('{"late":true}'));
      expect(await (await taken)?.json()).toEqual({ late: true });
    });

    it('ends a request of a sign-in when the library ends its own', async () => {
      const url = new URL('connections.json', document.baseURI).href;
      const library = new AbortController();
      const { early, sent } = await run({ connections: never });
      const init = { cache: 'no-cache', signal: library.signal } as const;
      const taken = early(undefined, url, init)?.catch((thrown: unknown) => thrown);
      jasmine.clock().tick(LIMIT_MS + 1);
      expect(sent[0]?.init.signal?.aborted).toBeFalse();
      library.abort(new DOMException('', 'TimeoutError'));
      expect(sent[0]?.init.signal?.aborted).toBeTrue();
      expect(await taken).toEqual(jasmine.objectContaining({ name: 'TimeoutError' }));
    });
  });

  it('gives an answer as it came, with no type where it had none, and without a body', async () => {
    storeTokens();
    const came = [new Response(new Uint8Array([120]), { status: 500 }), new Response(null, { status: 204 })];
    const { early } = await run({ fetch: async () => came.shift() ?? Response.error() });
    const first = await early('acme', bearerCall(HOST + SPACES));
    expect([first?.status, first?.headers.get('content-type'), await first?.text()]).toEqual([
      500,
      null,
      'x',
    ]);
    const second = await early('acme', bearerCall(`${HOST}/api/v1/apps/app-1`));
    expect([second?.status, await second?.text()]).toEqual([204, '']);
  });

  it('has no answer where the network fails', async () => {
    storeTokens();
    const { early } = await run({ fetch: () => Promise.reject(new TypeError('Failed to fetch')) });
    expect(await early('acme', bearerCall(HOST + SPACES))).toBeUndefined();
  });
});

describe('what began before Angular', () => {
  const global = globalThis as { ngxQlikEarlyStart?: unknown };
  afterEach(() => delete global.ngxQlikEarlyStart);

  const ADDRESS = 'https://a.example/api/v1/spaces';
  const answered = (init: ResponseInit = {}, body = '{"data":1}') =>
    new Response(body, { headers: { 'x-early': 'yes' }, ...init });

  /** Offers answers to calls, one after the other. */
  function offer(...answers: readonly (Response | undefined)[]) {
    const rest = [...answers];
    const take = jasmine.createSpy('take').and.callFake((_id: string, what?: unknown) => {
      if (what === undefined || rest.length === 0) return undefined;
      return Promise.resolve(rest.shift());
    });
    global.ngxQlikEarlyStart = take;
    return take;
  }

  async function begin() {
    const strategy = new FakeAuthStrategy();
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({ connections: [fakeConnection({ id: 'a' })], states: { a: strategy } }),
        provideHttpClient(withInterceptors([qlikInterceptor])),
        provideHttpClientTesting(),
      ],
    });
    await TestBed.inject(QlikTesting).ready();
    const outcome: { body?: unknown; early?: string | null; error?: HttpErrorResponse } = {};
    const ask = (): void => {
      TestBed.inject(HttpClient)
        .get(ADDRESS, { observe: 'response' })
        .subscribe({
          next: ({ body, headers }) => Object.assign(outcome, { body, early: headers.get('x-early') }),
          error: (error: HttpErrorResponse) => (outcome.error = error),
        });
    };
    return {
      ask,
      outcome,
      server: TestBed.inject(HttpTestingController),
      auth: TestBed.inject(QlikAuthService),
    };
  }

  /** The call that reaches the server: what comes before it is loaded on demand. */
  async function callAt(server: HttpTestingController): Promise<TestRequest> {
    let calls: readonly TestRequest[] = [];
    await until(() => (calls = server.match(ADDRESS)).length > 0);
    expect(calls.length).toBe(1);
    return calls[0]!;
  }

  it('answers a call with the same credential', async () => {
    const take = offer(answered());
    const { ask, outcome, server } = await begin();
    ask();
    await until(() => outcome.body !== undefined);
    server.expectNone(ADDRESS);
    expect(outcome).toEqual({ body: { data: 1 }, early: 'yes' });
    const [id, request] = take.calls.mostRecent().args as [string, HttpRequest<unknown>];
    expect([id, request.urlWithParams, request.headers.get('authorization')]).toEqual([
      'a',
      ADDRESS,
      'Bearer ada-1',
    ]);
  });

  it('is asked for again where there is no usable answer', async () => {
    offer(undefined);
    const { ask, outcome, server } = await begin();
    ask();
    (await callAt(server)).flush({ data: 2 });
    await settled();
    expect(outcome).toEqual({ body: { data: 2 }, early: null });
  });

  it('is asked for again where it is a page of HTML, and may be empty', async () => {
    offer(answered({}, '<!doctype html>'), answered({}, ''));
    const { ask, outcome, server } = await begin();
    ask();
    (await callAt(server)).flush({ data: 2 });
    ask();
    await until(() => outcome.early === 'yes');
    expect(outcome.body).toBeNull();
  });

  it('is a refusal in words as well', async () => {
    offer(answered({ status: 403 }, 'Not you'));
    const { ask, outcome } = await begin();
    ask();
    await until(() => outcome.error !== undefined);
    const { status, error, url } = outcome.error ?? {};
    expect([status, error, url]).toEqual([403, 'Not you', ADDRESS]);
  });

  it('is like any other to who observes all events, and over HTTP/2, which has no words for a status', async () => {
    const noWords = { statusText: '' };
    offer(answered(noWords), answered({ status: 403, ...noWords }, '{}'));
    const { outcome, ask } = await begin();
    const seen: (HttpEventType | string)[] = [];
    const client = TestBed.inject(HttpClient);
    client.get(ADDRESS, { observe: 'events' }).subscribe((event) => {
      seen.push(event.type);
      if (event instanceof HttpResponse) seen.push(event.statusText);
    });
    await until(() => seen.length === 3);
    expect(seen).toEqual([HttpEventType.Sent, HttpEventType.Response, 'OK']);
    ask();
    await until(() => outcome.error !== undefined);
    // As Angular has it.
    expect(outcome.error?.message).toBe(`Http failure response for ${ADDRESS}: 403 OK`);
  });

  it('is a refusal like any other: after a 401 the credential is renewed', async () => {
    offer(answered({ status: 401 }));
    const { ask, server } = await begin();
    ask();
    const { request } = await callAt(server);
    expect(request.headers.get('authorization')).toBe('Bearer ada-2');
  });

  it('counts when Qlik asks for patience: the call is repeated when its time has come', async () => {
    offer(answered({ status: 429, headers: { 'retry-after': '30' } }));
    TestBed.overrideProvider(QLIK_RETRIES, { useValue: DEFAULT_RETRIES });
    const { ask, server, auth } = await begin();
    const begun = Date.now();
    ask();
    await settled();
    server.expectNone(ADDRESS);
    const { wait } = auth.connectionSession('a');
    await until(() => wait() !== undefined);
    expect(wait()?.until).toBeGreaterThan(begun + 29_000);
  });

  it('is withheld after a sign-out', async () => {
    let give: (answer: Response) => void = () => undefined;
    const take = offer();
    take.and.callFake((_id: string, what?: unknown) => what && new Promise((resolve) => (give = resolve)));
    const { ask, auth, outcome } = await begin();
    ask();
    await settled();
    const asked = take.calls.count();
    await auth.signOut('a');
    give(answered());
    await until(() => outcome.error !== undefined);
    expect(outcome.body).toBeUndefined();
    expect(outcome.error).toBeDefined();
    // What was not taken belongs to the user before.
    expect(take.calls.allArgs().slice(asked)).toEqual([['a']]);
  });

  it('is ignored where it is something else than the script’s', async () => {
    const form = document.createElement('form');
    form.innerHTML = '<input name="apply"><input name="call">';
    for (const foreign of [
      {},
      'text',
      form,
      document.createElement('object'),
      document.createElement('embed'),
    ]) {
      global.ngxQlikEarlyStart = foreign;
      const { ask, server } = await begin();
      ask();
      await settled();
      expect(server.match(ADDRESS).length).toBe(1);
      TestBed.resetTestingModule();
    }
  });

  it('has the connections once; then they are loaded', async () => {
    let rest: Promise<Response> | undefined = Promise.resolve(Response.json([{ id: 'early' }]));
    global.ngxQlikEarlyStart = () => {
      const taken = rest;
      rest = undefined;
      return taken;
    };
    const fetching = spyOn(window, 'fetch').and.resolveTo(Response.json([{ id: 'later' }]));
    const loader = new FileConnectionLoader('connections.json');
    expect(await loader.load()).toEqual([{ id: 'early' }]);
    expect(fetching).not.toHaveBeenCalled();
    expect(await loader.load()).toEqual([{ id: 'later' }]);
  });
});
