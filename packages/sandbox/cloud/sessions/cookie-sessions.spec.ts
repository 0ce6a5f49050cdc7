import assert from 'node:assert/strict';
import test, { before, type TestContext } from 'node:test';
import { WebSocket } from 'ws';
import { type CloudTenantOptions, DEMO_WEB_INTEGRATION_ID } from '../tenant.ts';
import { TestHttpClient } from '../testing/test-http-client.ts';
import { TestIdentityProvider } from '../testing/test-identity-provider.ts';
import { APP_ORIGIN, at, call, FLIGHTS, startTestTenant } from '../testing/test-tenant.ts';

let provider: TestIdentityProvider;
before(async () => {
  provider = await TestIdentityProvider.create();
});
const page = { origin: APP_ORIGIN, 'qlik-web-integration-id': DEMO_WEB_INTEGRATION_ID };

async function signedIn(
  context: TestContext,
  options: Partial<CloudTenantOptions> = {},
): Promise<TestHttpClient> {
  const { tenant } = await startTestTenant(context, {
    identityProviders: [provider.registration],
    ...options,
  });
  const jar = new TestHttpClient(tenant);
  assert.equal((await jar.logIn(await provider.sign({ sub: 'ada' }))).status, 200);
  return jar;
}

/** @returns 101 or the status that refused the upgrade. */
function socketStatus(jar: TestHttpClient, query: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const address = `${jar.tenant.origin.replace('http', 'ws')}/app/${FLIGHTS}${query}`;
    const socket = new WebSocket(address, { headers: { cookie: jar.header, ...headers } });
    socket.once('open', () => {
      socket.close();
      resolve(101);
    });
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.once('error', reject);
  });
}

test('calls that change something need the CSRF token, and others do not', async (context) => {
  const jar = await signedIn(context);
  const create = (headers: Record<string, string>) =>
    jar.send('POST', '/api/v1/spaces', headers, { name: `Space ${Math.random()}`, type: 'shared' });
  const refused = await create({});
  assert.equal(refused.status, 403);
  assert.equal(at(refused.body, 'code'), 'CSRF-TOKEN-2');
  assert.equal(at(refused.body, 'errors', 0, 'code'), 'CSRF-TOKEN-2');
  assert.equal((await create({ 'qlik-csrf-token': 'guess' })).status, 403);
  const answer = await jar.get('/api/v1/csrf-token', page);
  assert.equal(answer.status, 204);
  assert.match(answer.headers.get('access-control-expose-headers') ?? '', /qlik-csrf-token/);
  const token = answer.headers.get('qlik-csrf-token') ?? '';
  assert.equal(jar.cookies.get('_csrfToken'), token);
  assert.equal((await create({ 'qlik-csrf-token': token })).status, 201);
  const seen = jar.tenant.requests
    .since(0)
    .filter(({ method, path }) => method === 'POST' && path.endsWith('spaces'));
  assert.deepEqual(
    seen.map(({ csrf, status }) => [csrf, status]),
    [
      [false, 403],
      [true, 403],
      [true, 201],
    ],
  );
});

test('a CSRF token that the operator made stale is refused, and the next one works', async (context) => {
  const jar = await signedIn(context);
  const stale = await jar.csrfToken();
  assert.equal(jar.tenant.rotateCsrfTokens(), 1);
  const remove = async (token: string) =>
    (await jar.send('DELETE', '/api/v1/spaces/none', { 'qlik-csrf-token': token })).status;
  assert.equal(await remove(stale), 403);
  assert.equal(await remove(await jar.csrfToken()), 404);
});

test('the CSRF token needs a session', async (context) => {
  const jar = await signedIn(context);
  assert.equal((await call(jar.tenant, '/api/v1/csrf-token')).status, 401);
});

test('cookies of a page are accepted only with the web integration that lists its origin', async (context) => {
  const jar = await signedIn(context);
  const read = async (headers: Record<string, string>, query = '') => {
    const answer = await jar.get(`/api/v1/users/me${query}`, headers);
    return [answer.status, answer.headers.get('access-control-allow-credentials')];
  };
  assert.deepEqual(await read(page), [200, 'true']);
  assert.deepEqual(
    await read({ origin: APP_ORIGIN }, `?qlik-web-integration-id=${DEMO_WEB_INTEGRATION_ID}`),
    [200, 'true'],
  );
  assert.deepEqual(await read({ origin: APP_ORIGIN }), [401, null]);
  assert.deepEqual(await read({ ...page, 'qlik-web-integration-id': 'other' }), [401, null]);
  assert.deepEqual(await read({ ...page, origin: 'https://evil.example' }), [401, null]);
  assert.deepEqual(await read({ origin: jar.tenant.origin }), [200, null]);
  const preflight = (origin: string) =>
    jar.send('OPTIONS', '/api/v1/spaces', { origin, 'access-control-request-method': 'POST' });
  const allowed = await preflight(APP_ORIGIN);
  assert.equal(allowed.headers.get('access-control-allow-origin'), APP_ORIGIN);
  assert.equal(allowed.headers.get('access-control-allow-credentials'), 'true');
  assert.match(allowed.headers.get('vary') ?? '', /origin/i);
  assert.equal((await preflight('https://evil.example')).headers.get('access-control-allow-origin'), null);
});

test('a session cookie with a missing or wrong signature is refused', async (context) => {
  const jar = await signedIn(context);
  const id = jar.cookies.get('eas.sid') ?? '';
  const signature = jar.cookies.get('eas.sid.sig') ?? '';
  for (const cookie of [
    `eas.sid=${id}`,
    `eas.sid=${id}; eas.sid.sig=x`,
    `eas.sid=y; eas.sid.sig=${signature}`,
  ]) {
    assert.equal((await call(jar.tenant, '/api/v1/users/me', { headers: { cookie } })).status, 401, cookie);
  }
});

test('a session ends when it is not used, and at the latest after its lifespan', async (context) => {
  let now = Date.now();
  const jar = await signedIn(context, {
    sessionLifetimes: { inactivity: 100, lifespan: 250 },
    now: () => now,
  });
  const status = async (passed: number): Promise<number> => {
    now += passed * 1000;
    return (await jar.get('/api/v1/users/me')).status;
  };
  assert.deepEqual(
    [await status(90), await status(90), await status(60), await status(20)],
    [200, 200, 200, 401],
  );
  await jar.logIn(await provider.sign({ nbf: Math.floor(now / 1000), exp: Math.floor(now / 1000) + 60 }));
  assert.deepEqual([await status(90), await status(101)], [200, 401]);
});

test('sign-out ends the session, also for copies of its cookies', async (context) => {
  const jar = await signedIn(context);
  const cookie = jar.header;
  assert.equal((await jar.get('/logout')).status, 200);
  assert.equal(jar.cookies.size, 0);
  assert.equal((await call(jar.tenant, '/api/v1/users/me', { headers: { cookie } })).status, 401);
});

test('the operator ends the sessions of one user', async (context) => {
  const jar = await signedIn(context);
  const other = new TestHttpClient(jar.tenant);
  await other.logIn(await provider.sign({ sub: 'edgar' }));
  assert.equal(jar.tenant.expireTokens({ user: 'ada' }), 0);
  assert.equal((await jar.get('/api/v1/users/me')).status, 200);
  assert.equal(jar.tenant.expireTokens({ user: 'ada', sessions: true }), 1);
  assert.equal((await jar.get('/api/v1/users/me')).status, 401);
  assert.equal((await other.get('/api/v1/users/me')).status, 200);
});

test('a socket needs the session, the CSRF token and an origin of the web integration', async (context) => {
  const jar = await signedIn(context);
  const token = await jar.csrfToken();
  const id = `qlik-web-integration-id=${DEMO_WEB_INTEGRATION_ID}`;
  const { origin } = page;
  assert.equal(await socketStatus(jar, `?qlik-csrf-token=${token}&${id}`, { origin }), 101);
  assert.equal(await socketStatus(jar, `?${id}`, { origin }), 403);
  assert.equal(await socketStatus(jar, `?qlik-csrf-token=stale&${id}`, { origin }), 403);
  assert.equal(await socketStatus(jar, `?qlik-csrf-token=${token}`, { origin }), 401);
  assert.equal(
    await socketStatus(jar, `?qlik-csrf-token=${token}&${id}`, { origin: 'https://evil.example' }),
    401,
  );
  assert.equal(await socketStatus(jar, `?qlik-csrf-token=${token}&${id}`, { origin, cookie: '' }), 401);
  assert.equal(await socketStatus(jar, '', { 'qlik-csrf-token': token }), 101);
  const reasons = jar.tenant.requests
    .since(0)
    .flatMap(({ kind, reason }) => (kind === 'websocket' && reason) || []);
  assert.match(reasons.join(), /CSRF token is missing.*CSRF token is not, or no longer, valid/);
  assert.ok(!JSON.stringify(jar.tenant.requests.since(0)).includes(token));
  const logged = jar.tenant.requests
    .since(0)
    .find(({ kind, status }) => kind === 'websocket' && status === 101);
  assert.deepEqual(logged?.credential, { kind: 'cookie', client: DEMO_WEB_INTEGRATION_ID });
  assert.equal(logged?.csrf, true);
});
