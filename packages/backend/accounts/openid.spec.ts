import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type FakeProvider, startFakeProvider } from '../testing/fake-provider.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { json, TestBrowser } from '../testing/test-browser.ts';

describe('signing in by OpenID Connect', () => {
  let provider: FakeProvider;
  let backend: TestBackend;

  before(async () => {
    provider = await startFakeProvider();
    backend = await startTestBackend({ connections: {}, settings: { signIn: provider.settings } });
  });
  beforeEach(() => {
    provider.claims = {};
  });
  after(async () => {
    await backend.close();
    await provider.close();
  });

  it('checks state, nonce and PKCE, and returns to the page as that user', async () => {
    const browser = new TestBrowser(backend.origin);
    const response = await browser.get(await provider.authorize(browser));
    assert.deepEqual([response.status, response.headers.get('location')], [303, '/spaces']);
    const { user } = await json(await browser.get('/app/session'));
    assert.deepEqual(user, { id: 'u-17', name: 'Ada', email: 'ada@x.example' });
    assert.ok('code_verifier' in (provider.seen.at(-1) as object));
    const { next } = await json(await browser.post('/app/sign-out'));
    assert.ok(String(next).startsWith(`${provider.issuer}/end?`));
    assert.equal((await json(await browser.get('/app/session')))['user'], null);
  });

  it('refuses a callback of another browser, a forged one and a second use', async () => {
    const victim = new TestBrowser(backend.origin);
    const attacker = new TestBrowser(backend.origin);
    const address = await provider.authorize(attacker);
    await provider.authorize(victim);
    assert.equal((await victim.get(address)).status, 400);
    assert.equal((await victim.get('/app/sign-in/callback?code=c1&state=forged')).status, 400);
    const own = await provider.authorize(attacker);
    assert.equal((await attacker.get(own)).status, 303);
    assert.equal((await attacker.get(own)).status, 400);
  });

  for (const [what, wrong] of Object.entries<Record<string, unknown>>({
    nonce: { nonce: 'another' },
    issuer: { iss: 'https://evil.example' },
    audience: { aud: 'another-app' },
    expiry: { exp: 1_000_000 },
  })) {
    it(`refuses an id token with the wrong ${what}`, async () => {
      const browser = new TestBrowser(backend.origin);
      provider.claims = wrong;
      const response = await browser.get(await provider.authorize(browser));
      assert.equal(response.status, 401);
      assert.equal((await json(response))['code'], 'host-sign-in-refused');
      assert.equal((await json(await browser.get('/app/session')))['user'], null);
    });
  }

  for (const repeated of ['code', 'state', 'iss', 'error']) {
    it(`refuses a callback with two of ${repeated}, and a sign-in with two return paths`, async () => {
      const browser = new TestBrowser(backend.origin);
      const address = await provider.authorize(browser);
      const [, first = ''] = new RegExp(`[?&]${repeated}=([^&]*)`).exec(address) ?? [];
      for (const second of [first, 'another']) {
        const response = await browser.copy().get(`${address}&${repeated}=${first}&${repeated}=${second}`);
        assert.ok(response.status >= 400 && response.status < 500, String(response.status));
        assert.equal((await json(await browser.copy().get('/app/session')))['user'], null);
      }
      assert.equal((await browser.get('/app/sign-in?returnTo=/a&returnTo=/b')).status, 400);
    });
  }

  it('binds the callback to the browser by a host-only cookie when reached by https', async () => {
    const publicOrigin = 'https://app.example';
    const settings = { signIn: provider.settings, publicOrigin };
    const secure = await startTestBackend({ connections: {}, settings, trustedProxies: 'loopback' });
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'app.example' };
    const secureClient = {
      send: (path: string, more = {}) => new TestBrowser(secure.origin).get(path, { ...headers, ...more }),
    };
    const response = await secureClient.send('/app/sign-in');
    assert.equal(response.status, 303);
    const [cookie = '', ...others] = response.headers.getSetCookie();
    assert.deepEqual(others, []);
    assert.match(cookie, /^__Host-ngx-qlik-sign-in=[^;]+;/);
    for (const attribute of [/; Path=\/(;|$)/, /; HttpOnly/, /; Secure/, /; SameSite=Lax/])
      assert.match(cookie, attribute);
    assert.doesNotMatch(cookie, /domain/i);
    const state = new URL(response.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const back = `/app/sign-in/callback?code=c&state=${state}`;
    // Another host of the site, or a page without TLS, can only plant a cookie under another name.
    for (const planted of ['', `ngx-qlik-sign-in=${state}`, '__Host-ngx-qlik-sign-in=another']) {
      const refused = await secureClient.send(back, planted === '' ? {} : { cookie: planted });
      assert.equal((await json(refused))['code'], 'sign-in-unknown', planted);
    }
    const own = await secureClient.send(back, { cookie: cookie.split(';', 1)[0] ?? '' });
    assert.equal(
      (await json(own))['code'],
      'host-sign-in-refused',
      'it goes on to the provider, which does not know the code',
    );
    await secure.close();
  });

  it('signs out although the provider cannot be reached', { timeout: 60_000 }, async () => {
    const browser = new TestBrowser(backend.origin);
    await provider.signIn(browser);
    const other = await startTestBackend({
      connections: {},
      settings: { signIn: { ...provider.settings, issuer: new URL('http://localhost:9') } },
    });
    const response = await new TestBrowser(other.origin).post('/app/sign-out');
    assert.equal(response.status, 204);
    await other.close();
  });

  it('logs no secret', () => {
    for (const secret of ['very-secret', 'eyJ']) assert.ok(!backend.log().includes(secret), secret);
  });
});
