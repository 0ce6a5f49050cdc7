import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { json, TestBrowser } from '../testing/test-browser.ts';

const SESSION = /^ngx-qlik=[^;]+/;

describe('signing in to the demo', () => {
  let backend: TestBackend;
  before(async () => {
    backend = await startTestBackend({ connections: {} });
  });
  after(() => backend.close());

  it('offers the users, gives a cookie that scripts cannot read, and returns to the page', async () => {
    const browser = new TestBrowser(backend.origin);
    const form = await browser.get('/app/sign-in?returnTo=/spaces');
    const markup = await form.text();
    for (const user of ['ada', 'grace', 'edgar', 'dora']) assert.ok(markup.includes(`value="${user}"`));
    assert.match(markup, /<h1 tabindex="-1" autofocus>/, 'a screen reader begins at the heading');
    assert.match(markup, /<link rel="icon" href="data:,">/, 'a browser asks for no icon that is not there');
    assert.equal(browser.cookie, '', 'a request without a sign-in gets no cookie');
    const response = await browser.send('/app/sign-in', {
      method: 'POST',
      headers: { origin: backend.origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'user=ada&returnTo=%2Fspaces',
    });
    assert.equal(response.status, 303);
    assert.equal(response.headers.get('location'), '/spaces');
    const [cookie = ''] = response.headers.getSetCookie();
    assert.match(cookie, SESSION);
    assert.match(cookie, /HttpOnly/i);
    assert.match(cookie, /SameSite=Lax/i);
    const { user } = await json(await browser.get('/app/session'));
    assert.deepEqual(user, { id: 'ada', name: 'Ada Lovelace', email: 'ada@sandbox.example' });
  });

  it('says on a page what to do after a form of another site, with the address of this one', async () => {
    const response = await new TestBrowser(backend.origin).send('/app/sign-in', {
      method: 'POST',
      headers: {
        accept: 'text/html',
        origin: 'https://elsewhere.example',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'user=ada',
    });
    assert.equal(response.status, 403);
    const markup = await response.text();
    assert.match(
      markup,
      /Call it with fetch\(\) from the application\. If that is what happened, PUBLIC_URL is/,
    );
    assert.doesNotMatch(markup, /=&gt;|=>/, 'no source text');
  });

  it('writes nothing of the address into the page as it is', async () => {
    const page = await new TestBrowser(backend.origin).get(
      `/app/sign-in?returnTo=${encodeURIComponent('/x?"><script>alert(1)</script>')}`,
    );
    assert.equal(page.status, 200);
    assert.ok(!(await page.text()).includes('<script'));
    assert.match(page.headers.get('content-security-policy') ?? '', /form-action 'self'/);
  });

  it('issues a new session id at the sign-in, so that a planted one is worthless', async () => {
    const attacker = await new TestBrowser(backend.origin).signIn('dora');
    const planted = attacker.cookie;
    const victim = new TestBrowser(backend.origin);
    const [name = '', value = ''] = planted.split('=');
    victim.setCookie(name, value);
    await victim.signIn('ada');
    assert.notEqual(victim.cookie, planted);
    assert.equal((await json(await attacker.get('/app/session')))['user'], null);
  });

  it('takes no session id that it did not give out', async () => {
    const browser = new TestBrowser(backend.origin);
    browser.setCookie('ngx-qlik', 'my-own-session-id.c2lnbmF0dXJl');
    assert.equal((await json(await browser.get('/app/session')))['user'], null);
    await browser.signIn('ada');
    assert.ok(!browser.cookie.includes('my-own-session-id'));
  });

  it('ends with the sign-out, also for requests under way', async () => {
    const browser = await new TestBrowser(backend.origin).signIn('ada');
    const { cookie } = browser;
    const [signedOut] = await Promise.all([
      browser.post('/app/sign-out'),
      ...Array.from({ length: 10 }, () => fetch(`${backend.origin}/app/session`, { headers: { cookie } })),
    ]);
    assert.equal(signedOut.status, 204);
    const again = await fetch(`${backend.origin}/app/session`, { headers: { cookie } });
    assert.equal((await json(again))['user'], null);
  });

  for (const [what, headers] of Object.entries<Record<string, string>>({
    'of another site': { origin: 'https://evil.example' },
    'of another port': { origin: 'http://localhost:1' },
    'of a sandboxed frame': { origin: 'null' },
    'that Fetch Metadata calls cross-site': { 'sec-fetch-site': 'cross-site' },
    'that Fetch Metadata calls same-site': { 'sec-fetch-site': 'same-site' },
    'without any proof': {},
  })) {
    it(`refuses a sign-in ${what}`, async () => {
      const response = await fetch(`${backend.origin}/app/sign-in`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        body: 'user=ada',
        redirect: 'manual',
      });
      assert.equal(response.status, 403);
      assert.equal((await json(response))['code'], 'cross-site');
      assert.deepEqual(response.headers.getSetCookie(), []);
    });
  }

  it('knows no other users', async () => {
    for (const user of ['noah', '__proto__', '', 'ada\r\nx: y']) {
      await assert.rejects(new TestBrowser(backend.origin).signIn(user), /answered 400/);
    }
  });

  it('limits attempts', async () => {
    const browser = new TestBrowser(backend.origin);
    const responses = await Promise.all(Array.from({ length: 40 }, () => browser.get('/app/sign-in')));
    const limited = responses.find(({ status }) => status === 429);
    assert.ok(limited);
    assert.ok(Number(limited.headers.get('retry-after')) > 0);
    assert.equal((await json(limited))['code'], 'too-many-requests');
  });
});

describe('sessions behind a load balancer that ends TLS', () => {
  let backend: TestBackend;
  before(async () => {
    backend = await startTestBackend({
      connections: {},
      settings: { publicOrigin: 'https://app.example' },
      trustedProxies: 'loopback',
    });
  });
  after(() => backend.close());
  const signIn = (headers: Record<string, string>): Promise<Response> =>
    fetch(`${backend.origin}/app/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: 'user=ada',
      redirect: 'manual',
    });

  it('have a cookie that is sent over TLS only and only to this host', async () => {
    const response = await signIn({ origin: 'https://app.example', 'x-forwarded-proto': 'https' });
    assert.equal(response.status, 303);
    const [cookie = ''] = response.headers.getSetCookie();
    assert.match(cookie, /^__Host-ngx-qlik=[^;]+; Path=\/;.*HttpOnly; Secure/);
    assert.doesNotMatch(cookie, /domain/i);
  });

  it('do not begin without TLS, and name the setting to change', async () => {
    const response = await signIn({ origin: 'https://app.example' });
    assert.equal(response.status, 500);
    const { code, remedy } = await json(response);
    assert.equal(code, 'tls-not-seen');
    assert.match(String(remedy), /TRUST_PROXY/);
  });

  it('begin at the public address only', async () => {
    assert.equal((await signIn({ origin: backend.origin, 'x-forwarded-proto': 'https' })).status, 403);
  });
});
