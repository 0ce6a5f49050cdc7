import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import cookie from '@fastify/cookie';
import Fastify from 'fastify';
import { type FakeProvider, startFakeProvider } from '../testing/fake-provider.ts';
import { type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { TestBrowser } from '../testing/test-browser.ts';
import { addSessionCaching } from './session-caching.ts';

const OPERATOR = 'operator-token-of-the-spec-0123456789';
type Call = readonly [method: 'GET' | 'POST', path: string];

/** All that is about one user, and what is not there but looks like it. */
const PERSONAL: readonly Call[] = [
  ['GET', '/app/session'],
  ['GET', '/app/sign-in'],
  ['GET', '/app/sign-in?returnTo=//evil.example'],
  ['POST', '/app/sign-in'],
  ['GET', '/app/sign-in/callback?code=1&state=2'],
  ['POST', '/app/back-channel-logout'],
  ['POST', '/app/users/ada/end-sessions'],
  ['GET', '/app/none'],
  ['POST', '/api/qlik/impersonated/access-token'],
  ['POST', '/api/qlik/none/access-token'],
  ['POST', '/api/qlik/impersonated/jwt'],
  ['POST', '/api/qlik/impersonated/virtual-proxy-jwt'],
  ['POST', '/api/qlik/impersonated/ticket'],
  ['GET', '/api/qlik/impersonated/session'],
  ['GET', '/api/qlik/web/session'],
  ['GET', '/api/qlik/web/sign-in'],
  ['GET', '/api/qlik/web/callback?code=1&state=2'],
  ['GET', '/own/callback?code=1&state=2'],
  ['GET', '/api/qlik/impersonated/none'],
  ['POST', '/api/qlik/impersonated/sign-out'],
  ['POST', '/app/sign-out'],
];

function checkPrivate(headers: Headers | Record<string, unknown>, what: string): void {
  const read = (name: string): string =>
    headers instanceof Headers ? (headers.get(name) ?? '') : String(headers[name] ?? '');
  assert.equal(read('cache-control'), 'private, no-store', what);
  assert.match(read('vary'), /(^|, ?)cookie($|,)/i, what);
}

describe('personal responses and caches', () => {
  let tenant: FakeTenant;
  let provider: FakeProvider;
  let demo: TestBackend;
  let openid: TestBackend;

  before(async () => {
    [tenant, provider] = await Promise.all([startFakeTenant(), startFakeProvider()]);
    const client = { host: tenant.origin, clientId: 'client', clientSecret: SECRETS.client };
    const connections = {
      impersonated: { ...client, type: 'oauth2-impersonation' },
      web: { ...client, type: 'oauth2-web' },
      own: { ...client, type: 'oauth2-web', redirectPath: '/own/callback' },
      key: { type: 'apikey', host: tenant.origin, apiKey: SECRETS.apiKey, audience: 'everyone-signed-in' },
    };
    const settings = { operatorToken: OPERATOR };
    demo = await startTestBackend({ trustedProxies: 'loopback', connections, settings });
    openid = await startTestBackend({
      trustedProxies: 'loopback',
      connections,
      settings: { ...settings, signIn: provider.settings },
    });
  });
  after(async () => {
    await Promise.all([demo.close(), openid.close()]);
    await Promise.all([tenant.close(), provider.close()]);
  });
  const signedIn = async (backend: TestBackend): Promise<TestBrowser> => {
    const browser = TestBrowser.elsewhere(backend.origin);
    if (backend === demo) return browser.signIn('ada');
    await provider.signIn(browser);
    return browser;
  };

  for (const [name, choose] of [
    ['demo users', () => demo],
    ['an identity provider', () => openid],
  ] as const) {
    for (const who of ['a user', 'no user'] as const) {
      for (const [method, path] of PERSONAL) {
        it(`never meet, with ${name} and ${who}: ${method} ${path}`, async () => {
          const backend = choose();
          const browser = who === 'a user' ? await signedIn(backend) : TestBrowser.elsewhere(backend.origin);
          const { cookie: sent } = browser;
          const headers = { origin: backend.origin, ...(sent === '' ? {} : { cookie: sent }) };
          const injected = await backend.server.inject({
            method,
            url: path,
            headers: { ...headers, host: new URL(backend.origin).host },
          });
          checkPrivate(injected.headers, `inject: ${injected.statusCode}`);
          checkPrivate((await browser.send(path, { method, headers })).headers, 'fetch');
          const page = await browser.send(path, { method, headers: { ...headers, accept: 'text/html' } });
          checkPrivate(page.headers, 'fetch of a page');
        });
      }
    }
  }

  it('empty the browser’s cache at the sign-out of the application and of a connection, and when the user changes', async () => {
    const clears = (response: Response): boolean => response.headers.get('clear-site-data') === '"cache"';
    for (const backend of [demo, openid]) {
      const browser = await signedIn(backend);
      assert.ok(!clears(await browser.get('/app/session')));
      for (const id of ['impersonated', 'web', 'key']) {
        const response = await browser.post(`/api/qlik/${id}/sign-out`);
        assert.deepEqual([response.status, clears(response)], [204, true], id);
      }
      assert.ok(clears(await browser.post('/app/sign-out')));
      assert.equal(browser.cookie, '', 'the cookie is gone too');
    }
    const demoBrowser = await signedIn(demo);
    const headers = { origin: demo.origin, 'content-type': 'application/x-www-form-urlencoded' };
    const switched = await demoBrowser.send('/app/sign-in', { method: 'POST', headers, body: 'user=grace' });
    assert.ok(clears(switched));
    assert.ok(clears(await provider.signIn(TestBrowser.elsewhere(openid.origin))));
  });

  it('have nothing of a relayed response in a cache that gives a session away', async () => {
    const browser = await signedIn(demo);
    const response = await browser.get('/qlik/key/api/v1/spaces');
    assert.ok(response.headers.getSetCookie().length > 0);
    checkPrivate(response.headers, 'relayed');
  });
});

describe('a response that sets a cookie', () => {
  for (const given of [undefined, 'public, max-age=31536000, immutable', 'no-cache', 's-maxage=10']) {
    for (const vary of [undefined, 'Accept-Encoding', 'origin, cookie', '*']) {
      it(`is kept by no cache, although its Cache-Control is ${given ?? 'nothing'} and varies by ${vary ?? 'nothing'}`, async (t) => {
        const app = Fastify();
        t.after(() => app.close());
        addSessionCaching(app);
        await app.register(async (scope) => {
          await scope.register(cookie);
          // As @fastify/session does it: at the very last.
          scope.addHook('onSend', async (_request, reply) => void reply.setCookie('s', '1'));
          scope.get('/file.js', async (_request, reply) => {
            if (given !== undefined) reply.header('cache-control', given);
            if (vary !== undefined) reply.header('vary', vary);
            return 'x';
          });
        });
        app.get('/plain.js', async (_request, reply) =>
          reply.header('cache-control', given ?? 'no-cache').send('x'),
        );
        const { headers } = await app.inject('/file.js');
        assert.ok(headers['set-cookie'] !== undefined);
        assert.equal(headers['cache-control'], 'private, no-store');
        const names = String(headers['vary']).toLowerCase();
        assert.ok(
          names === '*' || names.split(/, */).filter((name) => name === 'cookie').length === 1,
          names,
        );
        if (vary !== undefined) assert.ok(names.startsWith(vary.toLowerCase()));
        assert.equal((await app.inject('/plain.js')).headers['cache-control'], given ?? 'no-cache');
      });
    }
  }
});
