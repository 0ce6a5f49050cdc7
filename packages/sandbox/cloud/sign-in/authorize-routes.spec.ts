import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import type { CloudTenant } from '../tenant.ts';
import { TestBrowser } from '../testing/test-browser.ts';
import {
  APP_ORIGIN,
  at,
  call,
  callApi,
  CALLBACK,
  postToken,
  startTestTenant,
  text,
  tokenFor,
} from '../testing/test-tenant.ts';

const verifier = 'a'.repeat(128);
const challenge = createHash('sha256').update(verifier).digest('base64url');
const good = {
  client_id: 'sandbox-spa',
  code_challenge: challenge,
  code_challenge_method: 'S256',
  redirect_uri: CALLBACK,
  response_type: 'code',
  scope: 'user_default',
  state: 'the-state',
};

/** As Qlik's own client writes it: sorted and not encoded. */
function address(changes: Record<string, string | undefined> = {}): string {
  const parameters: Record<string, string | undefined> = { ...good, ...changes };
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  );
  return `/oauth/authorize?${pairs.sort().join('&')}`;
}

async function refusal(
  tenant: CloudTenant,
  changes: Record<string, string | undefined>,
): Promise<URLSearchParams> {
  const landing = await new TestBrowser(tenant).open(address(changes));
  assert.equal(landing.url.origin, APP_ORIGIN, `${landing.url.href} ${landing.markup}`);
  return landing.url.searchParams;
}

test('an unknown client or redirect address is a 400 in JSON and never a redirect', async (context) => {
  const { tenant } = await startTestTenant(context);
  for (const changes of [
    { client_id: 'nobody' },
    { client_id: undefined },
    { redirect_uri: 'https://evil.example/oauth-callback.html' },
    { redirect_uri: `${CALLBACK}/../evil` },
    { redirect_uri: `${CALLBACK}?more` },
    { redirect_uri: undefined },
  ]) {
    const answer = await call(tenant, address(changes));
    assert.equal(answer.status, 400, JSON.stringify(changes));
    assert.equal(answer.headers.get('location'), null);
    assert.equal(at(answer.body, 'errors', 0, 'status'), '400');
  }
});

test('other errors redirect to the application with Qlik’s and the RFC’s fields and the state', async (context) => {
  const { tenant } = await startTestTenant(context);
  const cases: [Record<string, string | undefined>, string][] = [
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ response_type: undefined }, 'invalid_request'],
    [{ scope: undefined }, 'invalid_request'],
    [{ scope: 'admin_classic' }, 'invalid_scope'],
    [{ code_challenge: undefined }, 'invalid_request'],
    [{ code_challenge_method: 'plain' }, 'invalid_request'],
    [{ max_age: 'soon' }, 'invalid_request'],
    [{ prompt: 'none login' }, 'invalid_request'],
    [{ prompt: 'none' }, 'login_required'],
  ];
  for (const [changes, error] of cases) {
    const parameters = await refusal(tenant, changes);
    assert.equal(parameters.get('error'), error, JSON.stringify(changes));
    assert.equal(parameters.get('state'), 'the-state');
    assert.equal(parameters.get('iss'), tenant.origin);
    assert.ok(parameters.get('error_description'));
    assert.match(parameters.get('error_code') ?? '', /^OAUTH-/);
    assert.ok(parameters.get('error_detail'));
  }
  const stateless = await refusal(tenant, { state: undefined });
  assert.equal(stateless.get('error'), 'invalid_request');
  assert.equal(stateless.get('state'), null);
});

test('a disabled and an unknown user are refused on the page, and the next choice works', async (context) => {
  const { tenant } = await startTestTenant(context);
  const browser = new TestBrowser(tenant);
  const page = await browser.open(address({ client_id: 'sandbox-spa-trusted' }));
  const disabled = await browser.signIn(page, 'noah');
  assert.equal(disabled.status, 403);
  assert.match(disabled.markup, /role="alert">Noah Access is disabled/);
  const unknown = await browser.signIn(disabled, 'hedy');
  assert.equal(unknown.status, 401);
  const back = await browser.signIn(unknown, 'ada');
  assert.ok(back.url.searchParams.get('code'));
  assert.equal(back.url.searchParams.get('iss'), tenant.origin);
});

test('a signed-in browser signs in again only for prompt or max_age', async (context) => {
  let time = Date.now();
  const { tenant } = await startTestTenant(context, { now: () => time });
  const browser = new TestBrowser(tenant);
  const client_id = 'sandbox-spa-trusted';
  await browser.signIn(await browser.open(address({ client_id })), 'ada');
  for (const changes of [{}, { prompt: 'none' }, { max_age: '60' }]) {
    const again = await browser.open(address({ client_id, ...changes }));
    assert.ok(again.url.searchParams.get('code'), JSON.stringify(changes));
  }
  time += 61_000;
  for (const changes of [{ prompt: 'login' }, { max_age: '60' }]) {
    const page = await browser.open(address({ client_id, ...changes }));
    assert.equal(page.url.pathname, '/login', JSON.stringify(changes));
  }
  const again = await browser.signIn(await browser.open(address({ client_id, prompt: 'login' })), 'grace');
  assert.ok(again.url.searchParams.get('code'));
});

test('the consent page cannot bypass prompt=login', async (context) => {
  const { tenant } = await startTestTenant(context);
  const browser = new TestBrowser(tenant);
  await browser.signIn(await browser.open(address()), 'ada');
  const page = await browser.open(address({ prompt: 'login' }));
  const interaction = page.url.searchParams.get('interaction') ?? '';
  assert.equal((await browser.open(`/oauth/consent?interaction=${interaction}`)).status, 400);
  const body = new URLSearchParams({ interaction, decision: 'allow' });
  assert.equal((await browser.open('/oauth/consent', { method: 'POST', body })).status, 400);
});

test('consent is requested once and stored; a refusal is not', async (context) => {
  const { tenant } = await startTestTenant(context);
  const browser = new TestBrowser(tenant);
  const refused = await browser.decide(await browser.signIn(await browser.open(address()), 'ada'), 'refuse');
  assert.equal(refused.url.searchParams.get('error'), 'access_denied');
  assert.equal(
    (await browser.open(address({ prompt: 'none' }))).url.searchParams.get('error'),
    'consent_required',
  );
  const allowed = await browser.decide(await browser.open(address()), 'allow');
  assert.ok(allowed.url.searchParams.get('code'));
  assert.ok((await browser.open(address({ prompt: 'none' }))).url.searchParams.get('code'));
  const wider = await browser.open(address({ scope: 'user_default offline_access' }));
  assert.equal(wider.url.pathname, '/oauth/consent');
});

test('prompt=none shows no page to a browser whose user was disabled meanwhile', async (context) => {
  const { tenant } = await startTestTenant(context);
  const browser = new TestBrowser(tenant);
  const client_id = 'sandbox-spa-trusted';
  await browser.signIn(await browser.open(address({ client_id })), 'grace');
  const disable = [{ op: 'replace', path: '/status', value: 'disabled' }];
  const { status } = await callApi(
    tenant,
    await tokenFor(tenant, 'ada'),
    `/users/${tenant.findUser('grace')?.id ?? ''}`,
    { method: 'PATCH', body: JSON.stringify(disable) },
  );
  assert.equal(status, 204);
  const silent = await browser.open(address({ client_id, prompt: 'none' }));
  assert.equal(silent.url.searchParams.get('error'), 'interaction_required');
  assert.equal((await browser.open(address({ client_id }))).url.pathname, '/login');
});

test('a sign-in that began in another browser cannot be finished in this one', async (context) => {
  const { tenant } = await startTestTenant(context);
  const otherBrowser = new TestBrowser(tenant);
  const page = await new TestBrowser(tenant).open(address());
  await otherBrowser.open(address());
  const result = await otherBrowser.signIn(page, 'ada');
  assert.equal(result.status, 400);
  assert.match(result.markup, /This sign-in is over/);
});

test('the redirect to the application happens once', async (context) => {
  const { tenant } = await startTestTenant(context);
  const browser = new TestBrowser(tenant);
  const consent = await browser.signIn(await browser.open(address()), 'ada');
  await browser.decide(consent, 'allow');
  assert.equal((await browser.decide(consent, 'allow')).status, 400);
});

test('/logout ends the tenant’s own session', async (context) => {
  const { tenant } = await startTestTenant(context);
  const browser = new TestBrowser(tenant);
  const client_id = 'sandbox-spa-trusted';
  await browser.signIn(await browser.open(address({ client_id })), 'ada');
  assert.match((await browser.open('/logout')).markup, /Signed out/);
  const again = await browser.open(address({ client_id, prompt: 'none' }));
  assert.equal(again.url.searchParams.get('error'), 'login_required');
});

test('the pages run no script, cannot be framed and may be left for the application only', async (context) => {
  const { tenant } = await startTestTenant(context);
  const page = await new TestBrowser(tenant).open(address({ login_hint: '"><script>alert(1)</script>' }));
  const policy = page.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.ok(policy.includes(`form-action 'self' ${APP_ORIGIN}`));
  assert.doesNotMatch(page.markup, /<script/);
  const hinted = await new TestBrowser(tenant).open(address({ login_hint: 'edgar@sandbox.example' }));
  assert.match(hinted.markup, /value="edgar"\s+autofocus/);
});

test('a code expires after a minute', async (context) => {
  let time = Date.now();
  const { tenant } = await startTestTenant(context, { now: () => time });
  const browser = new TestBrowser(tenant);
  const back = await browser.signIn(await browser.open(address({ client_id: 'sandbox-spa-trusted' })), 'ada');
  time += 61_000;
  const answer = await postToken(tenant, {
    grant_type: 'authorization_code',
    code: back.url.searchParams.get('code'),
    redirect_uri: CALLBACK,
    client_id: 'sandbox-spa-trusted',
    code_verifier: verifier,
  });
  assert.equal(answer.status, 400);
  assert.match(text(answer.body, 'error_description'), /expired/);
});
