import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, afterEach, before, describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { type FakeProvider, startFakeProvider } from '../testing/fake-provider.ts';
import { type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { json, TestBrowser } from '../testing/test-browser.ts';

/** The values of `email_verified`, and whether each is enough: without and with a trusted provider. */
const CLAIMS: readonly (readonly [what: string, claims: object, isVerified: boolean, isTrusted: boolean])[] =
  [
    ['true', { email_verified: true }, true, true],
    ['the text "true"', { email_verified: 'true' }, true, true],
    ['nothing', {}, false, true],
    ['false', { email_verified: false }, false, false],
    ['the text "false"', { email_verified: 'false' }, false, false],
    ['the text "TRUE"', { email_verified: 'TRUE' }, false, false],
    ['1', { email_verified: 1 }, false, false],
    ['null', { email_verified: null }, false, false],
    ['a list', { email_verified: [true] }, false, false],
    ['an object', { email_verified: { value: true } }, false, false],
    ['an empty text', { email_verified: '' }, false, false],
  ];

describe('an e-mail address', () => {
  let provider: FakeProvider;
  let tenant: FakeTenant;
  const backends: TestBackend[] = [];

  before(async () => {
    [provider, tenant] = await Promise.all([startFakeProvider(), startFakeTenant()]);
    const privateKey = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    }).privateKey;
    const byMail = { user: { from: 'email', map: { 'ada@x.example': 'ada' } } };
    const client = { host: tenant.origin, clientId: 'client', clientSecret: SECRETS.client };
    const connections = {
      impersonated: { ...client, ...byMail, type: 'oauth2-impersonation' },
      byId: { ...client, type: 'oauth2-impersonation' },
      cloud: { type: 'jwt', host: tenant.origin, issuer: 'i', keyId: 'k', privateKey },
      cloudByMail: { type: 'jwt', host: tenant.origin, issuer: 'i', keyId: 'k', privateKey, ...byMail },
      server: { type: 'jwt-virtual-proxy', privateKey, userDirectory: 'D' },
      serverByMail: { type: 'jwt-virtual-proxy', privateKey, userDirectory: 'D', ...byMail },
      proxy: { type: 'header', host: tenant.origin, headerName: 'X-User', userDirectory: 'D', ...byMail },
    };
    for (const isEmailTrusted of [false, true]) {
      for (const userClaim of ['sub', 'email']) {
        const signIn = { ...provider.settings, isEmailTrusted, userClaim };
        backends.push(
          await startTestBackend({ trustedProxies: 'loopback', connections, settings: { signIn } }),
        );
      }
    }
  });
  afterEach(() => {
    provider.claims = {};
    tenant.seen.length = 0;
  });
  after(async () => {
    await Promise.all(backends.map((backend) => backend.close()));
    await Promise.all([provider.close(), tenant.close()]);
  });
  const backendOf = (isTrusted: boolean, userClaim: 'sub' | 'email'): TestBackend => {
    const backend = backends[(isTrusted ? 2 : 0) + (userClaim === 'email' ? 1 : 0)];
    assert.ok(backend);
    return backend;
  };
  const expectUnverified = async (response: Response): Promise<void> => {
    assert.equal(response.status, 403);
    const body = await json(response);
    assert.equal(body['code'], 'email-unverified');
    assert.match(String(body['remedy']), /OIDC_TRUST_EMAIL/);
  };

  for (const [what, claims, verified, trusted] of CLAIMS) {
    for (const isTrusted of [false, true]) {
      const isGood = isTrusted ? trusted : verified;
      const where = isTrusted ? 'of a trusted provider' : 'of a provider that has to say so';
      it(`${where} with ${what} ${isGood ? 'names' : 'does not name'} a user at Qlik`, async () => {
        provider.claims = claims as Record<string, unknown>;
        const browser = TestBrowser.elsewhere(backendOf(isTrusted, 'sub').origin);
        await provider.signIn(browser);
        const post = (path: string): Promise<Response> => browser.post(`/api/qlik/${path}`);
        for (const path of [
          'impersonated/access-token',
          'cloud/jwt',
          'cloudByMail/jwt',
          'serverByMail/virtual-proxy-jwt',
        ]) {
          const response = await post(path);
          if (isGood) assert.equal(response.status, 200, path);
          else await expectUnverified(response);
        }
        const relayed = await browser.get('/qlik/proxy/qrs/about');
        if (!isGood) await expectUnverified(relayed);
        if (isGood) assert.notEqual((await json(relayed))['code'], 'email-unverified');
        if (!isGood) assert.deepEqual(tenant.seen, [], 'nothing reached Qlik');
        assert.equal((await post('byId/access-token')).status, 200, 'an id needs no address');
        const { jwt } = await json(await post('server/virtual-proxy-jwt'));
        assert.equal(decodeJwt(String(jwt))['email'], isGood ? 'ada@x.example' : undefined);
      });

      it(`${where} with ${what} ${isGood ? 'is' : 'is not'} a user’s id here`, async () => {
        provider.claims = claims as Record<string, unknown>;
        const browser = TestBrowser.elsewhere(backendOf(isTrusted, 'email').origin);
        const response = await browser.get(await provider.authorize(browser));
        const { user } = await json(await browser.get('/app/session'));
        if (isGood) assert.equal((user as { id: string }).id, 'ada@x.example');
        else {
          await expectUnverified(response);
          assert.equal(user, null);
        }
      });
    }
  }

  it('of a demo user counts as verified', async (t) => {
    const demo = await startTestBackend({
      trustedProxies: 'loopback',
      connections: {
        impersonated: {
          ...{ type: 'oauth2-impersonation', host: tenant.origin, clientId: 'client' },
          ...{ clientSecret: SECRETS.client, user: { from: 'email' } },
        },
      },
    });
    t.after(() => demo.close());
    const ada = await TestBrowser.elsewhere(demo.origin).signIn('ada');
    assert.equal((await ada.post('/api/qlik/impersonated/access-token')).status, 200);
  });
});

describe('the groups of a user', () => {
  let provider: FakeProvider;
  let backend: TestBackend;
  before(async () => {
    provider = await startFakeProvider();
    const privateKey = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    }).privateKey;
    backend = await startTestBackend({
      trustedProxies: 'loopback',
      connections: { server: { type: 'jwt-virtual-proxy', privateKey, userDirectory: 'D', groups: true } },
      settings: { signIn: { ...provider.settings, groupsClaim: 'https://x.example/roles' } },
    });
  });
  after(async () => {
    await backend.close();
    await provider.close();
  });

  for (const [what, value, expected] of [
    ['texts', ['a', 'b'], ['a', 'b']],
    ['one text', 'only', ['only']],
    ['nothing', undefined, []],
    ['null', null, []],
    ['an object', { a: true }, []],
    ['a number', 17, []],
    ['texts among other values', ['a', 1, null, ['b'], { c: 1 }, '', 'd'], ['a', 'd']],
    ['a text with a comma', 'a,b', ['a,b']],
  ] as const) {
    it(`are read from the claim that is named, with ${what} in it`, async () => {
      provider.claims = { 'https://x.example/roles': value, groups: ['not-these'] };
      const browser = TestBrowser.elsewhere(backend.origin);
      await provider.signIn(browser);
      const { jwt } = await json(await browser.post('/api/qlik/server/virtual-proxy-jwt'));
      assert.deepEqual(decodeJwt(String(jwt))['groups'], expected);
    });
  }
});
