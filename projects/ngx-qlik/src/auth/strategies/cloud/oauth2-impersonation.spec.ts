import { fakeConnection, qlikErrorOf, settled } from 'ngx-qlik/testing';
import type { OAuth2ImpersonationAuth } from '../../../connections/connection-auth';
import { FakePage, strategyOf } from '../../testing/fake-page';
import { FakeServer } from '../../testing/fake-server';
import { withOAuth2Impersonation } from '../cloud';
import { createImpersonation } from './silent-tokens';

const TOKEN = 'POST /api/qlik/acme/access-token';
const SIGN_OUT = 'POST /api/qlik/acme/sign-out';
const EXCHANGE = 'POST /oauth/token';
const auth: OAuth2ImpersonationAuth = { type: 'oauth2-impersonation', clientId: 'client-1' };
const connection = { ...fakeConnection({ id: 'acme', host: 'https://acme.example' }), auth };

const begin = () =>
  createImpersonation({ connection, backend: 'https://app.example/api/qlik/acme', page: new FakePage() });
const codeOf = async (promise: Promise<unknown>) => (await qlikErrorOf(promise)).code;

/** A token that names a user. */
const tokenOf = (sub: string) => ['e30', btoa(JSON.stringify({ sub })), 's'].join('.');

/** A backend whose tokens are numbered. */
function serve(more: object = { expiresAt: new Date(Date.now() + 3_600_000).toISOString() }): FakeServer {
  let issued = 0;
  return new FakeServer()
    .on(TOKEN, () => Response.json({ accessToken: `access-${++issued}`, ...more }))
    .on(SIGN_OUT, () => new Response(null, { status: 204 }))
    .on(EXCHANGE, () => Response.json({ access_token: 'temporary' }));
}

describe('oauth2-impersonation', () => {
  beforeEach(() => {
    sessionStorage.clear();
    localStorage.clear();
  });

  it('has a token for the user of the application without asking', async () => {
    serve();
    const strategy = begin();
    expect(await strategy.restore()).toBe('signed-in');
    const { headers, cookies, expiresAt } = await strategy.credential('rest');
    expect(headers).toEqual({ Authorization: 'Bearer access-1' });
    expect(cookies).toBe('omit');
    expect(expiresAt).toBeGreaterThan(Date.now() + 3_500_000);
  });

  it("takes Qlik's own form of the answer, and does without an end", async () => {
    const server = serve({ expires_at: '2050-01-01T00:00:00Z' });
    const strategy = begin();
    await strategy.signIn({});
    expect((await strategy.credential('rest')).expiresAt).toBe(Date.UTC(2050, 0, 1));
    server.on(TOKEN, Response.json({ access_token: 'endless', expires_in: 'soon' }));
    await strategy.renew();
    expect((await strategy.credential('rest')).expiresAt).toBeUndefined();
  });

  for (const [purpose, aim] of [
    ['websocket', 'websocket'],
    ['web-resource', 'webresource'],
  ] as const) {
    it(`exchanges the token for a ${purpose}`, async () => {
      const server = serve();
      const strategy = begin();
      await strategy.signIn({});
      const credential = await strategy.credential(purpose);
      expect(credential.queryParams).toEqual({ accessToken: 'temporary' });
      expect([credential.headers, credential.isReusable]).toEqual([{}, false]);
      const form = server.last(EXCHANGE).init.body as URLSearchParams;
      expect(form.get('purpose')).toBe(aim);
      expect(form.get('subject_token')).toBe('access-1');
      expect(form.get('client_id')).toBe('client-1');
    });
  }

  it('reports whether the tenant accepts the token at hand', async () => {
    const server = serve().on('GET /api/v1/users/me', Response.json({}));
    const strategy = begin();
    expect(await strategy.isAccepted?.()).toBeFalse();
    await strategy.signIn({});
    expect(await strategy.isAccepted?.()).toBeTrue();
    expect(server.last('GET /api/v1/users/me').headers.get('Authorization')).toBe('Bearer access-1');
  });

  it('keeps the token where a second sign-in fails or is canceled, and takes another user in the next', async () => {
    const server = serve();
    const strategy = begin();
    await strategy.signIn({});
    server.off(TOKEN);
    expect(await codeOf(strategy.signIn({}))).toBe('http-unreachable');
    server.on(TOKEN, Response.json({ accessToken: tokenOf('grace') }));
    expect(await codeOf(strategy.signIn({ signal: AbortSignal.abort() }))).toBe('sign-in-failed');
    expect((await strategy.credential('rest')).headers).toEqual({ Authorization: 'Bearer access-1' });
    await strategy.signIn({});
    expect((await strategy.credential('rest')).headers).toEqual({
      Authorization: `Bearer ${tokenOf('grace')}`,
    });
  });

  it('keeps no token anywhere but in memory', async () => {
    serve();
    await begin().signIn({});
    expect(JSON.stringify([sessionStorage, localStorage])).not.toContain('access-1');
  });

  describe('when no user is signed in to the application', () => {
    const refuse = (server: FakeServer) =>
      server.on(TOKEN, Response.json({ detail: 'Sign in first.' }, { status: 401 }));

    it('is signed out, and says so when asked to sign in', async () => {
      refuse(serve());
      expect(await begin().restore()).toBe('signed-out');
      expect(await codeOf(begin().signIn({}))).toBe('sign-in-required');
      expect(await codeOf(begin().credential('rest'))).toBe('sign-in-required');
    });

    it('cannot renew, and asks for that sign-in', async () => {
      const server = serve();
      const strategy = begin();
      await strategy.signIn({});
      refuse(server);
      expect(await codeOf(strategy.renew())).toBe('sign-in-required');
    });
  });

  it('keeps the token when the backend is down, and renews when it is up again', async () => {
    const server = serve();
    const strategy = begin();
    await strategy.signIn({});
    server.on(TOKEN, Response.json({}, { status: 503 }));
    expect(await codeOf(strategy.renew())).toBe('http-server-error');
    expect((await strategy.credential('rest')).headers['Authorization']).toBe('Bearer access-1');
    server.on(TOKEN, Response.json({ accessToken: 'fresh' }));
    expect(await strategy.renew()).toBeTrue();
    expect(server.last(TOKEN).init.body).toBe('{"refusedToken":"access-1"}');
    expect((await strategy.credential('rest')).headers['Authorization']).toBe('Bearer fresh');
  });

  it('does not take an answer without a token', async () => {
    serve().on(TOKEN, Response.json({ access_token: 17 }));
    expect(await codeOf(begin().signIn({}))).toBe('http-unexpected-answer');
  });

  describe('signing out', () => {
    it('informs the backend, and stays signed out after a reload until the user signs in', async () => {
      const server = serve();
      const strategy = begin();
      await strategy.signIn({});
      await strategy.signOut();
      expect(server.calls.at(-1)).toBe(SIGN_OUT);
      expect(await codeOf(strategy.credential('rest'))).toBe('sign-in-required');
      expect(await begin().restore()).toBe('signed-out');
      await begin().signIn({});
      expect(await begin().restore()).toBe('signed-in');
    });

    it('signs in after the sign-in to the application that the user was sent to', async () => {
      const server = serve();
      await begin().signOut();
      server.on(TOKEN, Response.json({ detail: 'Sign in first.' }, { status: 401 }));
      expect(await codeOf(begin().signIn({}))).toBe('sign-in-required');
      server.on(TOKEN, Response.json({ accessToken: 'access-1' }));
      expect(await begin().restore()).toBe('signed-in');
    });

    it('stays signed out after a canceled sign-in, and goes on after one that failed', async () => {
      const server = serve();
      await begin().signOut();
      expect(await codeOf(begin().signIn({ signal: AbortSignal.abort() }))).toBe('sign-in-failed');
      expect(await begin().restore()).toBe('signed-out');
      server.off(TOKEN);
      expect(await codeOf(begin().signIn({}))).toBe('http-unreachable');
      server.on(TOKEN, Response.json({ accessToken: 'access-1' }));
      expect(await begin().restore()).toBe('signed-in');
    });

    it('informs no other tab when the server ended the session, and signs in with the next page', async () => {
      const server = serve();
      const strategy = begin();
      await strategy.signIn({});
      await strategy.forget('refused');
      expect(server.calls).not.toContain(SIGN_OUT);
      expect(await begin().restore()).toBe('signed-in');
    });

    it('stays signed out in the next page when another tab signed out', async () => {
      serve();
      const strategy = begin();
      await strategy.signIn({});
      await strategy.forget('signed-out');
      expect(await begin().restore()).toBe('signed-out');
    });

    it('lets no token in that was under way', async () => {
      const server = serve();
      const strategy = begin();
      const release = server.pause();
      const code = codeOf(strategy.signIn({}));
      await settled();
      const leaving = strategy.signOut();
      release();
      await leaving;
      expect(await code).toBe('sign-in-failed');
      expect(await codeOf(strategy.credential('rest'))).toBe('sign-in-required');
    });
  });

  describe('when the application has another user', () => {
    const answerFor = (server: FakeServer, user: string) =>
      server.on(TOKEN, () => Response.json({ accessToken: tokenOf(user) }));

    it('does not go on as that one, and takes them up only after the one before is forgotten', async () => {
      const server = serve();
      answerFor(server, 'ada');
      const strategy = begin();
      expect(await strategy.restore()).toBe('signed-in');
      expect(await strategy.renew()).toBeTrue();
      answerFor(server, 'grace');
      expect(await strategy.renew()).toBeFalse();
      expect((await strategy.credential('rest')).headers['Authorization']).toBe(`Bearer ${tokenOf('ada')}`);
      await strategy.forget('replaced');
      expect(await strategy.restore()).toBe('signed-in');
      expect((await strategy.credential('rest')).headers['Authorization']).toBe(`Bearer ${tokenOf('grace')}`);
    });

    it('is informed by the tab that noticed', async () => {
      const server = serve();
      answerFor(server, 'ada');
      const here = begin();
      await here.restore();
      expect(await here.isValid?.()).toBeTrue();
      answerFor(server, 'grace');
      await begin().restore();
      expect(await here.isValid?.()).toBeFalse();
    });
  });

  it('is loaded when it is first used', async () => {
    const server = new FakeServer().on(TOKEN, Response.json({ access_token: 'a' }));
    const strategy = strategyOf(withOAuth2Impersonation(), connection);
    expect(await strategy.restore()).toBe('signed-in');
    expect(server.last(TOKEN).address.origin).toBe(location.origin);
  });
});
