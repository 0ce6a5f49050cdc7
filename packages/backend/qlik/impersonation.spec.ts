import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { json, TestBrowser } from '../testing/test-browser.ts';

describe('access tokens by impersonation', () => {
  let tenant: FakeTenant;
  let backend: TestBackend;
  let count = 0;
  let id: string;

  before(async () => {
    tenant = await startFakeTenant();
  });
  beforeEach(async () => {
    count += 1;
    id = `finance-${count}`;
    tenant.tokenFault = undefined;
    tenant.seen.length = 0;
    const common = {
      type: 'oauth2-impersonation',
      host: tenant.origin,
      clientId: 'client',
      clientSecret: SECRETS.client,
    };
    backend = await startTestBackend({
      connections: {
        [id]: { ...common, user: { map: { grace: 'grace.hopper' } } },
        private: { ...common, onlyUsers: ['ada'] },
        mapped: { ...common, user: { map: { ada: 'ada' }, others: 'refuse' } },
        gone: { ...common, host: 'http://localhost:9', timeoutSeconds: 2 },
        other: { ...common, type: 'm2m', audience: 'everyone-signed-in' },
      },
    });
  });
  after(() => tenant.close());
  const ask = (browser: TestBrowser, connection = id, body?: object): Promise<Response> =>
    browser.post(`/api/qlik/${connection}/access-token`, body);
  const tokenRequests = (): unknown[] =>
    tenant.seen.filter(({ url }) => url === '/oauth/token').map(({ body }) => body);

  it('asks the tenant once for fifty callers, in the name of the user as mapped', async (t) => {
    t.after(() => backend.close());
    const browser = await new TestBrowser(backend.origin).signIn('grace');
    const responses = await Promise.all(Array.from({ length: 50 }, () => ask(browser)));
    const tokens = new Set(
      await Promise.all(responses.map(async (response) => (await json(response))['accessToken'])),
    );
    assert.equal(tokens.size, 1);
    assert.deepEqual(tokenRequests(), [
      {
        grant_type: 'urn:qlik:oauth:user-impersonation',
        user_lookup: { field: 'subject', value: 'grace.hopper' },
        client_id: 'client',
        client_secret: SECRETS.client,
        scope: 'user_default',
      },
    ]);
    const again = await ask(browser);
    assert.equal(again.headers.get('cache-control'), 'private, no-store');
    assert.ok(Date.parse(String((await json(again))['expiresAt'])) > Date.now() + 3_000_000);
    assert.equal(tokenRequests().length, 1);
  });

  it('gives each user an own token', async (t) => {
    t.after(() => backend.close());
    const tokens = new Set<unknown>();
    for (const user of ['ada', 'grace', 'edgar']) {
      tokens.add((await json(await ask(await new TestBrowser(backend.origin).signIn(user))))['accessToken']);
    }
    assert.equal(tokens.size, 3);
  });

  it('gets another token after the old one was refused', async (t) => {
    t.after(() => backend.close());
    const browser = await new TestBrowser(backend.origin).signIn('ada');
    const { accessToken } = await json(await ask(browser));
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    const renewed = await json(await ask(browser, id, { refusedToken: accessToken }));
    assert.notEqual(renewed['accessToken'], accessToken);
    assert.equal(
      (await json(await ask(browser, id, { refusedToken: accessToken })))['accessToken'],
      renewed['accessToken'],
    );
  });

  it('refuses with a reason', async (t) => {
    t.after(() => backend.close());
    const signedOut = new TestBrowser(backend.origin);
    const ada = await new TestBrowser(backend.origin).signIn('ada');
    const dora = await new TestBrowser(backend.origin).signIn('dora');
    const expect = async (response: Promise<Response>, status: number, code: string): Promise<void> => {
      const { status: actual, headers } = await response;
      const body = await json(await response);
      assert.equal(actual, status);
      assert.equal(body['code'], code);
      assert.ok(typeof body['remedy'] === 'string' || status === 400, code);
      assert.match(headers.get('content-type') ?? '', /problem\+json/);
    };
    await expect(ask(signedOut), 401, 'host-signed-out');
    await expect(ask(dora, 'private'), 403, 'not-allowed');
    await expect(ask(dora, 'mapped'), 403, 'user-unknown-at-qlik');
    await expect(ask(ada, 'none'), 404, 'connection-unknown');
    await expect(ask(ada, 'other'), 404, 'connection-type');
    await expect(ask(ada, 'gone'), 502, 'qlik-unreachable');
    await expect(ask(ada, id, { surprise: 1 }), 400, 'bad-body');
    await expect(
      ada.post(`/api/qlik/${id}/access-token`, undefined, { origin: 'https://evil.example' }),
      403,
      'cross-site',
    );
    assert.equal((await ask(ada, 'private')).status, 200);
  });

  it('distinguishes refusals of the user, of the client and of all requests, and recovers', async (t) => {
    t.after(() => backend.close());
    const browser = await new TestBrowser(backend.origin).signIn('ada');
    for (const [status, code, expectedStatus] of [
      [403, 'user-refused-by-qlik', 403],
      [401, 'credential-refused', 502],
      [429, 'qlik-too-many-requests', 429],
      [503, 'qlik-failed', 502],
    ] as const) {
      tenant.tokenFault = { status, body: JSON.stringify({ errors: [{ title: `echo ${SECRETS.client}` }] }) };
      const response = await ask(browser);
      const text = await response.text();
      assert.equal(response.status, expectedStatus);
      assert.match(text, new RegExp(`"${code}"`));
      assert.ok(!text.includes(SECRETS.client));
    }
    tenant.tokenFault = { status: 200, body: '<html>' };
    assert.equal((await ask(browser)).status, 502);
    tenant.tokenFault = undefined;
    assert.equal((await ask(browser)).status, 200);
    assert.ok(!backend.log().includes(SECRETS.client));
    assert.ok(!backend.log().includes(SECRETS.token));
    assert.match(backend.log(), /Qlik answered 401/);
  });
});
