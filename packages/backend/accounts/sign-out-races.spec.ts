import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import Fastify from 'fastify';
import { type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { addResponsePauses, type ResponsePause } from '../testing/response-pauses.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { json, TestBrowser } from '../testing/test-browser.ts';

/** Longer than the 5 s that a sign-out may wait for Qlik, with a margin for a busy machine. Qlik never answers there. */
const SIGN_OUT_LIMIT_MS = 15_000;

/** A virtual proxy that counts its sessions: a new one for each request with the header and no cookie of a session. */
async function startProxy() {
  const app = Fastify({ forceCloseConnections: true });
  const open = new Set<string>();
  let begun = 0;
  const pause = addResponsePauses(app);
  app.addHook('onRequest', async ({ headers, method }, reply) => {
    const [, known = ''] = /X-Qlik-Session=([\w-]+)/.exec(headers.cookie ?? '') ?? [];
    if (open.has(known) || method === 'DELETE') return;
    begun += 1;
    open.add(`s-${begun}`);
    reply.header('set-cookie', `X-Qlik-Session=s-${begun}; HttpOnly`);
  });
  app.get('/qps/user', async () => ({ userId: 'ada' }));
  app.delete('/qps/user', async ({ headers }) => {
    open.delete(/X-Qlik-Session=([\w-]+)/.exec(headers.cookie ?? '')?.[1] ?? '');
    return {};
  });
  app.get('/qrs/about', async ({ headers }) => ({ cookie: headers.cookie ?? null }));
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  return { origin, open, pauseResponses: pause, close: () => app.close() };
}

/** The ways to sign out while something is under way. */
const SIGN_OUTS: Readonly<Record<string, (browser: TestBrowser, connection: string) => Promise<Response>>> = {
  'of the application': (browser) => browser.post('/app/sign-out'),
  'of the connection': (browser, connection) => browser.post(`/api/qlik/${connection}/sign-out`),
  everywhere: (browser) => browser.post('/app/sign-out', { everywhere: true }),
  'by another user in the same browser': async (browser) => {
    await browser.copy().signIn('grace');
    return new Response(null, { status: 204 });
  },
};

describe('a sign-out while something is under way', { timeout: 120_000 }, () => {
  let tenant: FakeTenant;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let backend: TestBackend;
  let pauses: ResponsePause[];
  before(async () => {
    [tenant, proxy] = await Promise.all([startFakeTenant(), startProxy()]);
    const client = { host: tenant.origin, clientId: 'client', clientSecret: SECRETS.client };
    backend = await startTestBackend({
      trustedProxies: 'loopback',
      connections: {
        web: { ...client, type: 'oauth2-web' },
        impersonated: { ...client, type: 'oauth2-impersonation' },
        proxy: { type: 'header', host: proxy.origin, headerName: 'X-User', userDirectory: 'D' },
      },
    });
  });
  beforeEach(async () => {
    pauses = [];
    // All sessions of a user share the token by impersonation: each test begins without one.
    await (await signIn()).post('/api/qlik/impersonated/sign-out');
    tenant.seen.length = 0;
    tenant.revoked.length = 0;
    tenant.tokenLife = 3_600;
    proxy.open.clear();
  });
  afterEach(() => {
    for (const pause of pauses) pause.release();
  });
  after(async () => {
    await backend.close();
    await Promise.all([tenant.close(), proxy.close()]);
  });
  const pause = (
    at: { readonly pauseResponses: (path: string) => ResponsePause },
    path: string,
  ): ResponsePause => {
    const paused = at.pauseResponses(path);
    pauses.push(paused);
    return paused;
  };
  const authorize = async (browser: TestBrowser): Promise<string> => {
    const away = (await browser.get('/api/qlik/web/sign-in')).headers.get('location') ?? '';
    const back = new URL((await fetch(away, { redirect: 'manual' })).headers.get('location') ?? '');
    return back.pathname + back.search;
  };
  const signIn = async (user = 'ada'): Promise<TestBrowser> =>
    TestBrowser.elsewhere(backend.origin).signIn(user);
  const signInAtQlik = async (browser: TestBrowser): Promise<void> => {
    assert.equal((await browser.get(await authorize(browser))).status, 303);
  };
  const codeOf = async (response: Response): Promise<unknown> => (await json(response))['code'];
  /** All tokens that the tenant issued and does not know to be worthless. */
  const issued = (from: number, to: number): string[] =>
    Array.from({ length: to - from }, (_, index) => index + from + 1).flatMap((number) => [
      `${SECRETS.token}-${number}`,
      `very-secret-refresh-${number}`,
    ]);

  for (const [way, signOut] of Object.entries(SIGN_OUTS)) {
    it(`${way} is not undone by a refresh, whose tokens are revoked`, async () => {
      const ada = await signIn();
      tenant.tokenLife = 1;
      const first = tenant.issued();
      await signInAtQlik(ada);
      tenant.tokenLife = 3_600;
      const paused = pause(tenant, '/oauth/token');
      const calling = ada.get('/qlik/web/api/v1/spaces');
      await paused.arrived;
      assert.equal((await signOut(ada, 'web')).status, 204);
      assert.deepEqual(
        new Set(tenant.revoked),
        new Set(issued(first, first + 1)),
        'what was known is revoked',
      );
      paused.release();
      const response = await calling;
      assert.equal(response.status, 401);
      assert.equal(tenant.issued(), first + 2);
      assert.deepEqual(new Set(tenant.revoked), new Set(issued(first, first + 2)), 'and what came later');
      assert.equal((await ada.get('/qlik/web/api/v1/spaces')).status, 401);
    });

    it(`${way} refuses a sign-in at Qlik that was begun before`, async () => {
      const ada = await signIn();
      const address = await authorize(ada);
      const copy = ada.copy();
      await signOut(ada, 'web');
      tenant.seen.length = 0;
      const response = await copy.get(address);
      assert.ok(response.status === 400 || response.status === 401, String(response.status));
      assert.deepEqual(tenant.seen, [], 'the code is not redeemed');
      if (way === 'of the connection') assert.equal((await ada.get('/qlik/web/api/v1/spaces')).status, 401);
    });

    it(`${way} refuses a sign-in at Qlik whose code is being redeemed, and has its tokens revoked`, async () => {
      const ada = await signIn();
      const address = await authorize(ada);
      const first = tenant.issued();
      const paused = pause(tenant, '/oauth/token');
      const finishing = ada.copy().get(address);
      await paused.arrived;
      await signOut(ada, 'web');
      paused.release();
      assert.equal((await finishing).status, 401);
      assert.deepEqual(new Set(tenant.revoked), new Set(issued(first, first + 1)));
      if (way === 'of the connection') assert.equal((await ada.get('/qlik/web/api/v1/spaces')).status, 401);
    });

    it(`${way} ends a session at a virtual proxy that is being begun`, async () => {
      const ada = await signIn();
      const paused = pause(proxy, '/qps/user');
      const calling = ada.copy().get('/qlik/proxy/qrs/about');
      await paused.arrived;
      await signOut(ada, 'proxy');
      assert.equal(proxy.open.size, 1, 'the proxy has begun it');
      paused.release();
      assert.equal((await calling).status, 401);
      assert.deepEqual([...proxy.open], [], 'and has ended it');
    });

    it(`${way} ends what a call under way begins at a virtual proxy after it`, async () => {
      const ada = await signIn();
      await ada.get('/qlik/proxy/qrs/about');
      // The proxy has forgotten the session, as after a restart: the call begins another one.
      proxy.open.clear();
      const paused = pause(proxy, '/qrs/about');
      const calling = ada.copy().get('/qlik/proxy/qrs/about');
      await paused.arrived;
      await signOut(ada, 'proxy');
      paused.release();
      await (await calling).text();
      assert.deepEqual([...proxy.open], []);
    });

    it(`${way} keeps no token by impersonation that is being fetched`, async () => {
      const ada = await signIn();
      const paused = pause(tenant, '/oauth/token');
      const asking = ada.copy().post('/api/qlik/impersonated/access-token');
      await paused.arrived;
      const number = tenant.issued();
      await signOut(ada, 'impersonated');
      paused.release();
      const response = await asking;
      assert.deepEqual([response.status, await codeOf(response)], [401, 'host-signed-out']);
      assert.deepEqual(tenant.revoked, [`${SECRETS.token}-${number}`]);
      const again = await json(await (await signIn()).post('/api/qlik/impersonated/access-token'));
      assert.notEqual(again['accessToken'], `${SECRETS.token}-${number}`);
    });

    it(`${way} revokes the token by impersonation, and the user’s other sessions get another one`, async () => {
      const [ada, elsewhere] = [await signIn(), await signIn()];
      const { accessToken } = await json(await ada.post('/api/qlik/impersonated/access-token'));
      const other = await json(await elsewhere.post('/api/qlik/impersonated/access-token'));
      assert.equal(other['accessToken'], accessToken, 'one token for both');
      await signOut(ada, 'impersonated');
      assert.deepEqual(tenant.revoked, [accessToken]);
      if (way === 'everywhere') {
        assert.equal((await elsewhere.post('/api/qlik/impersonated/access-token')).status, 401);
        return;
      }
      const body = { refusedToken: accessToken };
      const renewed = await json(await elsewhere.post('/api/qlik/impersonated/access-token', body));
      assert.ok(typeof renewed['accessToken'] === 'string' && renewed['accessToken'] !== accessToken);
    });
  }

  it('serves another session that waits for the same token by impersonation', async () => {
    const [ada, elsewhere] = [await signIn(), await signIn()];
    const paused = pause(tenant, '/oauth/token');
    const ask = (browser: TestBrowser): Promise<Response> =>
      browser.copy().post('/api/qlik/impersonated/access-token');
    const [asking, waiting] = [ask(ada), ask(elsewhere)];
    await paused.arrived;
    const number = tenant.issued();
    await ada.post('/app/sign-out');
    paused.release();
    assert.equal((await asking).status, 401);
    const { accessToken } = await json(await waiting);
    assert.equal(accessToken, `${SECRETS.token}-${number + 1}`);
    assert.deepEqual(tenant.revoked, [`${SECRETS.token}-${number}`]);
  });

  it('lets the tokens of the next sign-in live when the refresh of the last one comes back', async () => {
    for (const fault of [undefined, { status: 400, body: '{"error":"invalid_grant"}' }]) {
      const ada = await signIn();
      tenant.tokenLife = 1;
      await signInAtQlik(ada);
      tenant.tokenLife = 3_600;
      const paused = pause(tenant, '/oauth/token');
      tenant.tokenFault = fault;
      const calling = ada.get('/qlik/web/api/v1/spaces');
      await paused.arrived;
      tenant.tokenFault = undefined;
      await ada.post('/api/qlik/web/sign-out');
      paused.stop();
      await signInAtQlik(ada);
      const number = tenant.issued();
      paused.release();
      assert.equal((await calling).status, 401);
      assert.equal((await ada.get('/qlik/web/api/v1/spaces')).status, 200);
      assert.ok(!tenant.revoked.includes(`${SECRETS.token}-${number}`));
      assert.ok(!tenant.revoked.includes(`very-secret-refresh-${number}`));
    }
  });

  for (const path of ['/oauth/revoke', '/qps/user']) {
    it(
      `ends the session first, and answers in time while Qlik hangs at ${path}`,
      { timeout: 30_000 },
      async () => {
        const ada = await signIn();
        await signInAtQlik(ada);
        await ada.post('/api/qlik/impersonated/access-token');
        await ada.get('/qlik/proxy/qrs/about');
        const paused = pause(path === '/qps/user' ? proxy : tenant, path);
        const { cookie } = ada;
        const started = Date.now();
        const leaving = ada.post('/app/sign-out');
        await paused.arrived;
        const meanwhile = await fetch(`${backend.origin}/app/session`, { headers: { cookie } });
        assert.equal((await json(meanwhile))['user'], null, 'the session is over before Qlik has answered');
        const response = await leaving;
        assert.equal(response.status, 204);
        assert.ok(Date.now() - started < SIGN_OUT_LIMIT_MS, `${Date.now() - started} ms`);
        assert.equal(ada.cookie, '');
        assert.match(
          response.headers.getSetCookie().join(),
          /ngx-qlik=;.*(Expires=Thu, 01 Jan 1970|Max-Age=0)/i,
        );
      },
    );
  }

  it('ends also when the tenant refuses or cannot be reached', async () => {
    const away = await startFakeTenant();
    const client = { clientId: 'client', clientSecret: SECRETS.client };
    const other = await startTestBackend({
      trustedProxies: 'loopback',
      connections: {
        web: { ...client, host: away.origin, type: 'oauth2-web' },
        impersonated: { ...client, host: away.origin, type: 'oauth2-impersonation' },
        proxy: { type: 'header', host: 'http://localhost:9', headerName: 'X-User', userDirectory: 'D' },
      },
    });
    const ada = await TestBrowser.elsewhere(other.origin).signIn('ada');
    await signInAtQlik(ada);
    await ada.post('/api/qlik/impersonated/access-token');
    await away.close();
    assert.equal((await ada.post('/app/sign-out')).status, 204);
    assert.equal((await json(await ada.get('/app/session')))['user'], null);
    assert.match(other.log(), /a token was not revoked/);
    assert.ok(!other.log().includes('very-secret'));
    await other.close();
  });
});
