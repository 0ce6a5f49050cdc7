import assert from 'node:assert/strict';
import test from 'node:test';
import { DEMO_WEB_INTEGRATION_ID } from '../tenant.ts';
import { TestBrowser } from '../testing/test-browser.ts';
import { APP_ORIGIN, at, call, startTestTenant } from '../testing/test-tenant.ts';

const INTEGRATION = `qlik-web-integration-id=${DEMO_WEB_INTEGRATION_ID}`;
const login = (returnTo: string, more = INTEGRATION): string =>
  `/login?returnto=${encodeURIComponent(returnTo)}&${more}`;

test('signs in and returns to the page, and the next time without interaction', async (context) => {
  const { tenant } = await startTestTenant(context);
  const browser = new TestBrowser(tenant);
  const back = `${APP_ORIGIN}/spaces?tab=2`;
  const asked = await browser.open(login(back));
  assert.match(asked.markup, /http:\/\/localhost:4200 asks you to sign in/);
  assert.match(
    asked.headers.get('content-security-policy') ?? '',
    /form-action 'self' http:\/\/localhost:4200;/,
  );
  assert.equal((await browser.signIn(asked, 'grace')).url.href, back);
  const me = await browser.open('/api/v1/users/me');
  assert.equal(at(JSON.parse(me.markup), 'subject'), 'grace');
  assert.equal((await browser.open(login(back))).url.href, back);
  assert.match(
    (await browser.open(login(back, `${INTEGRATION}&prompt=login`))).markup,
    /asks you to sign in/,
  );
  await browser.open('/logout');
  assert.match((await browser.open(login(back))).markup, /asks you to sign in/);
});

test('a path of the tenant needs no web integration', async (context) => {
  const { tenant } = await startTestTenant(context);
  const browser = new TestBrowser(tenant);
  const asked = await browser.open('/login?returnto=/api/v1/users/me');
  assert.equal((await browser.signIn(asked, 'edgar')).url.pathname, '/api/v1/users/me');
});

test('an origin that the web integration does not list is LOGIN-10', async (context) => {
  const { tenant } = await startTestTenant(context);
  const addresses = [
    login('https://evil.example/'),
    login('http://localhost.evil.example:4200/'),
    login(`${APP_ORIGIN}1/`),
    login(`${APP_ORIGIN}/`, ''),
    login(`${APP_ORIGIN}/`, 'qlik-web-integration-id=unknown'),
  ];
  for (const address of addresses) {
    const answer = await call(tenant, address);
    assert.equal(answer.status, 401, address);
    assert.deepEqual(at(answer.body, 'errors'), [
      { code: 'LOGIN-10', title: 'returnto not included in web integration whitelist', status: '401' },
    ]);
  }
});

test('an address that is not http(s) is LOGIN-8', async (context) => {
  const { tenant } = await startTestTenant(context);
  for (const bad of [
    'javascript:alert(1)',
    'data:text/html,x',
    '//evil.example',
    '/\\evil.example',
    'http:///',
    `http://user@localhost:4200/`,
    `${APP_ORIGIN}\\@evil.example`,
    '/\t/evil.example',
    'page.html',
    'http://[',
  ]) {
    const answer = await call(tenant, login(bad));
    assert.equal(answer.status, 401, bad);
    assert.deepEqual(at(answer.body, 'errors'), [
      { code: 'LOGIN-8', title: 'Illegal returnto value', status: '401' },
    ]);
  }
});

test('a user that is not a member gets AUTH-5', async (context) => {
  const { tenant } = await startTestTenant(context);
  for (const user of ['noah', 'unknown']) {
    const browser = new TestBrowser(tenant);
    const refused = await browser.signIn(await browser.open(login(APP_ORIGIN)), user);
    assert.equal(refused.status, 403);
    assert.deepEqual(at(JSON.parse(refused.markup), 'errors', 0), {
      code: 'AUTH-5',
      title: 'Forbidden',
      detail: 'User is not a member of tenant',
      status: '403',
    });
  }
});
