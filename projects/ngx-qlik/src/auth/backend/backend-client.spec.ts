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
});
