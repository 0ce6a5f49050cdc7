import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { type FakeTenant, SECRETS, startFakeTenant } from '../trial/fake-tenant.ts';
import { type FailingRedis, REDIS_PASSWORD, startFailingRedis } from '../trial/redis-faults.ts';
import { startTrialBackend, type TrialBackend } from '../trial/trial-backend.ts';
import { NO_REDIS } from '../trial/trial-redis.ts';
import { Visitor } from '../trial/visitor.ts';

const ANSWER_LIMIT_MS = 8_000;
const READY_LIMIT_MS = 5_000;
const REDIS_TEXT =
  /READONLY|NOREPLICAS|NOPERM|WRONGPASS|NOAUTH|ECONN|ioredis|evalsha|Command timed out|replica|127\.0\.0\.1/;

interface Call {
  readonly name: string;
  readonly send: (visitor: Visitor) => Promise<Response>;
}

const page = { accept: 'application/json' };
const CALLS: readonly Call[] = [
  { name: 'who is signed in', send: (visitor) => visitor.get('/app/session', page) },
  { name: 'the sign-in', send: (visitor) => visitor.post('/app/sign-in', { user: 'ada' }, page) },
  { name: 'the sign-in page', send: (visitor) => visitor.get('/app/sign-in', page) },
  { name: 'the sign-out', send: (visitor) => visitor.post('/app/sign-out', undefined, page) },
  { name: 'a token', send: (visitor) => visitor.post('/api/qlik/person/access-token', undefined, page) },
  { name: 'a session', send: (visitor) => visitor.get('/api/qlik/key/session', page) },
  {
    name: 'the sign-out of a connection',
    send: (visitor) => visitor.post('/api/qlik/web/sign-out', undefined, page),
  },
  { name: 'a relayed call', send: (visitor) => visitor.get('/qlik/key/api/v1/spaces', page) },
  { name: 'an unknown connection', send: (visitor) => visitor.get('/qlik/none/api/v1/spaces', page) },
  { name: 'nothing', send: (visitor) => visitor.get('/none', page) },
  { name: 'an address that cannot be read', send: (visitor) => visitor.get('/%E0%A4%A', page) },
];

describe('a backend whose Redis fails', { skip: NO_REDIS, timeout: 240_000 }, () => {
  let redis: FailingRedis;
  let tenant: FakeTenant;
  let backend: TrialBackend;
  let ada: Visitor;
  before(async () => {
    [redis, tenant] = await Promise.all([startFailingRedis(), startFakeTenant()]);
    const client = { host: tenant.origin, clientId: 'client', clientSecret: SECRETS.client };
    backend = await startTrialBackend({
      connections: {
        key: { type: 'apikey', host: tenant.origin, apiKey: SECRETS.apiKey, audience: 'everyone-signed-in' },
        person: { ...client, type: 'oauth2-impersonation' },
        web: { ...client, type: 'oauth2-web' },
      },
      settings: { redisUrl: redis.url },
    });
    ada = await new Visitor(backend.origin).signIn('ada');
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
    'a line on which nothing arrives',
    'a server that accepts and says nothing',
    'a server that hangs up at once',
  ]) {
    it(`says so at every address, and works again afterwards: ${name}`, async () => {
      const fault = redis.faults[name];
      assert.ok(fault !== undefined);
      await fault.begin();
      try {
        const from = Date.now();
        const ready = await fetch(`${backend.origin}/health/ready`);
        assert.equal(ready.status, 503);
        assert.ok(Date.now() - from < READY_LIMIT_MS);
        const told = await ready.text();
        assert.match(told, /Redis cannot be reached/);
        assert.doesNotMatch(told, REDIS_TEXT);
        assert.equal((await fetch(`${backend.origin}/health/live`)).status, 200);
        const answers = CALLS.flatMap((call) => [
          answerOf(call, new Visitor(backend.origin)),
          answerOf(call, as(ada)),
        ]);
        for (const { name: call, status, headers, body, took } of await Promise.all(answers)) {
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
        assert.ok(Date.now() < until, 'it is ready again by itself');
        await wait(100);
      }
      const session = await ada.get('/app/session', page);
      assert.match(await session.text(), /"id":"ada"/);
      assert.equal((await ada.get('/qlik/key/api/v1/spaces', page)).status, 200);
      assert.equal((await ada.post('/api/qlik/person/access-token')).status, 200);
      await new Visitor(backend.origin).signIn('grace');
    });
  }

  it('answers with the same problem when only the session cannot be saved at the end', async () => {
    await redis.allow('-set');
    try {
      const answer = await as(ada).get('/app/session', page);
      assert.equal(answer.status, 503);
      assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
      const body = (await answer.json()) as Record<string, unknown>;
      assert.equal(body['code'], 'state-unavailable');
      assert.equal(answer.headers.get('set-cookie'), null);
    } finally {
      await redis.allow('+@all');
    }
    assert.equal((await ada.get('/app/session', page)).status, 200);
  });

  /** Another browser with the same cookies, so that what a failing answer does to them changes nothing here. */
  function as(visitor: Visitor): Visitor {
    const copy = new Visitor(backend.origin);
    const [name = '', ...value] = visitor.cookie.split('=');
    copy.setCookie(name, value.join('='));
    return copy;
  }
});

async function answerOf(
  { name, send }: Call,
  visitor: Visitor,
): Promise<{ name: string; status: number; headers: Headers; body: string; took: number }> {
  const from = Date.now();
  const answer = await send(visitor);
  const body = await answer.text();
  return { name, status: answer.status, headers: answer.headers, body, took: Date.now() - from };
}

function upgradeStatus(visitor: Visitor): Promise<number> {
  const socket = visitor.openSocket('/qlik/key/app/x');
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.once('unexpected-response', (_request, answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    socket.once('error', reject);
  });
}
