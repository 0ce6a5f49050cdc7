import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { json, TestBrowser } from '../testing/test-browser.ts';

describe('the confidential web client', () => {
  let tenant: FakeTenant;
  let backend: TestBackend;

  before(async () => {
    tenant = await startFakeTenant();
    const client = {
      type: 'oauth2-web',
      host: tenant.origin,
      clientId: 'client',
      clientSecret: SECRETS.client,
    };
    backend = await startTestBackend({
      connections: { web: { ...client, redirectPath: '/auth/callback' }, second: client },
    });
  });
  beforeEach(() => {
    tenant.seen.length = 0;
    tenant.tokenFault = undefined;
    tenant.tokenLife = 3600;
  });
  after(async () => {
    await backend.close();
    await tenant.close();
  });

  /** Goes to the tenant. @returns the address that the tenant sends back to */
  const authorize = async (
    browser: TestBrowser,
    connection = 'web',
    returnTo = '/spaces?a=1',
  ): Promise<string> => {
    const response = await browser.get(
      `/api/qlik/${connection}/sign-in?returnTo=${encodeURIComponent(returnTo)}`,
    );
    assert.equal(response.status, 303);
    const away = new URL(response.headers.get('location') ?? '');
    assert.equal(away.origin, tenant.origin);
    assert.equal(away.searchParams.get('code_challenge_method'), 'S256');
    assert.equal(away.searchParams.get('scope'), 'user_default offline_access');
    const back = await fetch(away, { redirect: 'manual' });
    const address = new URL(back.headers.get('location') ?? '');
    assert.equal(address.origin, backend.origin);
    return address.pathname + address.search;
  };
  const signIn = async (user = 'ada', connection = 'web'): Promise<TestBrowser> => {
    const browser = await new TestBrowser(backend.origin).signIn(user);
    const response = await browser.get(await authorize(browser, connection));
    assert.equal(response.status, 303);
    assert.equal(response.headers.get('location'), '/spaces?a=1');
    return browser;
  };
  const grants = (): unknown[] =>
    tenant.seen.flatMap(({ url, body }) =>
      url === '/oauth/token' ? [(body as { grant_type: string }).grant_type] : [],
    );

  it('signs in, returns the user, and calls in the user’s name', async () => {
    const browser = await new TestBrowser(backend.origin).signIn('ada');
    const before = await json(await browser.get('/api/qlik/web/session'));
    assert.deepEqual([before['isSignedIn'], before['signIn']], [false, '/api/qlik/web/sign-in']);
    const refused = await browser.get('/qlik/web/api/v1/spaces');
    assert.equal(refused.status, 401);
    assert.equal((await json(refused))['code'], 'qlik-signed-out');
    await browser.get(await authorize(browser));
    const hostSession = await json(await browser.get('/api/qlik/web/session'));
    assert.deepEqual(hostSession['user'], { id: 'u1', name: 'Ada Lovelace', email: 'ada@sandbox.example' });
    assert.equal((await browser.get('/qlik/web/api/v1/spaces')).status, 200);
    assert.equal(
      (await browser.get('/qlik/second/api/v1/spaces')).status,
      401,
      'the other connection has its own',
    );
  });

  it('redeems a callback once, and only in the session that began it', async () => {
    const ada = await new TestBrowser(backend.origin).signIn('ada');
    const address = await authorize(ada);
    const expectUnknown = async (browser: TestBrowser, path: string): Promise<void> => {
      const response = await browser.get(path);
      assert.equal(response.status, 400);
      assert.equal((await json(response))['code'], 'sign-in-unknown');
    };
    assert.equal((await new TestBrowser(backend.origin).get(address)).status, 401);
    const grace = await new TestBrowser(backend.origin).signIn('grace');
    await expectUnknown(grace, await authorize(ada));
    await expectUnknown(ada, address.replace('/auth/callback', '/api/qlik/second/callback'));
    await expectUnknown(ada, address.replace(/state=[^&]*/, 'state=forged'));
    await expectUnknown(ada, '/auth/callback?code=1');
    const again = await authorize(ada);
    assert.equal((await ada.get(again)).status, 303);
    await expectUnknown(ada, again);
    assert.equal((await grace.get('/qlik/web/api/v1/spaces')).status, 401);
  });

  it('reports that the tenant refused, without its text', async () => {
    const ada = await new TestBrowser(backend.origin).signIn('ada');
    const address = await authorize(ada);
    const state = new URL(address, backend.origin).searchParams.get('state') ?? '';
    const response = await ada.get(
      `/auth/callback?state=${state}&error=access_denied&error_description=%3Cscript%3Ealert(1)%3C/script%3E`,
    );
    assert.equal(response.status, 401);
    assert.ok(!(await response.text()).includes('script'));
  });

  it('sends an HTML page when a callback fails', async () => {
    const ada = await new TestBrowser(backend.origin).signIn('ada');
    const response = await ada.get('/auth/callback?state=forged', { accept: 'text/html' });
    assert.equal(response.status, 400);
    assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(await response.text(), /not begun here[^]*Sign in again[^]*href="\/"/);
  });

  for (const returnTo of [
    'https://evil.example',
    '//evil.example',
    'javascript:alert(1)',
    '/\\evil.example',
  ]) {
    it(`does not return to ${returnTo}`, async () => {
      const ada = await new TestBrowser(backend.origin).signIn('ada');
      const response = await ada.get(`/api/qlik/web/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
      assert.equal(response.status, 400);
    });
  }

  it('renews an expiring token once for all waiting calls', async () => {
    tenant.tokenLife = 30;
    const ada = await signIn();
    tenant.tokenLife = 3600;
    tenant.seen.length = 0;
    const responses = await Promise.all(Array.from({ length: 20 }, () => ada.get('/qlik/web/api/v1/spaces')));
    assert.ok(responses.every(({ status }) => status === 200));
    assert.deepEqual(grants(), ['refresh_token']);
  });

  it('renews after a refusal, and asks the user when it cannot', async () => {
    const ada = await signIn();
    tenant.expireTokens();
    assert.equal((await ada.get('/qlik/web/api/v1/spaces')).status, 200);
    tenant.expireTokens();
    tenant.tokenFault = { status: 503, body: '{}' };
    assert.equal(
      (await ada.get('/qlik/web/api/v1/spaces')).status,
      502,
      'the tenant is away, the session is kept',
    );
    tenant.tokenFault = { status: 400, body: '{"error":"invalid_grant"}' };
    const over = await ada.get('/qlik/web/api/v1/spaces');
    assert.equal(over.status, 401);
    assert.equal((await json(over))['signIn'], '/api/qlik/web/sign-in');
  });

  it('revokes and forgets with the sign-out of the connection, and of the application', async () => {
    const ada = await signIn();
    tenant.seen.length = 0;
    assert.equal((await ada.post('/api/qlik/web/sign-out')).status, 204);
    assert.equal(tenant.seen.filter(({ url }) => url === '/oauth/revoke').length, 2);
    assert.equal((await ada.get('/qlik/web/api/v1/spaces')).status, 401);
    assert.equal((await ada.get('/api/qlik/web/session')).status, 200, 'the application goes on');

    const grace = await signIn('grace', 'second');
    tenant.seen.length = 0;
    await grace.post('/app/sign-out');
    assert.equal(tenant.seen.filter(({ url }) => url === '/oauth/revoke').length, 2);
  });

  it('does not hand one user’s tokens to the next one in the same browser', async () => {
    const browser = await signIn('ada');
    await browser.signIn('grace');
    assert.equal((await browser.get('/qlik/web/api/v1/spaces')).status, 401);
  });

  it('logs no secret', () => {
    for (const secret of ['very-secret', 'code_verifier='])
      assert.ok(!backend.log().includes(secret), secret);
  });
});
