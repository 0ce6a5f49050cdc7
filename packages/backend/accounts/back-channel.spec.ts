import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { base64url, type CryptoKey, generateKeyPair } from 'jose';
import { type FakeProvider, LOGOUT_EVENT, startFakeProvider } from '../testing/fake-provider.ts';
import { type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { json, TestBrowser } from '../testing/test-browser.ts';

const PATH = '/app/back-channel-logout';

describe('a logout at the identity provider', { timeout: 120_000 }, () => {
  let provider: FakeProvider;
  let tenant: FakeTenant;
  let backend: TestBackend;
  let foreignKey: CryptoKey;
  let count = 0;
  let subject: string;

  before(async () => {
    [provider, tenant] = await Promise.all([startFakeProvider(), startFakeTenant()]);
    foreignKey = (await generateKeyPair('RS256')).privateKey;
    const client = { host: tenant.origin, clientId: 'client', clientSecret: SECRETS.client };
    backend = await startTestBackend({
      trustedProxies: 'loopback',
      connections: { impersonated: { ...client, type: 'oauth2-impersonation' } },
      settings: { signIn: { ...provider.settings, userClaim: 'employee' } },
    });
  });
  beforeEach(() => {
    count += 1;
    subject = `u-${count}`;
    tenant.revoked.length = 0;
  });
  after(async () => {
    await backend.close();
    await Promise.all([provider.close(), tenant.close()]);
  });

  const signIn = async (sid?: string, sub = subject): Promise<TestBrowser> => {
    // The user's id here is another claim than the provider's own `sub`.
    provider.claims = { sub, employee: `e-${sub}`, ...(sid === undefined ? {} : { sid }) };
    const browser = TestBrowser.elsewhere(backend.origin);
    await provider.signIn(browser);
    return browser;
  };
  const isIn = async (browser: TestBrowser): Promise<boolean> =>
    (await json(await browser.copy().get('/app/session')))['user'] !== null;
  const send = (token: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(backend.origin + PATH, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams({ logout_token: token }).toString(),
    });
  const logOut = async (claims: object): Promise<Response> =>
    send(await provider.logoutToken({ claims: { sub: undefined, ...claims } }));

  it('ends the session that it names, and no other, and what that has at Qlik', async () => {
    const [one, other] = [await signIn('s-1'), await signIn('s-2')];
    const { accessToken } = await json(await one.post('/api/qlik/impersonated/access-token'));
    const response = await logOut({ sid: 's-1' });
    assert.deepEqual([response.status, response.headers.get('cache-control')], [200, 'private, no-store']);
    assert.deepEqual([await isIn(one), await isIn(other)], [false, true]);
    assert.deepEqual(tenant.revoked, [accessToken]);
  });

  it('ends all sessions of the user whom it names', async () => {
    const sessions = [await signIn('s-3'), await signIn('s-4'), await signIn()];
    const another = await signIn('s-5', `${subject}-another`);
    assert.equal((await logOut({ sub: subject })).status, 200);
    for (const hostBrowser of sessions) assert.equal(await isIn(hostBrowser), false);
    assert.equal(await isIn(another), true);
  });

  it('with both ends that session of that user, and those of which the provider named no session', async () => {
    const named = await signIn('s-6');
    const sameUser = await signIn('s-7');
    const unnamed = await signIn();
    const sameSession = await signIn('s-6', `${subject}-another`);
    assert.equal((await logOut({ sub: subject, sid: 's-6' })).status, 200);
    assert.deepEqual([await isIn(named), await isIn(unnamed)], [false, false]);
    assert.deepEqual([await isIn(sameUser), await isIn(sameSession)], [true, true]);
  });

  it('is done when there is no such session', async () => {
    assert.equal((await logOut({ sid: 'none' })).status, 200);
    assert.equal((await logOut({ sub: 'none' })).status, 200);
  });

  it('takes providers that send an older type, none, or no expiry', async () => {
    for (const difference of [
      { header: { typ: 'JWT' } },
      { header: { typ: undefined } },
      { header: { typ: 'application/logout+jwt' } },
      { claims: { exp: undefined } },
      { claims: { aud: ['other', provider.settings.clientId] } },
    ]) {
      const browser = await signIn();
      const claims = { sub: subject, ...difference.claims };
      assert.equal((await send(await provider.logoutToken({ ...difference, claims }))).status, 200);
      assert.equal(await isIn(browser), false);
      subject += '+';
    }
  });

  const now = (): number => Math.floor(Date.now() / 1000);
  const unsigned = (token: string, alg: string): string => {
    const [, payload = ''] = token.split('.');
    return `${base64url.encode(JSON.stringify({ alg, typ: 'logout+jwt' }))}.${payload}.`;
  };
  type Make = (sub: string) => Promise<string>;
  const claimed = (claims: Record<string, unknown>): Make => {
    return (sub) => provider.logoutToken({ claims: { sub, ...claims } });
  };
  const BAD: Readonly<Record<string, Make>> = {
    'of another issuer': claimed({ iss: 'https://evil.example' }),
    'without issuer': claimed({ iss: undefined }),
    'for another client': claimed({ aud: 'another-app' }),
    'without audience': claimed({ aud: undefined }),
    'without iat': claimed({ iat: undefined }),
    'that is old': (sub) => claimed({ iat: now() - 1_000, exp: now() + 100 })(sub),
    'of the future': (sub) => claimed({ iat: now() + 1_000, exp: now() + 2_000 })(sub),
    'that expired': (sub) => claimed({ exp: now() - 100 })(sub),
    'without events': claimed({ events: undefined }),
    'with another event': claimed({ events: { 'http://schemas.openid.net/event/other': {} } }),
    'with an event that is no object': claimed({ events: { [LOGOUT_EVENT]: true } }),
    'with a list of events': claimed({ events: [LOGOUT_EVENT] }),
    'with a nonce': claimed({ nonce: 'n' }),
    'with an empty nonce': claimed({ nonce: null }),
    'without jti': claimed({ jti: undefined }),
    'with a jti that is no text': claimed({ jti: 7 }),
    'with neither user nor session': () => provider.logoutToken({ claims: { sub: undefined } }),
    'with a session that is no text': claimed({ sid: { $ne: '' } }),
    'of the type of an access token': (sub) =>
      provider.logoutToken({ claims: { sub }, header: { typ: 'at+jwt' } }),
    'of a key that is not the provider’s': (sub) =>
      provider.logoutToken({ claims: { sub }, key: foreignKey }),
    'of a key that the provider does not know': (sub) =>
      provider.logoutToken({ claims: { sub }, header: { kid: 'another' }, key: foreignKey }),
    'signed with the client secret': (sub) =>
      provider.logoutToken({
        claims: { sub },
        header: { alg: 'HS256' },
        key: new TextEncoder().encode(provider.settings.clientSecret),
      }),
    'signed with the public key as a secret': async (sub) =>
      provider.logoutToken({
        claims: { sub },
        header: { alg: 'HS256' },
        key: new TextEncoder().encode(await provider.publicKeyText()),
      }),
    'without signature': async (sub) => unsigned(await provider.logoutToken({ claims: { sub } }), 'none'),
    'with its signature taken off': async (sub) =>
      unsigned(await provider.logoutToken({ claims: { sub } }), 'RS256'),
    'with other claims than were signed': async (sub) => {
      const [header = '', , signature = ''] = (await provider.logoutToken({ claims: { sub: 'x' } })).split(
        '.',
      );
      const [, payload = ''] = (await provider.logoutToken({ claims: { sub } })).split('.');
      return `${header}.${payload}.${signature}`;
    },
    'that is no token': async () => 'x',
    'that is empty': async () => '',
    'that is too long': async () => 'x'.repeat(20_000),
  };
  for (const [what, make] of Object.entries(BAD)) {
    it(`refuses a token ${what}, and ends nothing`, async () => {
      const browser = await signIn();
      const response = await send(await make(subject));
      assert.deepEqual([response.status, response.headers.get('cache-control')], [400, 'private, no-store']);
      const body = await json(response);
      assert.deepEqual([body['code'], body['error']], ['logout-token-refused', 'invalid_request']);
      assert.equal(await isIn(browser), true);
    });
  }

  it('takes a token once', async () => {
    const token = await provider.logoutToken({ claims: { sub: subject } });
    assert.equal((await send(token)).status, 200);
    // Later than the second in which it was issued, the user signs in again.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const browser = await signIn();
    assert.equal((await send(token)).status, 400);
    assert.equal(await isIn(browser), true);
  });

  it('takes one token, as a form', async () => {
    const token = await provider.logoutToken({ claims: { sub: subject } });
    const browser = await signIn();
    const form = 'application/x-www-form-urlencoded';
    for (const [type, body] of [
      ['application/json', JSON.stringify({ logout_token: token })],
      [form, ''],
      [form, `logout_token=${token}&logout_token=${token}`],
      [form, `token=${token}`],
    ] as const) {
      const headers = { 'content-type': type };
      const response = await fetch(backend.origin + PATH, { method: 'POST', headers, body });
      assert.equal(response.status, 400, body.slice(0, 20));
    }
    assert.equal((await fetch(`${backend.origin}${PATH}?logout_token=${token}`)).status, 404);
    assert.equal(await isIn(browser), true);
  });

  it('ends a sign-in that is under way', async () => {
    for (const claims of [{ sid: 's-under-way' }, {}]) {
      provider.claims = { sub: subject, employee: 'e', ...claims };
      const browser = TestBrowser.elsewhere(backend.origin);
      const address = await provider.authorize(browser);
      const paused = provider.pauseResponses('/token');
      const finishing = browser.get(address);
      await paused.arrived;
      const token = { ...('sid' in claims ? claims : { sub: subject }) };
      assert.equal((await logOut(token)).status, 200);
      paused.release();
      assert.equal((await finishing).status, 401);
      assert.equal(await isIn(browser), false);
      subject += '+';
    }
  });

  it('is limited, and logs no token', async () => {
    const statuses = await Promise.all(Array.from({ length: 320 }, async () => (await send('x')).status));
    assert.ok(statuses.includes(429));
    assert.ok(!backend.log().includes('eyJ'));
  });
});

describe('without an identity provider', () => {
  it('there is no logout of one', async (t) => {
    const backend = await startTestBackend({ trustedProxies: 'loopback', connections: {} });
    t.after(() => backend.close());
    assert.equal((await fetch(backend.origin + PATH, { method: 'POST' })).status, 404);
  });
});
