import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import * as oidc from 'openid-client';
import type { CloudTenant } from '../tenant.ts';
import { type NavigationResult, TestBrowser } from '../testing/test-browser.ts';
import { APP_ORIGIN, callApi, CALLBACK, startTestTenant, text } from '../testing/test-tenant.ts';

async function discover(
  tenant: CloudTenant,
  clientId: string,
  secret?: string,
  algorithm: 'oauth2' | 'oidc' = 'oauth2',
): Promise<oidc.Configuration> {
  return oidc.discovery(
    new URL(tenant.origin),
    clientId,
    secret,
    secret === undefined ? oidc.None() : oidc.ClientSecretPost(secret),
    { algorithm, execute: [oidc.allowInsecureRequests] },
  );
}

/** Starts a sign-in with openid-client. Returns the values that the callback needs. */
async function begin(context: TestContext, options: { client?: string; scope?: string } = {}) {
  const { tenant } = await startTestTenant(context);
  const client = options.client ?? 'sandbox-spa';
  const config = await discover(tenant, client, client === 'sandbox-web' ? 'sandbox-web-secret' : undefined);
  const verifier = oidc.randomPKCECodeVerifier();
  const state = oidc.randomState();
  const address = oidc.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK,
    scope: options.scope ?? 'user_default',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
  });
  const browser = new TestBrowser(tenant);
  const checks = { pkceCodeVerifier: verifier, expectedState: state };
  return { tenant, config, browser, checks, page: await browser.open(address.href) };
}

function errorOf(landing: NavigationResult): string | null {
  return landing.url.searchParams.get('error');
}

test('openid-client signs a user in with authorization code and PKCE', async (context) => {
  const { tenant, config, browser, checks, page } = await begin(context);
  assert.equal(page.status, 200);
  const consent = await browser.signIn(page, 'grace');
  assert.match(consent.markup, /Allow Sandbox single-page app\?/);
  const back = await browser.decide(consent, 'allow');
  assert.equal(back.url.origin, APP_ORIGIN);
  const tokens = await oidc.authorizationCodeGrant(config, back.url, checks);
  assert.equal(tokens.token_type, 'bearer');
  assert.equal(tokens.refresh_token, undefined);
  assert.equal(tokens.expires_in, 6 * 3600);
  const me = await callApi(tenant, tokens.access_token, '/users/me');
  assert.equal(text(me.body, 'subject'), 'grace');
});

test('openid-client finds the tenant by its OpenID Connect name too', async (context) => {
  const { tenant } = await startTestTenant(context);
  const config = await discover(tenant, 'sandbox-spa', undefined, 'oidc');
  assert.equal(config.serverMetadata().token_endpoint, `${tenant.origin}/oauth/token`);
});

test('the OpenID Connect name is not answered where it is switched off', async (context) => {
  const { tenant } = await startTestTenant(context, { openidConfiguration: false });
  await assert.rejects(discover(tenant, 'sandbox-spa', undefined, 'oidc'));
  await discover(tenant, 'sandbox-spa');
});

test('openid-client renews a confidential client’s token and revokes it', async (context) => {
  const { tenant, config, browser, checks, page } = await begin(context, {
    client: 'sandbox-web',
    scope: 'user_default offline_access',
  });
  const back = await browser.signIn(page, 'edgar');
  const tokens = await oidc.authorizationCodeGrant(config, back.url, checks);
  assert.ok(tokens.refresh_token !== undefined);
  const renewed = await oidc.refreshTokenGrant(config, tokens.refresh_token);
  assert.notEqual(renewed.access_token, tokens.access_token);
  assert.equal((await callApi(tenant, renewed.access_token, '/users/me')).status, 200);
  await oidc.tokenRevocation(config, tokens.refresh_token);
  assert.equal((await callApi(tenant, renewed.access_token, '/users/me')).status, 401);
  await assert.rejects(oidc.refreshTokenGrant(config, tokens.refresh_token), { error: 'invalid_grant' });
});

test('openid-client sees a refused consent as access_denied, with the state', async (context) => {
  const { config, browser, checks, page } = await begin(context);
  const back = await browser.decide(await browser.signIn(page, 'grace'), 'refuse');
  assert.equal(errorOf(back), 'access_denied');
  await assert.rejects(oidc.authorizationCodeGrant(config, back.url, checks), { error: 'access_denied' });
});

test('a code is accepted once, and its replay revokes the tokens', async (context) => {
  const { tenant, config, browser, checks, page } = await begin(context);
  const back = await browser.decide(await browser.signIn(page, 'grace'), 'allow');
  const tokens = await oidc.authorizationCodeGrant(config, back.url, checks);
  await assert.rejects(oidc.authorizationCodeGrant(config, back.url, checks), { error: 'invalid_grant' });
  assert.equal((await callApi(tenant, tokens.access_token, '/users/me')).status, 401);
});

test('a code is refused with another verifier', async (context) => {
  const { config, browser, checks, page } = await begin(context);
  const back = await browser.decide(await browser.signIn(page, 'grace'), 'allow');
  const stolen = { ...checks, pkceCodeVerifier: oidc.randomPKCECodeVerifier() };
  await assert.rejects(oidc.authorizationCodeGrant(config, back.url, stolen), { error: 'invalid_grant' });
});

test('openid-client acts as the client itself, and a wrong secret is refused', async (context) => {
  const { tenant } = await startTestTenant(context);
  const config = await discover(tenant, 'sandbox-web', 'sandbox-web-secret');
  const tokens = await oidc.clientCredentialsGrant(config, { scope: 'user_default' });
  const me = await callApi(tenant, tokens.access_token, '/users/me');
  assert.equal(text(me.body, 'subject'), 'qlikbot\\sandbox-web');
  const wrong = await discover(tenant, 'sandbox-web', 'guess');
  await assert.rejects(oidc.clientCredentialsGrant(wrong), { error: 'invalid_client' });
});

test('a backend after Qlik’s older tutorial signs a user in and reads users/me', async (context) => {
  const { tenant } = await startTestTenant(context);
  const secret = 'sandbox-web-secret';
  for (const authentication of [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)]) {
    const config = await oidc.discovery(new URL(tenant.origin), 'sandbox-web', secret, authentication, {
      algorithm: 'oidc',
      execute: [oidc.allowInsecureRequests],
    });
    const metadata = config.serverMetadata();
    assert.equal(metadata.issuer, tenant.origin);
    assert.equal(metadata.userinfo_endpoint, undefined);
    const state = oidc.randomState();
    const address = oidc.buildAuthorizationUrl(config, {
      redirect_uri: `${APP_ORIGIN}/auth/callback`,
      scope: 'user_default offline_access',
      state,
    });
    const browser = new TestBrowser(tenant);
    const back = await browser.signIn(await browser.open(address.href), 'grace');
    assert.equal(back.url.pathname, '/auth/callback');
    const tokens = await oidc.authorizationCodeGrant(config, back.url, { expectedState: state });
    assert.equal(tokens.id_token, undefined);
    const me = await oidc.fetchProtectedResource(
      config,
      tokens.access_token,
      new URL('/api/v1/users/me', tenant.origin),
      'GET',
    );
    assert.equal(text(await me.json(), 'subject'), 'grace');
    const renewed = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '');
    assert.ok(renewed.access_token !== tokens.access_token);
  }
});
