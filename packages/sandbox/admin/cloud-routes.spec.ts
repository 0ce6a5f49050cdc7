import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { TestBrowser } from '../cloud/testing/test-browser.ts';
import { TestHttpClient } from '../cloud/testing/test-http-client.ts';
import { TestIdentityProvider } from '../cloud/testing/test-identity-provider.ts';
import { APP_ORIGIN, at, callApi, startTestTenant, text } from '../cloud/testing/test-tenant.ts';
import { createAdminApi } from './admin-api.ts';

async function start(context: TestContext) {
  const { tenant } = await startTestTenant(context);
  const admin = await createAdminApi({
    port: 0,
    tenants: [tenant],
    clouds: [tenant],
    appOrigins: [APP_ORIGIN],
  });
  context.after(() => admin.close());
  const ask = async (
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; body: unknown }> => {
    const answer = await fetch(`http://localhost:${admin.port}/tenants/test/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  };
  return { tenant, ask };
}

test('accepts JWTs of an identity provider that is registered while the tenant runs', async (context) => {
  const { tenant, ask } = await start(context);
  const provider = await TestIdentityProvider.create();
  const jar = new TestHttpClient(tenant);
  assert.equal((await jar.logIn(await provider.sign())).status, 401);
  const { issuer, kid } = provider.registration;
  const registered = await ask('POST', 'identity-providers', { ...provider.registration });
  assert.equal(registered.status, 201);
  assert.equal((await jar.logIn(await provider.sign())).status, 200);
  const listed = await ask('GET', 'identity-providers');
  assert.deepEqual([at(listed.body, 'data', 0, 'issuer'), at(listed.body, 'data', 0, 'kid')], [issuer, kid]);
  const bad = await ask('POST', 'identity-providers', { issuer, kid, pem: 'x' });
  assert.deepEqual([bad.status, at(bad.body, 'error', 'code')], [400, 'BAD_IDENTITY_PROVIDER']);
  assert.equal((await ask('POST', 'identity-providers', { issuer })).status, 400);
});

test('ends sessions and makes CSRF tokens stale on request', async (context) => {
  const { tenant, ask } = await start(context);
  const provider = await TestIdentityProvider.create();
  tenant.identityProviders.put(provider.registration);
  const jar = new TestHttpClient(tenant);
  await jar.logIn(await provider.sign());
  const stale = await jar.csrfToken();
  assert.deepEqual((await ask('POST', 'rotate-csrf', { user: 'edgar' })).body, { rotated: 0 });
  assert.deepEqual((await ask('POST', 'rotate-csrf')).body, { rotated: 1 });
  assert.notEqual(await jar.csrfToken(), stale);
  assert.deepEqual((await ask('POST', 'expire-tokens', { user: 'grace' })).body, { expired: 0 });
  assert.deepEqual((await ask('POST', 'expire-tokens', { user: 'grace', sessions: true })).body, {
    expired: 1,
  });
  assert.equal((await jar.get('/api/v1/users/me')).status, 401);
  assert.equal((await ask('POST', 'rotate-csrf', { user: 'nobody' })).status, 404);
});

test('makes API keys for users, and web integrations', async (context) => {
  const { tenant, ask } = await start(context);
  const made = await ask('POST', 'api-keys', { user: 'edgar' });
  assert.equal(made.status, 201);
  assert.equal(at((await callApi(tenant, text(made.body, 'token'), '/users/me')).body, 'subject'), 'edgar');
  assert.equal((await ask('POST', 'api-keys', { user: 'nobody' })).status, 404);
  const origin = 'https://shop.example';
  const integration = await ask('POST', 'web-integrations', { name: 'Shop', validOrigins: [origin] });
  const headers = { origin, 'qlik-web-integration-id': text(integration.body, 'id') };
  const answer = await new TestHttpClient(tenant).get('/api/v1/users/me', headers);
  assert.equal(answer.headers.get('access-control-allow-origin'), origin);
  assert.equal(
    (await ask('POST', 'web-integrations', { name: 'x', validOrigins: [`${origin}/path`] })).status,
    400,
  );
  assert.match(JSON.stringify((await ask('GET', 'web-integrations')).body), /shop\.example/);
});

/** Begins a sign-in with a redirect address. */
function authorize(redirectUri: string, client = 'sandbox-spa-trusted'): string {
  const parameters = {
    client_id: client,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'user_default',
    state: 's',
    code_challenge: 'a'.repeat(43),
    code_challenge_method: 'S256',
  };
  return `/oauth/authorize?${new URLSearchParams(parameters)}`;
}

test('registers redirect addresses of an OAuth client', async (context) => {
  const { tenant, ask } = await start(context);
  const path = 'oauth-clients/sandbox-spa-trusted/redirect-uris';
  for (const redirectUri of [
    'http://localhost:5173/callback',
    'http://localhost:5173/',
    'http://127.0.0.1:8000/auth',
    'https://app.example/oauth/callback?tenant=1',
    'https://app.example/oauth-callback.html',
    'http://[::1]:9000/cb',
    'https://sub.app.example:8443/a/b/c',
    'http://localhost/callback',
    'https://app.example/%C3%A4',
    'https://app.example/silent-renew.html',
  ]) {
    assert.equal((await new TestBrowser(tenant).open(authorize(redirectUri))).status, 400, redirectUri);
    const registered = await ask('POST', path, { redirectUris: [redirectUri] });
    assert.equal(registered.status, 201, JSON.stringify(registered.body));
    const browser = new TestBrowser(tenant);
    const { url } = await browser.signIn(await browser.open(authorize(redirectUri)), 'grace');
    assert.equal(url.origin + url.pathname, new URL(redirectUri).origin + new URL(redirectUri).pathname);
    assert.ok(url.searchParams.has('code'), url.href);
    const { origin } = new URL(redirectUri);
    const answer = await fetch(`${tenant.origin}/oauth/token`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    assert.equal(answer.headers.get('access-control-allow-origin'), origin);
  }
  const listed = await ask('GET', 'oauth-clients');
  assert.equal(JSON.stringify(listed.body).includes('sandbox-web-secret'), false);
  assert.match(JSON.stringify(listed.body), /"clientId":"sandbox-spa-trusted".*localhost:5173\/callback/);
  const other = await new TestBrowser(tenant).open(
    authorize('http://localhost:5173/callback', 'sandbox-spa'),
  );
  assert.equal(other.status, 400);
});

test('refuses addresses that OAuth forbids, and unknown clients', async (context) => {
  const { ask } = await start(context);
  const path = 'oauth-clients/sandbox-spa/redirect-uris';
  for (const redirectUri of [
    '',
    'localhost:5173/callback',
    '/callback',
    'https://app.example/callback#part',
    'https://app.example/callback#',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///tmp/x',
    'https://user:password@app.example/callback',
    'https://*.example/callback',
    'not an address',
  ]) {
    const { status, body } = await ask('POST', path, { redirectUris: [redirectUri] });
    assert.equal(status, 400, `${redirectUri}: ${JSON.stringify(body)}`);
  }
  assert.equal((await ask('POST', path, { redirectUris: [] })).status, 400);
  const unknown = await ask('POST', 'oauth-clients/none/redirect-uris', {
    redirectUris: ['https://a.example/'],
  });
  assert.deepEqual([unknown.status, at(unknown.body, 'error', 'code')], [404, 'UNKNOWN_CLIENT']);
});
