import {
  HttpClient,
  type HttpErrorResponse,
  HttpHeaders,
  HttpRequest,
  provideHttpClient,
  withInterceptors,
} from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import fc from 'fast-check';
import { FakeAuthStrategy, fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { generatedCases } from '../../generated-cases.spec';
import { QlikAuthService } from '../auth/qlik-auth-service';
import { until } from '../auth/testing/until';
import { TokenStore } from '../auth/oauth/token-store';
import { FileConnectionLoader } from '../connections/connection-loader';
import type { EarlyAnswer, EarlyStart } from './early-start';
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

let text: string;

/** What the page is like when the script runs. */
interface Surroundings {
  readonly path?: string;
  readonly pages?: readonly object[] | string;
  readonly connections?: unknown;
  readonly fetch?: (url: string) => Promise<Response>;
}

interface Sent {
  readonly url: string;
  readonly authorization: string | undefined;
}

/** Runs the script that ships with the library. @returns what it asked for, its links, and what it offers */
async function run({ path = 'connections/acme/apps/app-1', pages = [PAGE], ...rest }: Surroundings = {}) {
  const sent: Sent[] = [];
  const links: HTMLLinkElement[] = [];
  const errors: unknown[][] = [];
  const window: { ngxQlikEarlyStart?: EarlyStart } = {};
  const base = new URL('.', document.baseURI);
  const currentScript = {
    dataset: { pages: typeof pages === 'string' ? pages : JSON.stringify(pages) },
  };
  const fakeDocument = {
    currentScript,
    baseURI: document.baseURI,
    head: { append: (link: HTMLLinkElement) => links.push(link) },
    createElement: (name: string) => document.createElement(name),
    querySelector: (selector: string) => document.querySelector(selector),
  };
  const fetch = async (url: string, { headers }: { headers?: Record<string, string> } = {}) => {
    sent.push({ url, authorization: headers?.['authorization'] });
    if (rest.fetch) return rest.fetch(url);
    return url.endsWith('connections.json')
      ? Response.json(rest.connections ?? [CONNECTION])
      : Response.json({ of: url });
  };
  const parameters = {
    document: fakeDocument,
    location: { origin: location.origin, pathname: base.pathname + path },
    window,
    fetch,
    console: { error: (...parts: unknown[]) => errors.push(parts) },
  };
  // oxlint-disable-next-line typescript/no-implied-eval -- the file is no module: it runs as a page runs it
  const script = new Function(...Object.keys(parameters), text) as (...values: readonly unknown[]) => void;
  script(...Object.values(parameters));
  await settled();
  await new Promise((resolve) => setTimeout(resolve, 5));
  const early = window.ngxQlikEarlyStart;
  if (!early) throw new Error('The script offers nothing.');
  return {
    early,
    errors,
    links,
    sent,
    calls: sent.filter(({ authorization }) => authorization !== undefined),
  };
}

function requestOf(url: string, authorization = 'Bearer token-1'): HttpRequest<unknown> {
  return new HttpRequest('GET', url, { headers: new HttpHeaders({ authorization }) });
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
  beforeAll(async () => {
    text = await (await fetch('/qlik-early-start.js')).text();
  });
  beforeEach(() => {
    sessionStorage.clear();
    localStorage.clear();
  });
  afterAll(() => sessionStorage.clear());

  it('begins what a page needs, with the token that the library has stored', async () => {
    storeTokens();
    const { calls, early, links } = await run();
    expect(calls).toEqual(
      [SPACES, '/api/v1/apps/app-1'].map((path) => ({ url: HOST + path, authorization: 'Bearer token-1' })),
    );
    expect(links.map(({ rel, href }) => [rel, href])).toEqual([
      ['modulepreload', new URL('app-1.js', document.baseURI).href],
      ['preload', `${HOST}/qlik-embed/main.js`],
    ]);
    const answer = await early.takeAnswer(requestOf(HOST + SPACES));
    expect(answer).toEqual(
      jasmine.objectContaining({ ok: true, status: 200, url: HOST + SPACES, body: { of: HOST + SPACES } }),
    );
    expect(early.takeAnswer(requestOf(HOST + SPACES))).toBeUndefined();
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
      expect(early.takeAnswer(requestOf(url, authorization))).toBeUndefined();
  });

  it('hands out the file of the connections once', async () => {
    const { early, sent } = await run();
    const { url = '' } = sent[0] ?? {};
    expect(early.takeConnections(new URL(`${url}?other`))).toBeUndefined();
    const taken = await early.takeConnections(new URL(url));
    expect(await taken?.json()).toEqual([CONNECTION]);
    expect(early.takeConnections(new URL(url))).toBeUndefined();
  });

  it('asks for the file of the connections again where it did not arrive', async () => {
    let times = 0;
    const { early, sent } = await run({
      fetch: async () => {
        times += 1;
        if (times === 1) throw new TypeError('Failed to fetch');
        return Response.json([CONNECTION]);
      },
    });
    const taken = await early.takeConnections(new URL(sent[0]?.url ?? ''));
    expect(await taken?.json()).toEqual([CONNECTION]);
  });

  it('finds the sign-in of a host that is written otherwise, and of a list in an object', async () => {
    storeTokens();
    const connections = { connections: [{ ...CONNECTION, host: `${HOST}//` }] };
    expect((await run({ connections })).calls.length).toBe(2);
  });

  const NOTHING: readonly (readonly [string, Surroundings])[] = [
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
      const { calls, links } = await run(surroundings);
      expect(calls).toEqual([]);
      expect(links.filter(({ rel }) => rel === 'preload')).toEqual([]);
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
      { numRuns: generatedCases(300) },
    );
  });

  it('says what it cannot use of its attribute, and begins the connections all the same', async () => {
    for (const pages of ['{', '{"address": 1}', '[{"address":"("}]']) {
      const { errors, sent } = await run({ pages });
      expect(String(errors[0]?.[0])).toContain('Correct it in index.html');
      expect(sent.length).toBe(1);
    }
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
      expect(early.takeAnswer(request)).toBeUndefined();
    expect(early.takeAnswer(requestOf(url))).toBeDefined();
  });

  for (const [name, response, expected] of [
    [
      'a refusal',
      () => Response.json({ errors: [] }, { status: 401 }),
      { ok: false, status: 401, body: { errors: [] } },
    ],
    [
      'a refusal in words',
      () => new Response('Later', { status: 429 }),
      { ok: false, status: 429, body: 'Later' },
    ],
    ['no page of HTML', () => new Response('<!doctype html>'), undefined],
  ] as const) {
    it(`passes on ${name}`, async () => {
      storeTokens();
      const { early } = await run({
        fetch: async (url) => (url.endsWith('connections.json') ? Response.json([CONNECTION]) : response()),
      });
      const answer = await early.takeAnswer(requestOf(HOST + SPACES));
      expect(answer).toEqual(expected && jasmine.objectContaining<EarlyAnswer>(expected));
    });
  }

  it('has no answer where the network fails', async () => {
    storeTokens();
    const { early } = await run({
      fetch: async (url) => {
        if (url.endsWith('connections.json')) return Response.json([CONNECTION]);
        throw new TypeError('Failed to fetch');
      },
    });
    expect(await early.takeAnswer(requestOf(HOST + SPACES))).toBeUndefined();
  });
});

describe('what began before Angular', () => {
  const global = globalThis as { ngxQlikEarlyStart?: Partial<EarlyStart> };
  afterEach(() => delete global.ngxQlikEarlyStart);

  const ADDRESS = 'https://a.example/api/v1/spaces';
  const ANSWER: EarlyAnswer = {
    ok: true,
    status: 200,
    url: ADDRESS,
    headers: new Headers({ 'x-early': 'yes' }),
    body: { data: 1 },
  };

  function offer(answer: EarlyAnswer | undefined) {
    const takeAnswer = jasmine.createSpy('takeAnswer').and.resolveTo(answer);
    global.ngxQlikEarlyStart = { takeAnswer };
    return takeAnswer;
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

  it('answers a call with the same credential', async () => {
    const takeAnswer = offer(ANSWER);
    const { ask, outcome, server } = await begin();
    ask();
    await until(() => outcome.body !== undefined);
    server.expectNone(ADDRESS);
    expect(outcome).toEqual({ body: { data: 1 }, early: 'yes' });
    const [request] = takeAnswer.calls.mostRecent().args as [HttpRequest<unknown>];
    expect([request.urlWithParams, request.headers.get('authorization')]).toEqual([ADDRESS, 'Bearer ada-1']);
  });

  it('is asked for again where there is no usable answer', async () => {
    offer(undefined);
    const { ask, outcome, server } = await begin();
    ask();
    await settled();
    server.expectOne(ADDRESS).flush({ data: 2 });
    await settled();
    expect(outcome).toEqual({ body: { data: 2 }, early: null });
  });

  it('is a refusal like any other: after a 401 the credential is renewed', async () => {
    let rest: EarlyAnswer | undefined = { ...ANSWER, ok: false, status: 401 };
    global.ngxQlikEarlyStart = {
      takeAnswer: () => {
        const taken = rest;
        rest = undefined;
        return taken && Promise.resolve(taken);
      },
    };
    const { ask, server } = await begin();
    ask();
    await settled();
    const { request } = server.expectOne(ADDRESS);
    expect(request.headers.get('authorization')).toBe('Bearer ada-2');
  });

  it('counts when Qlik asks for patience: the call is repeated when its time has come', async () => {
    const headers = new Headers({ 'retry-after': '30' });
    offer({ ...ANSWER, ok: false, status: 429, headers });
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
    let give: (answer: EarlyAnswer) => void = () => undefined;
    global.ngxQlikEarlyStart = { takeAnswer: () => new Promise((resolve) => (give = resolve)) };
    const { ask, auth, outcome } = await begin();
    ask();
    await settled();
    await auth.signOut('a');
    give(ANSWER);
    await settled();
    expect(outcome.body).toBeUndefined();
    expect(outcome.error).toBeDefined();
  });

  it('is ignored where it is something else than the script’s', async () => {
    for (const foreign of [{}, document.createElement('form')]) {
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
    global.ngxQlikEarlyStart = {
      takeConnections: () => {
        const taken = rest;
        rest = undefined;
        return taken;
      },
    };
    const fetching = spyOn(window, 'fetch').and.resolveTo(Response.json([{ id: 'later' }]));
    const loader = new FileConnectionLoader('connections.json');
    expect(await loader.load()).toEqual([{ id: 'early' }]);
    expect(fetching).not.toHaveBeenCalled();
    expect(await loader.load()).toEqual([{ id: 'later' }]);
  });
});
