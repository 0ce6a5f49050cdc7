import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { type FailingRedis, REDIS_PASSWORD, startFailingRedis } from '../testing/redis-faults.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { NO_REDIS } from '../testing/test-redis.ts';
import { TestBrowser } from '../testing/test-browser.ts';

const ANSWER_LIMIT_MS = 15_000;
const READY_LIMIT_MS = 10_000;
const REDIS_TEXT =
  /READONLY|NOREPLICAS|NOPERM|WRONGPASS|NOAUTH|ECONN|ioredis|evalsha|Command timed out|replica|127\.0\.0\.1/;

interface Call {
  readonly name: string;
  readonly send: (browser: TestBrowser) => Promise<Response>;
}

const page = { accept: 'application/json' };
const CALLS: readonly Call[] = [
  { name: 'who is signed in', send: (browser) => browser.get('/app/session', page) },
  { name: 'the sign-in', send: (browser) => browser.post('/app/sign-in', { user: 'ada' }, page) },
  { name: 'the sign-in page', send: (browser) => browser.get('/app/sign-in', page) },
  { name: 'the sign-out', send: (browser) => browser.post('/app/sign-out', undefined, page) },
  {
    name: 'a token',
    send: (browser) => browser.post('/api/qlik/impersonated/access-token', undefined, page),
  },
  { name: 'a session', send: (browser) => browser.get('/api/qlik/key/session', page) },
  {
    name: 'the sign-out of a connection',
    send: (browser) => browser.post('/api/qlik/web/sign-out', undefined, page),
  },
  { name: 'a relayed call', send: (browser) => browser.get('/qlik/key/api/v1/spaces', page) },
  { name: 'an unknown connection', send: (browser) => browser.get('/qlik/none/api/v1/spaces', page) },
  { name: 'nothing', send: (browser) => browser.get('/none', page) },
  { name: 'an address that cannot be read', send: (browser) => browser.get('/%E0%A4%A', page) },
];

describe('a backend whose Redis fails', { skip: NO_REDIS, timeout: 240_000 }, () => {
  let redis: FailingRedis;
  let tenant: FakeTenant;
  let backend: TestBackend;
  let ada: TestBrowser;
  before(async () => {
    [redis, tenant] = await Promise.all([startFailingRedis(), startFakeTenant()]);
    const client = { host: tenant.origin, clientId: 'client', clientSecret: SECRETS.client };
    backend = await startTestBackend({
      connections: {
        key: { type: 'apikey', host: tenant.origin, apiKey: SECRETS.apiKey, audience: 'everyone-signed-in' },
        impersonated: { ...client, type: 'oauth2-impersonation' },
        web: { ...client, type: 'oauth2-web' },
      },
      settings: { redisUrl: redis.url },
    });
    ada = await new TestBrowser(backend.origin).signIn('ada');
  });
  after(async () => {
    await backend.close();
    await redis.close();
    await tenant.close();
    assert.ok(!backend.log().includes(REDIS_PASSWORD), 'no line of the log has the password');
  });

  for (const name of [
    'a read-only replica',
    'a user who may not write',
    'too few replicas',
    'a user who may do nothing',
    'another password',
    'a process that hangs',
    'a connection without replies',
    'a server that accepts and sends nothing',
    'a server that hangs up at once',
  ]) {
    it(`reports it at every address, and works again afterwards: ${name}`, async () => {
      const fault = redis.faults[name];
      assert.ok(fault !== undefined);
      await fault.begin();
      try {
        const from = Date.now();
        const ready = await fetch(`${backend.origin}/health/ready`);
        assert.equal(ready.status, 503);
        assert.ok(Date.now() - from < READY_LIMIT_MS);
        const text = await ready.text();
        assert.match(text, /Redis cannot be reached/);
        assert.doesNotMatch(text, REDIS_TEXT);
        assert.equal((await fetch(`${backend.origin}/health/live`)).status, 200);
        const responses = CALLS.flatMap((call) => [
          answerOf(call, new TestBrowser(backend.origin)),
          answerOf(call, as(ada)),
        ]);
        for (const { name: call, status, headers, body, took } of await Promise.all(responses)) {
          assert.equal(status, 503, `${call}: ${body}`);
          assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/, `${call}: ${body}`);
          const problem = JSON.parse(body) as Record<string, unknown>;
          assert.equal(problem['code'], 'state-unavailable', call);
          assert.equal(typeof problem['remedy'], 'string', call);
          assert.ok(Number(headers.get('retry-after')) > 0, call);
          assert.equal(headers.get('set-cookie'), null, call);
          assert.doesNotMatch(body, REDIS_TEXT, call);
          assert.ok(!body.includes(REDIS_PASSWORD));
          assert.ok(took < ANSWER_LIMIT_MS, `${call} took ${took} ms`);
        }
        assert.equal(await upgradeStatus(as(ada)), 503);
      } finally {
        await fault.end();
      }
      const until = Date.now() + 15_000;
      while ((await fetch(`${backend.origin}/health/ready`)).status !== 200) {
        assert.ok(Date.now() < until, 'it becomes ready again');
        await wait(100);
      }
      const sessionResponse = await ada.get('/app/session', page);
      assert.match(await sessionResponse.text(), /"id":"ada"/);
      assert.equal((await ada.get('/qlik/key/api/v1/spaces', page)).status, 200);
      assert.equal((await ada.post('/api/qlik/impersonated/access-token')).status, 200);
      await new TestBrowser(backend.origin).signIn('grace');
    });
  }

  it('answers with the same problem when only the session cannot be saved at the end', async () => {
    await redis.allow('-set');
    try {
      const response = await as(ada).get('/app/session', page);
      assert.equal(response.status, 503);
      assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
      const body = (await response.json()) as Record<string, unknown>;
      assert.equal(body['code'], 'state-unavailable');
      assert.equal(response.headers.get('set-cookie'), null);
    } finally {
      await redis.allow('+@all');
    }
    assert.equal((await ada.get('/app/session', page)).status, 200);
  });

  /** Another browser with the same cookies, so that what a failing answer does to them changes nothing here. */
  function as(browser: TestBrowser): TestBrowser {
    const copy = new TestBrowser(backend.origin);
    const [name = '', ...value] = browser.cookie.split('=');
    copy.setCookie(name, value.join('='));
    return copy;
  }
});

async function answerOf(
  { name, send }: Call,
  browser: TestBrowser,
): Promise<{ name: string; status: number; headers: Headers; body: string; took: number }> {
  const from = Date.now();
  const response = await send(browser);
  const body = await response.text();
  return { name, status: response.status, headers: response.headers, body, took: Date.now() - from };
}

function upgradeStatus(browser: TestBrowser): Promise<number> {
  const socket = browser.openSocket('/qlik/key/app/x');
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.once('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.once('error', reject);
  });
}
