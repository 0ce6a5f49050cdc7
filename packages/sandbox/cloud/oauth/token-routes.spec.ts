import assert from 'node:assert/strict';
import test from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import {
  APP_ORIGIN,
  at,
  call,
  callApi,
  list,
  postToken,
  startTestTenant,
  text,
  tokenFor,
  WEB_CLIENT,
} from '../testing/test-tenant.ts';

const IMPERSONATION = 'urn:qlik:oauth:user-impersonation';
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const grace = { field: 'subject', value: 'grace' };

test('answers a form body as curl sends it, with Basic authentication', async (context) => {
  const { tenant } = await startTestTenant(context);
  const answer = await call(tenant, '/oauth/token', {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('sandbox-web:sandbox-web-secret').toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'user_default' }),
  });
  assert.equal(answer.status, 200);
  assert.equal(at(answer.body, 'token_type'), 'bearer');
  assert.equal(at(answer.body, 'scope'), 'user_default');
  assert.equal(at(answer.body, 'expires_in'), 21_600);
  assert.ok(Math.abs(Date.parse(text(answer.body, 'expires_at')) - Date.now() - 21_600_000) < 5000);
  assert.equal(at(answer.body, 'refresh_token'), undefined);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
});

test('a client that acts as itself without a scope has what it may, and is a tenant admin', async (context) => {
  const { tenant } = await startTestTenant(context);
  const answer = await postToken(tenant, { ...WEB_CLIENT, grant_type: 'client_credentials' });
  assert.equal(at(answer.body, 'scope'), 'user_default admin_classic');
  const token = text(answer.body, 'access_token');
  const me = await callApi(tenant, token, '/users/me');
  assert.equal(at(me.body, 'assignedRoles', 0, 'name'), 'TenantAdmin');
  const spaces = await callApi(tenant, token, '/spaces?limit=100');
  assert.equal(list(spaces.body, 'data').length, 60);
});

test('answers the impersonation grant in a form, with the lookup in brackets', async (context) => {
  const { tenant } = await startTestTenant(context);
  const body = new URLSearchParams({
    ...WEB_CLIENT,
    grant_type: IMPERSONATION,
    'user_lookup[field]': 'subject',
    'user_lookup[value]': 'edgar',
  });
  const answer = await call(tenant, '/oauth/token', { method: 'POST', body });
  const me = await callApi(tenant, text(answer.body, 'access_token'), '/users/me');
  assert.equal(at(me.body, 'subject'), 'edgar');
});

test('access tokens are JWTs that the published key verifies', async (context) => {
  const { tenant } = await startTestTenant(context);
  const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', tenant.origin));
  const { payload } = await jwtVerify(await tokenFor(tenant, 'grace'), keys, {
    issuer: tenant.origin,
    audience: 'qlik.api',
  });
  assert.equal(payload.sub, 'grace');
  assert.equal(payload['subType'], 'user');
  assert.equal(payload['tenantId'], tenant.id);
});

test('renews without a client_id, as Qlik’s own client asks for it', async (context) => {
  const { tenant } = await startTestTenant(context);
  const first = await postToken(tenant, {
    ...WEB_CLIENT,
    grant_type: IMPERSONATION,
    scope: 'user_default offline_access',
    user_lookup: grace,
  });
  const refresh_token = text(first.body, 'refresh_token');
  const { client_secret } = WEB_CLIENT;
  const renewed = await postToken(tenant, { grant_type: 'refresh_token', refresh_token, client_secret });
  assert.equal(renewed.status, 200);
  assert.ok(text(renewed.body, 'refresh_token'));
  assert.equal((await postToken(tenant, { grant_type: 'refresh_token', refresh_token })).status, 401);
});

test('each refusal has its status, Qlik’s error list and the RFC’s code', async (context) => {
  const { tenant } = await startTestTenant(context);
  const impersonate = { ...WEB_CLIENT, grant_type: IMPERSONATION };
  const cases: [object, number, string][] = [
    [{}, 400, 'invalid_request'],
    [{ grant_type: 'password', ...WEB_CLIENT }, 400, 'unsupported_grant_type'],
    [{ grant_type: 'client_credentials' }, 400, 'invalid_request'],
    [
      { grant_type: 'client_credentials', client_id: 'sandbox-web', client_secret: 'x' },
      401,
      'invalid_client',
    ],
    [{ grant_type: 'client_credentials', client_id: 'sandbox-web' }, 401, 'invalid_client'],
    [{ grant_type: 'client_credentials', client_id: 'sandbox-spa' }, 400, 'unauthorized_client'],
    [{ grant_type: 'client_credentials', ...WEB_CLIENT, scope: 'everything' }, 400, 'invalid_scope'],
    [{ grant_type: 'client_credentials', ...WEB_CLIENT, scope: ['user_default'] }, 400, 'invalid_request'],
    [{ grant_type: 'authorization_code', ...WEB_CLIENT, code: 'x', redirect_uri: 'y' }, 400, 'invalid_grant'],
    [{ grant_type: 'refresh_token', refresh_token: 'x', ...WEB_CLIENT }, 401, 'invalid_grant'],
    [impersonate, 400, 'invalid_request'],
    [{ ...impersonate, user_lookup: { field: 'email', value: 'x' } }, 400, 'invalid_request'],
    [{ ...impersonate, user_lookup: { field: 'subject', value: 'nobody' } }, 400, 'invalid_grant'],
    [{ ...impersonate, user_lookup: { field: 'subject', value: 'noah' } }, 403, 'access_denied'],
    [{ grant_type: EXCHANGE, subject_token: 'x', purpose: 'websocket' }, 401, 'invalid_token'],
    [{ grant_type: EXCHANGE, subject_token: 'x', purpose: 'coffee' }, 400, 'invalid_request'],
  ];
  for (const [body, status, error] of cases) {
    const answer = await postToken(tenant, body);
    assert.equal(answer.status, status, JSON.stringify(body));
    assert.equal(at(answer.body, 'error'), error, JSON.stringify(body));
    assert.equal(at(answer.body, 'errors', 0, 'status'), String(status));
    assert.ok(text(answer.body, 'errors', 0, 'code').startsWith('OAUTH-'));
    assert.ok(text(answer.body, 'traceId'));
  }
});

test('a body that is no JSON, no object or too large is a 4xx with Qlik’s body', async (context) => {
  const { tenant } = await startTestTenant(context);
  const headers = { 'content-type': 'application/json' };
  for (const body of ['{', '[]', '"text"', `{"grant_type":"${'x'.repeat(2 ** 20)}"}`]) {
    const answer = await call(tenant, '/oauth/token', { method: 'POST', headers, body });
    assert.ok(answer.status >= 400 && answer.status < 500, String(answer.status));
    assert.ok(text(answer.body, 'errors', 0, 'title'));
  }
  const other = await call(tenant, '/oauth/token', {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: 'a,b',
  });
  assert.equal(other.status, 415);
});

test('an exchanged token opens sockets only and ends with the token that it came from', async (context) => {
  const { tenant } = await startTestTenant(context, { lifetimes: { accessToken: 30, temporaryToken: 60 } });
  const subject_token = await tokenFor(tenant, 'grace');
  const exchange = { grant_type: EXCHANGE, subject_token, purpose: 'websocket', client_id: 'sandbox-web' };
  const answer = await postToken(tenant, exchange, { origin: APP_ORIGIN });
  assert.equal(answer.status, 200);
  assert.ok(Number(at(answer.body, 'expires_in')) <= 30);
  assert.equal((await callApi(tenant, text(answer.body, 'access_token'), '/users/me')).status, 401);
  assert.equal((await postToken(tenant, { ...exchange, client_id: 'sandbox-spa' })).status, 401);
  assert.equal(
    (await postToken(tenant, { ...exchange, subject_token: text(answer.body, 'access_token') })).status,
    401,
  );
});

test('tokens go to pages of the client’s allowed origins only', async (context) => {
  const { tenant } = await startTestTenant(context);
  const body = { ...WEB_CLIENT, grant_type: 'client_credentials' };
  const allowed = await postToken(tenant, body, { origin: APP_ORIGIN });
  assert.equal(allowed.headers.get('access-control-allow-origin'), APP_ORIGIN);
  assert.equal(allowed.headers.get('access-control-allow-credentials'), 'true');
  assert.match(allowed.headers.get('vary') ?? '', /origin/i);
  const foreign = await postToken(tenant, body, { origin: 'https://evil.example' });
  assert.equal(foreign.status, 403);
  assert.equal(foreign.headers.get('access-control-allow-origin'), null);
  assert.equal(at(foreign.body, 'access_token'), undefined);
});

test('a public client’s refresh token is replaced at each use, and reuse ends the sign-in', async (context) => {
  let time = Date.now();
  const { tenant } = await startTestTenant(context, { now: () => time });
  const { TestBrowser } = await import('../testing/test-browser.ts');
  const { createHash } = await import('node:crypto');
  const verifier = 'b'.repeat(43);
  const query = new URLSearchParams({
    client_id: 'sandbox-spa-trusted',
    redirect_uri: `${APP_ORIGIN}/`,
    response_type: 'code',
    scope: 'user_default offline_access',
    state: 's',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const browser = new TestBrowser(tenant);
  const back = await browser.signIn(await browser.open(`/oauth/authorize?${query}`), 'grace');
  const client_id = 'sandbox-spa-trusted';
  const code = back.url.searchParams.get('code');
  const first = await postToken(tenant, {
    grant_type: 'authorization_code',
    code,
    client_id,
    redirect_uri: `${APP_ORIGIN}/`,
    code_verifier: verifier,
  });
  const refresh_token = text(first.body, 'refresh_token');
  time += 1000;
  const second = await postToken(tenant, { grant_type: 'refresh_token', refresh_token, client_id });
  assert.notEqual(text(second.body, 'refresh_token'), refresh_token);
  assert.equal(
    (await postToken(tenant, { grant_type: 'refresh_token', refresh_token, client_id })).status,
    401,
  );
  assert.equal((await callApi(tenant, text(second.body, 'access_token'), '/users/me')).status, 401);
});

test('revocation takes effect at once; an unknown token is no error', async (context) => {
  const { tenant } = await startTestTenant(context);
  const token = await tokenFor(tenant, 'grace');
  const other = await tokenFor(tenant, 'grace');
  const revoke = (body: object, headers: Record<string, string> = {}) =>
    call(tenant, '/oauth/revoke', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  assert.equal((await revoke({ token, token_type_hint: 'access_token' })).status, 200);
  assert.equal((await callApi(tenant, token, '/users/me')).status, 401);
  assert.equal((await callApi(tenant, other, '/users/me')).status, 200);
  assert.equal((await revoke({ token: 'unknown' })).status, 200);
  const bearer = await tokenFor(tenant, 'grace');
  assert.equal((await revoke({ token: bearer }, { authorization: `Bearer ${bearer}` })).status, 200);
  assert.equal((await callApi(tenant, bearer, '/users/me')).status, 401);
  const wrong = Buffer.from('sandbox-web:x').toString('base64');
  assert.equal((await revoke({ token: other }, { authorization: `Basic ${wrong}` })).status, 401);
  assert.equal((await callApi(tenant, other, '/users/me')).status, 200);
  assert.equal((await revoke({})).status, 400);
  assert.equal((await revoke({ token: other, client_id: 'sandbox-web', client_secret: 'x' })).status, 401);
});

test('tokens expire, or the operator expires them', async (context) => {
  let time = Date.now();
  const { tenant } = await startTestTenant(context, { now: () => time, lifetimes: { accessToken: 10 } });
  const grace1 = await tokenFor(tenant, 'grace');
  const edgar = await tokenFor(tenant, 'edgar');
  assert.equal(tenant.expireTokens({ user: 'grace' }), 1);
  assert.equal((await callApi(tenant, grace1, '/users/me')).status, 401);
  assert.equal((await callApi(tenant, edgar, '/users/me')).status, 200);
  time += 10_000;
  const late = await callApi(tenant, edgar, '/users/me');
  assert.equal(late.status, 401);
  assert.equal(late.headers.get('www-authenticate'), 'Bearer');
  assert.equal(at(late.body, 'errors', 0, 'code'), 'HTTP-401');
  assert.equal(tenant.expireTokens({ user: 'nobody' }), undefined);
});
