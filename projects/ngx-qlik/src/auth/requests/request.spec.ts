import { fakeConnection, qlikErrorOf } from 'ngx-qlik/testing';
import type { QlikCredential } from '../strategy';
import { FakeServer } from '../testing/fake-server';
import { QLIK_CALL_MEASURE } from './call-measure';
import {
  acceptsCredential,
  describeProblem,
  readJsonBody,
  readJsonObject,
  request,
  timedFetch,
  unexpectedResponse,
  signInRefused,
} from './request';

const connection = fakeConnection({ id: 'acme' });

describe('ask', () => {
  const question = { address: 'https://acme.example/x', init: { method: 'POST' }, remedy: 'Look there.' };

  it('gives answers of any status', async () => {
    new FakeServer().on('POST /x', new Response('', { status: 500 }));
    expect((await request(connection, question)).status).toBe(500);
  });

  it('names the server that gives none, and where to look', async () => {
    new FakeServer();
    const error = await qlikErrorOf(request(connection, question));
    expect(error.code).toBe('http-unreachable');
    expect(error.message).toBe('acme.example could not be reached.');
    expect(error.remedy).toBe('Look there.');
    expect(error.connectionId).toBe(connection.id);
  });

  for (const [host, address, remedy] of [
    ['http://localhost:8181', 'http://localhost:8181/x', /http:\/\/localhost:8181: start the sandbox/],
    [
      'http://127.0.0.1:9',
      'http://127.0.0.1:9/x',
      /http:\/\/127\.0\.0\.1:9: .* correct "host" in connections\.json/,
    ],
    ['https://[::1]:8181/vp', 'https://[::1]:8181/vp/x', /https:\/\/\[::1\]:8181: start/],
    // Not the sandbox: the backend of the application, and the application itself.
    ['http://localhost:8181', 'http://localhost:3000/api/qlik/acme/jwt', /^Look there\.$/],
    [location.origin, `${location.origin}/qlik/acme`, /^Look there\.$/],
    ['https://localhost.example', 'https://localhost.example/x', /^Look there\.$/],
  ] as const) {
    it(`says what to do when ${address} of ${host} gives no answer`, async () => {
      new FakeServer();
      const local = fakeConnection({ id: 'acme', host });
      const error = await qlikErrorOf(request(local, { ...question, address }));
      expect(error.code).toBe('http-unreachable');
      expect(error.remedy).toMatch(remedy);
    });
  }

  it('says what the caller says where a server of this machine answers, and not to this page', async () => {
    const host = 'http://localhost:8181';
    const server = new FakeServer().on('HEAD /qlik-embed/main.js', new Response());
    const error = await qlikErrorOf(
      request(fakeConnection({ id: 'acme', host }), { ...question, address: `${host}/x` }),
    );
    expect([error.code, error.variant, error.remedy]).toEqual(['http-unreachable', 'host', 'Look there.']);
    expect(server.seen.map(({ init }) => init.mode)).toEqual([undefined, 'no-cors']);
  });
});

describe('readObject', () => {
  for (const [what, body, expected] of [
    ['an object', '{"a":1}', { a: 1 }],
    ['a list', '[1]', {}],
    ['null', 'null', {}],
    ['a page', '<html>', {}],
  ] as const) {
    it(`makes of ${what} ${JSON.stringify(expected)}`, async () => {
      expect(await readJsonObject(new Response(body))).toEqual(expected);
    });
  }
});

describe('readWhole', () => {
  it('reads an object, and takes what is no JSON for an empty one', async () => {
    expect(await readJsonBody(connection, new Response('{"a":1}'))).toEqual({ a: 1 });
    expect(await readJsonBody(connection, new Response('<html>'))).toEqual({});
  });

  it('takes an answer that broke off half-way for none', async () => {
    const body = new ReadableStream({ start: (controller) => controller.error(new TypeError('broken off')) });
    const error = await qlikErrorOf(readJsonBody(connection, new Response(body)));
    expect(error.code).toBe('http-unreachable');
    expect(error.message).toBe('The answer of the server broke off half-way.');
    expect(error.isRetryable).toBeTrue();
    expect(error.connectionId).toBe(connection.id);
  });
});

describe('describeProblem', () => {
  for (const [body, expected] of [
    [{ title: 'No', detail: 'Not you.' }, 'Not you.'],
    [{ title: 'No' }, 'No'],
    [{ errors: [{ title: 'Bad', detail: 'nbf is missing' }] }, 'nbf is missing'],
    [{ errors: [] }, undefined],
    [{ detail: 17 }, undefined],
  ] as const) {
    it(`reads ${JSON.stringify(body)}`, () => expect(describeProblem(body)).toBe(expected));
  }
});

describe('unusable', () => {
  const of = (status: number, headers = {}) =>
    unexpectedResponse(connection, new Response('', { status, headers }), { reason: 'busy' });

  it('distinguishes rate limits, server errors and invalid answers', () => {
    expect([of(429), of(503), of(200)].map(({ code }) => code)).toEqual([
      'http-rate-limited',
      'http-server-error',
      'http-unexpected-answer',
    ]);
    expect(unexpectedResponse(connection, new Response()).message).toBe('The server answered 200.');
  });

  it('says how long to wait where the server does', () => {
    expect(of(429, { 'retry-after': '7' }).retryAfterSeconds).toBe(7);
    expect(of(429).retryAfterSeconds).toBeUndefined();
    expect(of(429, { 'retry-after': 'soon' }).retryAfterSeconds).toBeUndefined();
  });
});

describe('signInRefused', () => {
  it("has the server's words where there are some", () => {
    const of = (reason?: string) =>
      signInRefused(connection, { reason, status: 403, remedy: 'Ask.' }).message;
    expect(of('You are not known.')).toBe('The sign-in to Tenant acme was refused: You are not known.');
    expect(of()).toBe('The sign-in to Tenant acme was refused.');
  });
});

const credential: QlikCredential = {
  headers: { Authorization: 'Bearer x' },
  queryParams: { xrfkey: 'k' },
  cookies: 'omit',
  isReusable: true,
};

describe('acceptsCredential', () => {
  const cloud = fakeConnection({ id: 'acme' });
  const server = fakeConnection({ id: 'qap', platform: 'client-managed', host: 'https://qap.example/vp' });

  function answer(response: Response) {
    return spyOn(window, 'fetch').and.resolveTo(response);
  }

  it('asks a tenant for the user, and a client-managed server about itself, with the credential', async () => {
    const fetch = answer(new Response('{}'));
    for (const [connection, address] of [
      [cloud, `${cloud.host}/api/v1/users/me?xrfkey=k`],
      [server, 'https://qap.example/vp/qrs/about?xrfkey=k'],
    ] as const) {
      fetch.calls.reset();
      expect(await acceptsCredential(connection, credential)).toBeTrue();
      const [asked, init] = fetch.calls.mostRecent().args;
      expect(String(asked)).toBe(address);
      expect(init).toEqual(
        jasmine.objectContaining({
          headers: jasmine.objectContaining({ Authorization: 'Bearer x' }),
          credentials: 'omit',
          redirect: 'manual',
        }),
      );
    }
  });

  for (const [status, isAccepted] of [
    [200, true],
    [403, true],
    [404, true],
    [401, false],
  ] as const) {
    it(`takes ${status} for ${isAccepted ? 'accepted' : 'refused'}`, async () => {
      answer(new Response('{}', { status }));
      expect(await acceptsCredential(cloud, credential)).toBe(isAccepted);
    });
  }

  it('takes the way to a sign-in page for refused', async () => {
    const response = new Response();
    Object.defineProperty(response, 'type', { value: 'opaqueredirect' });
    answer(response);
    expect(await acceptsCredential(server, credential)).toBeFalse();
  });

  for (const status of [429, 500, 503]) {
    it(`concludes nothing from ${status}`, async () => {
      answer(new Response('{}', { status }));
      await expectAsync(acceptsCredential(cloud, credential)).toBeRejectedWith(
        jasmine.objectContaining({ status }),
      );
    });
  }
});

describe('timedFetch', () => {
  const connection = fakeConnection({ id: 'acme' });
  const details = (spy: jasmine.Spy<Performance['measure']>): unknown[] =>
    spy.calls.allArgs().map(([, options]) => (options as PerformanceMeasureOptions).detail as unknown);

  it('records a call, without its query, and leaves nothing in the timeline', async () => {
    const measure = spyOn(performance, 'measure').and.callThrough();
    new FakeServer().on('POST /redeem', new Response('', { status: 403 }));
    const answer = await timedFetch(connection, 'https://a.example/redeem?qlikTicket=hidden', {
      method: 'POST',
    });
    expect(answer.status).toBe(403);
    expect(details(measure)).toEqual([
      {
        connectionId: 'acme',
        method: 'POST',
        address: 'https://a.example/redeem',
        status: 403,
      },
    ]);
    expect(performance.getEntriesByName(QLIK_CALL_MEASURE)).toEqual([]);
  });

  it('records a call without an answer, and fails as it did', async () => {
    const measure = spyOn(performance, 'measure').and.callThrough();
    new FakeServer();
    await expectAsync(timedFetch(connection, 'https://a.example/away', {})).toBeRejectedWithError(TypeError);
    expect(details(measure)).toEqual([
      { connectionId: 'acme', method: 'GET', address: 'https://a.example/away', status: 0 },
    ]);
  });
});
