import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { TestBrowser } from '../testing/test-browser.ts';
import {
  APP_ORIGIN,
  FLIGHTS,
  call,
  postToken,
  startTestTenant,
  text,
  tokenFor,
} from '../testing/test-tenant.ts';

const PAGES = [
  `/single/?appid=${FLIGHTS}&obj=chart`,
  `/single?appid=${FLIGHTS}&sheet=sheet`,
  `/sense/app/${FLIGHTS}`,
  `/sense/app/${FLIGHTS}/sheet/sheet/state/analysis`,
];
const FRAMED = { 'sec-fetch-dest': 'iframe' };

async function startTenant(context: TestContext) {
  return startTestTenant(context, { runtime: async () => undefined });
}

test('a page without a session redirects to sign-in and back', async (context) => {
  const { tenant } = await startTenant(context);
  for (const path of PAGES) {
    const browser = new TestBrowser(tenant);
    const asked = await browser.open(path);
    assert.match(asked.markup, /asks you to sign in/, path);
    const back = await browser.signIn(asked, 'grace');
    assert.equal(back.url.href, new URL(path, tenant.origin).href);
    assert.match(back.markup, /classic-page@sandbox/);
  }
});

test('a frame without a session shows a message, and has the frame-ancestors of the app', async (context) => {
  const { tenant } = await startTenant(context);
  for (const path of PAGES) {
    const answer = await call(tenant, path, { headers: FRAMED });
    assert.equal(answer.status, 401, path);
    assert.match(String(answer.body), /You are not signed in to Sandbox cloud tenant here/);
    assert.ok(String(answer.body).includes(`/login?returnto=${encodeURIComponent(path)}`));
    assert.match(String(answer.headers.get('content-security-policy')), ancestors(`'self' ${APP_ORIGIN}`));
  }
});

test('a token for web resources opens a page, no other token does', async (context) => {
  const { tenant } = await startTenant(context);
  const token = await tokenFor(tenant, 'grace');
  const temporary = async (purpose: string): Promise<string> => {
    const answer = await postToken(tenant, {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      ...{ subject_token: token, purpose, client_id: 'sandbox-web' },
    });
    return text(answer.body, 'access_token');
  };
  const resource = await temporary('webresource');
  const open = async (path: string, accessToken: string) =>
    call(tenant, `${path}${path.includes('?') ? '&' : '?'}accessToken=${accessToken}`, { headers: FRAMED });
  for (const path of PAGES) {
    const page = await open(path, resource);
    assert.equal(page.status, 200, path);
    assert.match(String(page.body), /data-auth-type="parent"/);
    assert.match(String(page.headers.get('content-security-policy')), ancestors(`'self' ${APP_ORIGIN}`));
    assert.equal((await open(path, token)).status, 401, path);
    assert.equal((await open(path, 'unknown')).status, 401, path);
  }
  tenant.expireTokens({ user: 'grace' });
  assert.equal((await open('/single/?appid=x&obj=y', resource)).status, 401);
});

test('the list of origins sets frame-ancestors', async (context) => {
  const { tenant } = await startTenant(context);
  const browser = new TestBrowser(tenant);
  await browser.signIn(await browser.open('/login?returnto=/api/v1/users/me'), 'grace');
  const policy = async () =>
    String((await browser.open(`/sense/app/${FLIGHTS}`)).headers.get('content-security-policy'));
  assert.match(await policy(), ancestors(`'self' ${APP_ORIGIN}`));
  tenant.cspOrigins.all.forEach(({ id }) => tenant.cspOrigins.remove(id));
  assert.match(await policy(), ancestors("'self'"));
  const shop = { name: 'Shop', description: '', origin: 'https://shop.example' };
  tenant.cspOrigins.add({ ...shop, frameAncestors: true });
  tenant.cspOrigins.add({ ...shop, origin: 'https://other.example', frameAncestors: false });
  assert.match(await policy(), ancestors("'self' https://shop.example"));
});

function ancestors(value: string): RegExp {
  return new RegExp(`frame-ancestors ${value.replaceAll('.', '\\.')}(;|$)`);
}
