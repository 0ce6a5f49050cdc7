import { fakeConnection, qlikErrorOf } from 'ngx-qlik/testing';
import { FakeServer } from '../testing/fake-server';
import { BackendClient } from './backend-client';

const connection = fakeConnection({ id: 'acme' });
const client = () => new BackendClient(connection, 'https://app.example/api/qlik/acme');
const CALL = 'POST /api/qlik/acme/jwt';
const problem = (status: number, body: object = {}) => Response.json(body, { status });

describe('BackendClient', () => {
  it('asks with the cookies of the application', async () => {
    const server = new FakeServer().on(CALL, Response.json({ jwt: 'a.b.c' }));
    expect(await client().requestText('jwt', 'jwt')).toBe('a.b.c');
    expect(server.last(CALL).init.credentials).toBe('include');
  });

  it('sends nothing while the application knows that no user is signed in to it', async () => {
    const server = new FakeServer().on(CALL, Response.json({ jwt: 'a.b.c' }));
    let isSignedIn = false;
    const checked = new BackendClient(connection, 'https://app.example/api/qlik/acme', () =>
      Promise.resolve(isSignedIn),
    );
    const error = await qlikErrorOf(checked.requestText('jwt', 'jwt'));
    expect([error.code, error.remedy]).toEqual([
      'sign-in-required',
      'Sign in to this application first, then try again.',
    ]);
    expect(server.calls).toEqual([]);
    isSignedIn = true;
    expect(await checked.requestText('jwt', 'jwt')).toBe('a.b.c');
  });

  it('reads how the session stands', async () => {
    new FakeServer().on('GET /api/qlik/acme/session', Response.json({ user: null }));
    expect(await client().hostSession()).toEqual({ user: null });
  });

  it('takes no answer without what was asked for', async () => {
    const server = new FakeServer();
    for (const body of [{}, { jwt: '' }, { jwt: 17 }]) {
      server.on(CALL, Response.json(body));
      expect((await qlikErrorOf(client().requestText('jwt', 'jwt'))).code).toBe('http-unexpected-answer');
    }
  });

  for (const [status, code] of [
    [401, 'sign-in-required'],
    [403, 'sign-in-refused'],
    [404, 'sign-in-refused'],
    [429, 'http-rate-limited'],
    [502, 'http-server-error'],
    [418, 'http-unexpected-answer'],
  ] as const) {
    it(`makes ${code} of ${status}`, async () => {
      new FakeServer().on(CALL, problem(status));
      const error = await qlikErrorOf(client().post('jwt'));
      expect([error.code, error.status]).toEqual([code, status]);
      expect(error.remedy).not.toBe('');
    });
  }

  for (const status of [401, 403, 429, 502]) {
    it(`hands on the remedy of a ${status}`, async () => {
      new FakeServer().on(CALL, problem(status, { detail: 'No.', remedy: 'Do this.' }));
      expect((await qlikErrorOf(client().post('jwt'))).remedy).toBe('Do this.');
    });
  }

  it('says that the backend does not answer', async () => {
    new FakeServer();
    const error = await qlikErrorOf(client().post('jwt'));
    expect(error.code).toBe('http-unreachable');
    expect(error.remedy).toContain('backend');
  });

  const page = (status: number, type: string) =>
    new Response('<h1>x</h1>', { status, headers: { 'Content-Type': type } });
  for (const [what, answer, code] of [
    ['no backend behind the server of the page', page(404, 'text/html'), 'sign-in-refused'],
    ['the proxy of ng serve without a backend', page(500, 'text/plain'), 'http-server-error'],
    ['a proxy without a backend', page(502, 'text/html'), 'http-server-error'],
    ['an answer without a type', new Response('', { status: 404 }), 'sign-in-refused'],
    ['the page itself', page(200, 'text/html; charset=utf-8'), 'http-unexpected-answer'],
  ] as const) {
    it(`says how to start the backend for ${what}`, async () => {
      new FakeServer().on(CALL, answer);
      const error = await qlikErrorOf(client().requestText('jwt', 'jwt'));
      expect(error.code).toBe(code);
      expect(error.remedy).toContain('npx ngx-qlik-backend, with "acme" in its secrets file');
      expect(error.remedy).toContain('https://app.example/api/qlik/acme');
    });
  }

  it("leaves the advice for the backend's own answers as it is", async () => {
    const server = new FakeServer();
    for (const status of [404, 502]) {
      server.on(CALL, problem(status));
      expect((await qlikErrorOf(client().post('jwt'))).remedy).not.toContain('npx');
    }
    server.on(CALL, new Response(null, { status: 204 }));
    expect(await client().post('jwt')).toEqual({});
  });
});
