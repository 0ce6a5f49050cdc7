import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { NO_REDIS, startTestRedis, type TestRedis } from '../testing/test-redis.ts';
import { json, openingOf, TestBrowser } from '../testing/test-browser.ts';

describe('two instances with one Redis', { skip: NO_REDIS }, () => {
  let redis: TestRedis;
  let tenant: FakeTenant;
  let instances: TestBackend[];
  before(async () => {
    [redis, tenant] = await Promise.all([startTestRedis(), startFakeTenant()]);
    const client = { host: tenant.origin, clientId: 'client', clientSecret: SECRETS.client };
    const connections = {
      web: { ...client, type: 'oauth2-web' },
      impersonated: { ...client, type: 'oauth2-impersonation' },
      provisioned: {
        ...client,
        type: 'oauth2-impersonation',
        provisioning: { clientId: 'second', clientSecret: SECRETS.client, users: true },
      },
    };
    const start = (): Promise<TestBackend> =>
      startTestBackend({ connections, settings: { redisUrl: redis.url, requestsPerMinute: 500 } });
    instances = [await start(), await start()];
  });
  after(async () => {
    await Promise.all(instances.map((copy) => copy.close()));
    await tenant.close();
    await redis.stop();
  });
  const [one, two] = [0, 1].map((index) => () => instances[index]!);

  /** The same browser, sent to the other copy by the load balancer. */
  const at = (backend: TestBackend, browser: TestBrowser): TestBrowser => {
    const moved = new TestBrowser(backend.origin);
    const [name = '', ...value] = browser.cookie.split('=');
    moved.setCookie(name, value.join('='));
    return moved;
  };

  it('keep a user signed in who moves between them, also at Qlik', async () => {
    const ada = await new TestBrowser(one!().origin).signIn('ada');
    const there = at(two!(), ada);
    assert.equal(((await json(await there.get('/app/session')))['user'] as { id: string }).id, 'ada');
    const away = (await ada.get('/api/qlik/web/sign-in')).headers.get('location') ?? '';
    const back = new URL((await fetch(away, { redirect: 'manual' })).headers.get('location') ?? '');
    assert.equal((await there.get(back.pathname + back.search)).status, 303);
    assert.equal((await ada.get('/qlik/web/api/v1/spaces')).status, 200);
    assert.equal((await there.post('/app/sign-out')).status, 204);
    assert.equal((await json(await ada.get('/app/session')))['user'], null);
  });

  it('create a user once, together', async () => {
    tenant.seen.length = 0;
    const dora = await new TestBrowser(one!().origin).signIn('dora');
    const browsers = [dora, at(two!(), dora)];
    const responses = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        browsers[index % 2]!.post('/api/qlik/provisioned/access-token'),
      ),
    );
    assert.ok(responses.every(({ status }) => status === 200));
    const created = tenant.seen.filter(({ method, url }) => method === 'POST' && url === '/api/v1/users');
    assert.equal(created.length, 1);
  });

  it('ask the tenant once for a token, together', async () => {
    tenant.seen.length = 0;
    const ada = await new TestBrowser(one!().origin).signIn('ada');
    const browsers = [ada, at(two!(), ada)];
    const responses = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        browsers[index % 2]!.post('/api/qlik/impersonated/access-token'),
      ),
    );
    const tokens = await Promise.all(
      responses.map(async (response) => (await json(response))['accessToken']),
    );
    assert.equal(new Set(tokens).size, 1);
    assert.equal(tenant.seen.filter(({ url }) => url === '/oauth/token').length, 1);
  });

  it('revoke a token by impersonation for both: none hands it out of its memory', async () => {
    const ada = await new TestBrowser(one!().origin).signIn('ada');
    const there = await new TestBrowser(two!().origin).signIn('ada');
    const ask = async (browser: TestBrowser): Promise<unknown> =>
      (await json(await browser.post('/api/qlik/impersonated/access-token')))['accessToken'];
    const token = await ask(ada);
    assert.equal(await ask(there), token);
    tenant.revoked.length = 0;
    assert.equal((await ada.post('/app/sign-out')).status, 204);
    assert.deepEqual(tenant.revoked, [token]);
    const next = await ask(there);
    assert.ok(typeof next === 'string' && next !== token);
    assert.equal(await ask(there), next);
  });

  it('keep no refresh of one instance that ends after a sign-out at the other', async () => {
    const ada = await new TestBrowser(one!().origin).signIn('ada');
    tenant.tokenLife = 1;
    const away = (await ada.get('/api/qlik/web/sign-in')).headers.get('location') ?? '';
    const back = new URL((await fetch(away, { redirect: 'manual' })).headers.get('location') ?? '');
    await ada.get(back.pathname + back.search);
    tenant.tokenLife = 3_600;
    const pending = tenant.pauseResponses('/oauth/token');
    const calling = ada.get('/qlik/web/api/v1/spaces');
    await pending.arrived;
    const number = tenant.issued();
    assert.equal((await at(two!(), ada).post('/app/sign-out')).status, 204);
    pending.release();
    assert.equal((await calling).status, 401);
    for (const token of [`${SECRETS.token}-${number}`, `very-secret-refresh-${number}`]) {
      assert.ok(tenant.revoked.includes(token), token);
    }
  });

  it('end a user’s sessions everywhere', async () => {
    const [here, there] = [
      await new TestBrowser(one!().origin).signIn('dora'),
      await new TestBrowser(two!().origin).signIn('dora'),
    ];
    assert.equal((await here.post('/app/sign-out', { everywhere: true })).status, 204);
    assert.equal((await json(await there.get('/app/session')))['user'], null);
  });

  it('close a WebSocket here when its user signs out there', { timeout: 45_000 }, async () => {
    const grace = await new TestBrowser(one!().origin).signIn('grace');
    const away = (await grace.get('/api/qlik/web/sign-in')).headers.get('location') ?? '';
    const back = new URL((await fetch(away, { redirect: 'manual' })).headers.get('location') ?? '');
    await grace.get(back.pathname + back.search);
    const socket = grace.openSocket('/qlik/web/app/x');
    assert.equal(await openingOf(socket), 'open');
    const closed = once(socket, 'close') as Promise<[number]>;
    await at(two!(), grace).post('/app/sign-out');
    assert.equal((await closed)[0], 1008);
  });

  it('count requests together', async () => {
    const edgar = await new TestBrowser(one!().origin).signIn('edgar');
    const there = at(two!(), edgar);
    const statuses = await Promise.all(
      Array.from({ length: 520 }, (_, index) => (index % 2 === 0 ? edgar : there).get('/app/session')),
    );
    assert.ok(statuses.some(({ status }) => status === 429));
    assert.ok(statuses.filter(({ status }) => status === 200).length <= 500);
  });

  it('keep users signed in while SESSION_SECRET is replaced', async () => {
    const [older, newer] = ['older', 'newer'].map((name) => `${name}-session-secret-of-the-spec-32`);
    assert.ok(older !== undefined && newer !== undefined);
    const steps = [[older], [older, newer], [newer, older], [newer]];
    const started: TestBackend[] = [];
    let browser: TestBrowser | undefined;
    try {
      for (const sessionSecrets of steps) {
        const copy = await startTestBackend({
          connections: {},
          settings: { redisUrl: redis.url, sessionSecrets },
        });
        started.push(copy);
        browser =
          browser === undefined ? await new TestBrowser(copy.origin).signIn('dora') : at(copy, browser);
        const response = await browser.get('/app/session');
        assert.equal(
          ((await json(response))['user'] as { id: string } | null)?.id,
          'dora',
          sessionSecrets.join(),
        );
        assert.ok(![older, newer].some((secret) => copy.log().includes(secret)));
      }
      assert.ok(browser !== undefined);
      const [oldest] = started;
      assert.ok(oldest !== undefined);
      // The cookie has been signed anew on the way.
      assert.equal((await json(await at(oldest, browser).get('/app/session')))['user'], null);
    } finally {
      await Promise.all(started.map((copy) => copy.close()));
    }
  });

  it('are not ready while Redis cannot be reached, and report it without its address', async () => {
    assert.equal((await fetch(`${one!().origin}/health/ready`)).status, 200);
    await redis.stop();
    const response = await fetch(`${one!().origin}/health/ready`);
    assert.equal(response.status, 503);
    assert.match(await response.text(), /Redis cannot be reached or written to/);
    const sessionResponse = await fetch(`${one!().origin}/app/session`, {
      headers: { cookie: 'ngx-qlik=a.b' },
    });
    assert.equal(sessionResponse.status, 503);
    assert.ok(!(await sessionResponse.text()).includes(redis.url));
  });
});
