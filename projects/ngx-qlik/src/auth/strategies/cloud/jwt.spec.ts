import { fakeConnection, qlikErrorOf, settled } from 'ngx-qlik/testing';
import type { JwtAuth } from '../../../connections/connection-auth';
import { FakePage, strategyOf } from '../../testing/fake-page';
import { FakeServer } from '../../testing/fake-server';
import { withJwt } from '../cloud';
import { createJwt } from './tenant-session';

const SIGN = 'POST /api/qlik/acme/jwt';
const ENTER = 'POST /login/jwt-session';
const ME = 'GET /api/v1/users/me';
const CSRF = 'GET /api/v1/csrf-token';
const LEAVE = 'GET /logout';
const auth: JwtAuth = { type: 'jwt', webIntegrationId: 'w1' };
const connection = { ...fakeConnection({ id: 'acme', host: 'https://acme.example' }), auth };
const codeOf = async (promise: Promise<unknown>) => (await qlikErrorOf(promise)).code;

function begin() {
  const page = new FakePage();
  return {
    page,
    strategy: createJwt({ connection, backend: 'https://app.example/api/qlik/acme', page }),
  };
}

function serve(): FakeServer {
  let number = 0;
  return new FakeServer()
    .on(SIGN, () => Response.json({ jwt: `jwt-${++number}` }))
    .on(ENTER, () => Response.json({}))
    .on(ME, () => Response.json({ id: 'ada' }))
    .on(CSRF, () => new Response(null, { status: 204, headers: { 'qlik-csrf-token': `csrf-${number}` } }));
}

const notSignedIn = () => new Response('{}', { status: 401 });

describe('jwt', () => {
  beforeEach(() => sessionStorage.clear());

  it("begins a session with the backend's JWT, as the web integration, without asking", async () => {
    const server = serve();
    const { strategy } = begin();
    expect(await strategy.restore()).toBe('signed-in');
    const { address, headers, init } = server.last(ENTER);
    expect(headers.get('Authorization')).toBe('Bearer jwt-1');
    expect(headers.get('qlik-web-integration-id')).toBe('w1');
    expect(address.search).toBe('?qlik-web-integration-id=w1');
    expect(init.credentials).toBe('include');
    const credential = await strategy.credential('rest');
    expect(credential.headers).toEqual({ 'qlik-web-integration-id': 'w1', 'qlik-csrf-token': 'csrf-1' });
    expect(credential.cookies).toBe('include');
  });

  it('does not take up cookies that may be those of the user before', async () => {
    const server = serve();
    await begin().strategy.restore();
    await begin().strategy.restore();
    expect(server.calls.filter((call) => call === ENTER).length).toBe(2);
  });

  it('says that cookies are blocked when the session does not come along', async () => {
    serve().on(ME, notSignedIn);
    expect(await codeOf(begin().strategy.signIn({}))).toBe('cookies-blocked');
  });

  describe('renewing', () => {
    it('fetches a CSRF token only while the session lasts', async () => {
      const server = serve();
      const { strategy } = begin();
      await strategy.signIn({});
      expect(await strategy.renew()).toBeTrue();
      expect(server.calls.filter((call) => call === ENTER).length).toBe(1);
    });

    it('begins a new session when the last has ended', async () => {
      const server = serve();
      const { strategy } = begin();
      await strategy.signIn({});
      let answers = 0;
      server.on(ME, () => (++answers === 1 ? notSignedIn() : Response.json({ id: 'ada' })));
      expect(await strategy.renew()).toBeTrue();
      expect((await strategy.credential('rest')).headers['qlik-csrf-token']).toBe('csrf-2');
    });

    it('is impossible when no user is signed in to the application any more', async () => {
      const server = serve();
      const { strategy } = begin();
      await strategy.signIn({});
      server.on(ME, notSignedIn).on(SIGN, notSignedIn);
      expect(await codeOf(strategy.renew())).toBe('sign-in-required');
    });

    it('fails, and ends nothing, while the backend is down', async () => {
      const server = serve();
      const { strategy } = begin();
      await strategy.signIn({});
      server.on(ME, notSignedIn).off(SIGN);
      expect(await codeOf(strategy.renew())).toBe('http-unreachable');
    });
  });

  it('is signed out when no user is signed in to the application', async () => {
    serve().on(SIGN, notSignedIn);
    expect(await begin().strategy.restore()).toBe('signed-out');
    expect(await codeOf(begin().strategy.signIn({}))).toBe('sign-in-required');
  });

  for (const status of [400, 401, 403]) {
    it(`says in the tenant's words why it answered the JWT with ${status}`, async () => {
      const detail = 'JWT_LOGIN_VALIDATIONS Missing required claim: nbf';
      serve().on(ENTER, Response.json({ errors: [{ title: 'Invalid token request', detail }] }, { status }));
      const error = await qlikErrorOf(begin().strategy.signIn({}));
      expect([error.code, error.status]).toEqual(['sign-in-refused', status]);
      expect(error.message).toContain('Missing required claim: nbf');
      expect(error.message).not.toContain('jwt-1');
    });
  }

  it('distinguishes a tenant’s error from a refusal', async () => {
    serve().on(ENTER, new Response('', { status: 503 }));
    expect(await codeOf(begin().strategy.signIn({}))).toBe('http-server-error');
  });

  describe('signing out', () => {
    it('ends the session without leaving the page, and stays signed out until the user signs in', async () => {
      const server = serve();
      // As of another site: the page may not read the answer.
      server.on(LEAVE, () => {
        server.on(ME, notSignedIn);
        throw new TypeError('Failed to fetch');
      });
      const { page, strategy } = begin();
      await strategy.signIn({});
      await strategy.signOut();
      const { address, init } = server.last(LEAVE);
      expect([address.search, init.credentials]).toEqual(['?qlik-web-integration-id=w1', 'include']);
      expect(page.navigations).toEqual([]);
      server.on(ME, Response.json({ id: 'ada' }));
      expect(await begin().strategy.restore()).toBe('signed-out');
      const canceled = begin().strategy.signIn({ signal: AbortSignal.abort() });
      expect(await codeOf(canceled)).toBe('sign-in-canceled');
      expect(await begin().strategy.restore()).toBe('signed-out');
      await begin().strategy.signIn({});
      expect(await begin().strategy.restore()).toBe('signed-in');
    });

    it('signs in after the sign-in to the application that the user was sent to', async () => {
      const server = serve();
      await begin().strategy.signOut();
      server.on(ME, notSignedIn).on(SIGN, notSignedIn);
      expect(await codeOf(begin().strategy.signIn({}))).toBe('sign-in-required');
      server.on(ME, Response.json({ id: 'ada' })).on(SIGN, Response.json({ jwt: 'jwt-1' }));
      expect(await begin().strategy.restore()).toBe('signed-in');
    });

    it('visits the tenant where nothing less ends the session', async () => {
      serve();
      const { page, strategy } = begin();
      await strategy.signIn({});
      await strategy.signOut();
      expect(page.navigations).toEqual(['https://acme.example/logout']);
    });

    it('stays in the page, and says so, when the tenant cannot be asked', async () => {
      const server = serve();
      const { page, strategy } = begin();
      await strategy.signIn({});
      server.off(ME);
      expect(await codeOf(strategy.signOut())).toBe('http-unreachable');
      expect(page.navigations).toEqual([]);
    });

    it('ends a session that began after it', async () => {
      const server = serve();
      const { page, strategy } = begin();
      const release = server.pause();
      const code = codeOf(strategy.signIn({}));
      await settled();
      await strategy.forget('signed-out');
      release();
      expect(await code).toBe('sign-in-failed');
      expect(page.navigations).toEqual(['https://acme.example/logout']);
    });
  });

  it('is loaded when it is first used', async () => {
    serve();
    expect(await strategyOf(withJwt(), connection).restore()).toBe('signed-in');
  });
});
