import { fakeConnection, qlikErrorOf } from 'ngx-qlik/testing';
import { FakeServer } from '../fake-server.spec';
import { request, describeProblem, readJsonObject, readJsonBody, unexpectedResponse } from './request';
import { signInRefused } from './refused-sign-in';

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
