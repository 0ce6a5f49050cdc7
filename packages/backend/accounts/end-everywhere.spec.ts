import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { json, openingOf, TestBrowser } from '../testing/test-browser.ts';

const TOKEN = 'operator-token-of-the-spec-0123456789';

describe('ending a user’s sessions everywhere', { timeout: 60_000 }, () => {
  let tenant: FakeTenant;
  let backend: TestBackend;
  before(async () => {
    tenant = await startFakeTenant();
    const client = { host: tenant.origin, clientId: 'client', clientSecret: SECRETS.client };
    backend = await startTestBackend({
      trustedProxies: 'loopback',
      connections: {
        web: { ...client, type: 'oauth2-web' },
        impersonated: { ...client, type: 'oauth2-impersonation' },
        key: { type: 'apikey', host: tenant.origin, apiKey: SECRETS.apiKey, audience: 'everyone-signed-in' },
      },
      settings: { operatorToken: TOKEN },
    });
  });
  after(async () => {
    await backend.close();
    await tenant.close();
  });
  const signIn = (user: string): Promise<TestBrowser> => TestBrowser.elsewhere(backend.origin).signIn(user);
  const isIn = async (browser: TestBrowser): Promise<boolean> =>
    (await json(await browser.copy().get('/app/session')))['user'] !== null;
  const operate = (
    headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` },
    user = 'ada',
  ): Promise<Response> =>
    fetch(`${backend.origin}/app/users/${encodeURIComponent(user)}/end-sessions`, {
      method: 'POST',
      headers,
    });

  const endings: Readonly<Record<string, (ada: TestBrowser) => Promise<Response>>> = {
    'by the user': (ada) => ada.post('/app/sign-out', { everywhere: true }),
    'by an operator': () => operate(),
  };
  for (const [way, end] of Object.entries(endings)) {
    it(`${way} ends all of the user’s, with what they have at Qlik, and no other user’s`, async () => {
      const adaTabs = [await signIn('ada'), await signIn('ada'), await signIn('ada')];
      const grace = await signIn('grace');
      const [first, second] = adaTabs;
      assert.ok(first !== undefined && second !== undefined);
      const away = (await second.get('/api/qlik/web/sign-in')).headers.get('location') ?? '';
      const back = new URL((await fetch(away, { redirect: 'manual' })).headers.get('location') ?? '');
      await second.get(back.pathname + back.search);
      const number = tenant.issued();
      const { accessToken } = await json(await second.post('/api/qlik/impersonated/access-token'));
      const sockets = adaTabs.map((ada) => ada.openSocket('/qlik/key/app/x'));
      const other = grace.openSocket('/qlik/key/app/x');
      const openings = await Promise.all([...sockets, other].map(openingOf));
      assert.ok(openings.every((opening) => opening === 'open'));
      const closed = Promise.all(sockets.map(async (socket) => (await once(socket, 'close')) as [number]));
      tenant.revoked.length = 0;
      const response = await end(first.copy());
      assert.ok(response.ok);
      for (const ada of adaTabs) assert.equal(await isIn(ada), false);
      assert.equal(await isIn(grace), true);
      for (const [code] of await closed) assert.equal(code, 1008);
      assert.equal(other.readyState, other.OPEN);
      other.terminate();
      assert.deepEqual(
        new Set(tenant.revoked),
        new Set([`${SECRETS.token}-${number}`, `very-secret-refresh-${number}`, accessToken]),
      );
      assert.equal(await isIn(await signIn('ada')), true, 'a new sign-in is valid');
    });
  }

  it('counts the sessions, for users of any name', async () => {
    await operate();
    await signIn('ada');
    await signIn('ada');
    assert.deepEqual(await json(await operate()), { ended: 2 });
    assert.deepEqual(await json(await operate()), { ended: 0 });
    for (const user of ['none', '__proto__', 'a/b', '../x', 'ADA', 'ada ']) {
      const ada = await signIn('ada');
      assert.deepEqual(await json(await operate(undefined, user)), { ended: 0 }, user);
      assert.equal(await isIn(ada), true);
    }
  });

  it('leaves the other sessions when a sign-out does not ask for it', async () => {
    for (const body of [undefined, {}, { everywhere: false }]) {
      const [one, other] = [await signIn('edgar'), await signIn('edgar')];
      assert.equal((await one.post('/app/sign-out', body)).status, 204);
      assert.equal(await isIn(other), true);
    }
    for (const body of [{ everywhere: 'true' }, { everywhere: 1 }, { all: true }, []]) {
      const edgar = await signIn('edgar');
      assert.equal((await edgar.post('/app/sign-out', body)).status, 400);
      assert.equal(await isIn(edgar), true);
    }
  });

  it('does nothing without a sign-in or from another site', async () => {
    const ada = await signIn('ada');
    const signedOut = TestBrowser.elsewhere(backend.origin);
    assert.equal((await signedOut.post('/app/sign-out', { everywhere: true })).status, 204);
    const evil = { origin: 'https://evil.example' };
    assert.equal((await ada.post('/app/sign-out', { everywhere: true }, evil)).status, 403);
    assert.equal(await isIn(ada), true);
  });

  const bearer = { authorization: `Bearer ${TOKEN}` };
  for (const [what, headers, status] of [
    ['no token', {}, 401],
    ['a wrong token', { authorization: `Bearer ${TOKEN.replace('o', 'O')}` }, 401],
    ['the start of the token', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }, 401],
    ['a longer token', { authorization: `Bearer ${TOKEN}x` }, 401],
    ['an empty token', { authorization: 'Bearer ' }, 401],
    ['another scheme', { authorization: `Basic ${TOKEN}` }, 401],
    ['the token twice', { authorization: `Bearer ${TOKEN} ${TOKEN}` }, 401],
    ['the token from a page of its own', { ...bearer, 'sec-fetch-site': 'same-origin' }, 403],
    ['the token from a page elsewhere', { ...bearer, origin: 'https://evil.example' }, 403],
    ['the token from an address bar', { ...bearer, 'sec-fetch-site': 'none' }, 403],
    ['the token from a sandboxed frame', { ...bearer, origin: 'null' }, 403],
  ] as const) {
    it(`is refused to an operator with ${what}`, async () => {
      const ada = await signIn('ada');
      const response = await operate(headers);
      assert.equal(response.status, status);
      assert.ok(!(await response.text()).includes(TOKEN));
      assert.equal(await isIn(ada), true);
    });
  }

  it('is refused to an operator with the cookie of a user, and limited', async () => {
    const ada = await signIn('ada');
    assert.equal((await operate({ cookie: ada.cookie })).status, 401);
    const statuses = await Promise.all(Array.from({ length: 40 }, async () => (await operate({})).status));
    assert.ok(statuses.includes(429));
    assert.ok(!backend.log().includes(TOKEN));
  });

  it('does not exist for operators without a token in the settings', async (t) => {
    const closed = await startTestBackend({ trustedProxies: 'loopback', connections: {} });
    t.after(() => closed.close());
    for (const authorization of ['Bearer undefined', 'Bearer ', `Bearer ${TOKEN}`]) {
      const response = await fetch(`${closed.origin}/app/users/ada/end-sessions`, {
        method: 'POST',
        headers: { authorization },
      });
      assert.equal(response.status, 404);
    }
  });
});
