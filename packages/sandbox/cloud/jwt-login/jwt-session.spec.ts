import assert from 'node:assert/strict';
import test, { before, type TestContext } from 'node:test';
import { SignJWT } from 'jose';
import { DEMO_WEB_INTEGRATION_ID } from '../tenant.ts';
import { TestHttpClient } from '../testing/test-http-client.ts';
import { validClaims, KEY_ID, nowSeconds, TestIdentityProvider } from '../testing/test-identity-provider.ts';
import { APP_ORIGIN, at, list, startTestTenant, text } from '../testing/test-tenant.ts';

let provider: TestIdentityProvider;
let otherProvider: TestIdentityProvider;
before(async () => {
  provider = await TestIdentityProvider.create();
  otherProvider = await TestIdentityProvider.create();
});
const page = { origin: APP_ORIGIN, 'qlik-web-integration-id': DEMO_WEB_INTEGRATION_ID };

async function start(context: TestContext): Promise<TestHttpClient> {
  const { tenant } = await startTestTenant(context, { identityProviders: [provider.registration] });
  return new TestHttpClient(tenant);
}

test('a JWT becomes a session, with Qlik’s four cookies, for the page that the web integration lists', async (context) => {
  const jar = await start(context);
  const answer = await jar.logIn(await provider.sign(), page);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('access-control-allow-origin'), APP_ORIGIN);
  assert.equal(answer.headers.get('access-control-allow-credentials'), 'true');
  const lines = answer.headers.getSetCookie();
  assert.deepEqual(
    lines.map((line) => line.split('=')[0]),
    ['eas.sid', 'eas.sid.sig', '_csrfToken', '_csrfToken.sig'],
  );
  for (const line of lines) {
    assert.match(line, /; Path=\/; HttpOnly; Secure; SameSite=None$/);
  }
  const me = await jar.get('/api/v1/users/me', page);
  assert.equal(at(me.body, 'subject'), 'grace');
  assert.equal(at(me.body, 'email'), 'grace@customer.example');
  const spaces = await jar.get('/api/v1/spaces?sort=name');
  assert.deepEqual(
    list(spaces.body, 'data').map((space) => at(space, 'name')),
    ['Flight operations', 'Public data'],
  );
  const seen = jar.tenant.requests.since(0).map(({ path, credential, user }) => [path, credential, user]);
  assert.deepEqual(seen[0], [
    '/login/jwt-session',
    { kind: 'jwt', client: DEMO_WEB_INTEGRATION_ID },
    'grace',
  ]);
  assert.deepEqual(seen[1], [
    '/api/v1/users/me',
    { kind: 'cookie', client: DEMO_WEB_INTEGRATION_ID },
    'grace',
  ]);
});

test('takes the call with a content type and without a body, as Qlik’s samples send it', async (context) => {
  const jar = await start(context);
  const answer = await jar.logIn(await provider.sign(), { 'content-type': 'application/json' });
  assert.equal(answer.status, 200);
});

test('a user that the tenant does not know is created, with groups, and keeps its id', async (context) => {
  const jar = await start(context);
  const claims = { sub: 'auth0|42', name: 'New Comer', email: 'new@customer.example', groups: ['Sales'] };
  await jar.logIn(await provider.sign(claims));
  const first = (await jar.get('/api/v1/users/me')).body;
  assert.equal(text(first, 'name'), 'New Comer');
  assert.equal(at(first, 'assignedGroups', 0, 'name'), 'Sales');
  assert.deepEqual(at((await jar.get('/api/v1/spaces')).body, 'data'), []);
  await jar.logIn(await provider.sign({ ...claims, name: 'Renamed' }));
  const second = (await jar.get('/api/v1/users/me')).body;
  assert.equal(at(second, 'id'), at(first, 'id'));
  assert.equal(at(second, 'name'), 'Renamed');
});

test('each missing claim is refused with Qlik’s words', async (context) => {
  const jar = await start(context);
  for (const claim of Object.keys(validClaims())) {
    const answer = await jar.logIn(await provider.sign({ [claim]: undefined }));
    assert.equal(answer.status, 400, claim);
    assert.deepEqual(at(answer.body, 'errors'), [
      {
        code: 'INTERNAL-TOKEN-1',
        title: 'Invalid token request',
        detail: `JWT_LOGIN_VALIDATIONS Missing required claim: ${claim}`,
        status: '400',
      },
    ]);
    assert.match(text(answer.body, 'traceId'), /^[0-9a-f]{32}$/);
    assert.equal(answer.headers.getSetCookie().length, 0);
  }
});

test('each wrong claim is refused with a reason that names it', async (context) => {
  const jar = await start(context);
  const now = nowSeconds();
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ aud: 'qlik.api' }, /aud has to be "qlik\.api\/login\/jwt-session"/],
    [{ sub: '' }, /sub has to be a text/],
    [{ sub: 42 }, /sub has to be a text/],
    [{ name: ['x'] }, /name has to be a text/],
    [{ email: ' ' }, /email has to be a text/],
    [{ subType: 'bot' }, /subType has to be "user"/],
    [{ email_verified: false }, /email_verified has to be true/],
    [{ email_verified: 'true' }, /email_verified has to be true/],
    [{ jti: '' }, /jti has to be/],
    [{ groups: 'Sales' }, /groups has to be a list/],
    [{ nbf: now, exp: now + 3601 }, /exp is more than 3600 seconds after nbf/],
    [{ nbf: now - 3000, exp: now - 60 }, /exp has passed/],
    [{ nbf: now + 60, exp: now + 600 }, /nbf has not been reached/],
  ];
  for (const [changes, reason] of cases) {
    const answer = await jar.logIn(await provider.sign(changes));
    assert.equal(answer.status, 400, JSON.stringify(changes));
    assert.equal(at(answer.body, 'errors', 0, 'code'), 'INTERNAL-TOKEN-1');
    assert.match(text(answer.body, 'errors', 0, 'detail'), reason);
    assert.match(jar.tenant.requests.since(0).at(-1)?.reason ?? '', reason);
  }
  assert.equal((await jar.get('/api/v1/users/me')).status, 401);
});

test('clocks may differ by the provider’s tolerance', async (context) => {
  const jar = await start(context);
  const now = nowSeconds();
  assert.equal((await jar.logIn(await provider.sign({ nbf: now + 4, exp: now + 60 }))).status, 200);
  assert.equal((await jar.logIn(await provider.sign({ nbf: now - 60, exp: now - 3 }))).status, 200);
});

test('an untrusted token is a 401 with the reason', async (context) => {
  const jar = await start(context);
  const symmetric = await new SignJWT(validClaims())
    .setProtectedHeader({ alg: 'HS256', kid: KEY_ID })
    .sign(new TextEncoder().encode(provider.registration.pem));
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${symmetric.split('.')[1]}.`;
  const cases: [string, RegExp][] = [
    [symmetric, /HS256 is not accepted/],
    [unsigned, /none is not accepted/],
    [await provider.sign({ iss: 'https://other.example' }), /iss is not the issuer/],
    [await provider.sign({}, { kid: 'other' }), /kid is not the key id/],
    [await otherProvider.sign(), /signature does not fit/],
    ['no.jwt.atall', /no JWT/],
  ];
  for (const [token, reason] of cases) {
    const answer = await jar.logIn(token);
    assert.equal(answer.status, 401, String(reason));
    assert.match(text(answer.body, 'errors', 0, 'detail'), reason);
  }
  assert.equal((await jar.send('POST', '/login/jwt-session')).status, 401);
});

test('a JWT is accepted once, and a refused one can be used again', async (context) => {
  const jar = await start(context);
  const jwt = await provider.sign({ jti: 17111234567 });
  assert.equal((await jar.logIn(jwt, { origin: 'https://evil.example' })).status, 401);
  assert.equal((await jar.logIn(jwt)).status, 200);
  const again = await jar.logIn(jwt);
  assert.equal(again.status, 400);
  assert.match(text(again.body, 'errors', 0, 'detail'), /jti was used before/);
});

test('a disabled user is no member', async (context) => {
  const jar = await start(context);
  const answer = await jar.logIn(await provider.sign({ sub: 'noah' }));
  assert.equal(answer.status, 403);
  assert.equal(at(answer.body, 'errors', 0, 'code'), 'AUTH-5');
  assert.equal(answer.headers.getSetCookie().length, 0);
});

test('pages need a web integration that lists their origin, in the header or in the query', async (context) => {
  const jar = await start(context);
  const ask = async (path: string, headers: Record<string, string>): Promise<[number, string | null]> => {
    const authorization = `Bearer ${await provider.sign()}`;
    const answer = await jar.send('POST', path, { authorization, ...headers });
    return [answer.status, answer.headers.get('access-control-allow-origin')];
  };
  const path = '/login/jwt-session';
  const query = `${path}?qlik-web-integration-id=${DEMO_WEB_INTEGRATION_ID}`;
  assert.deepEqual(await ask(path, page), [200, APP_ORIGIN]);
  assert.deepEqual(await ask(query, { origin: APP_ORIGIN }), [200, APP_ORIGIN]);
  assert.deepEqual(await ask(path, { origin: APP_ORIGIN }), [401, null]);
  assert.deepEqual(await ask(path, { ...page, 'qlik-web-integration-id': 'unknown' }), [401, null]);
  assert.deepEqual(await ask(query, { ...page, origin: 'https://evil.example' }), [401, null]);
  assert.deepEqual(await ask(path, {}), [200, null]);
});
