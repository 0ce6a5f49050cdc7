import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import test, { type TestContext } from 'node:test';
import type { FastifyPluginAsync } from 'fastify';
import {
  APP_ORIGIN,
  at,
  call,
  callApi,
  startTestTenant,
  text,
  tokenFor,
} from '../cloud/testing/test-tenant.ts';
import type { CloudTenant } from '../cloud/tenant.ts';

/** A runtime of one file, sent in chunks as files are. */
const runtime: FastifyPluginAsync = async (fastify) => {
  fastify.get('/qlik-embed/main.js', async (_request, reply) =>
    reply.type('text/javascript').send(Readable.from(Array.from({ length: 50 }, () => 'void 0;\n'))),
  );
};

async function start(context: TestContext, subject = 'grace') {
  const { tenant } = await startTestTenant(context);
  const token = await tokenFor(tenant, subject);
  return { tenant, token, spaces: (init?: RequestInit) => callApi(tenant, token, '/spaces?limit=1', init) };
}

function lastLogged(tenant: CloudTenant) {
  const last = tenant.requests.since(0).at(-1);
  return { status: last?.status, faults: last?.faults, user: last?.user };
}

test('a status applies as often as configured, is readable by pages and is logged', async (context) => {
  const { tenant, spaces } = await start(context);
  tenant.faults.add({
    id: 'busy',
    match: { path: '/api/v1/spaces' },
    count: 1,
    skip: 1,
    effect: { type: 'status', status: 429, retryAfter: { seconds: 7, as: 'seconds' } },
  });
  assert.equal((await spaces()).status, 200);
  const refused = await spaces({ headers: { origin: APP_ORIGIN } });
  assert.deepEqual(lastLogged(tenant), { status: 429, faults: ['busy'], user: 'grace' });
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get('retry-after'), '7');
  assert.equal(refused.headers.get('access-control-allow-origin'), APP_ORIGIN);
  assert.equal(at(refused.body, 'errors', 0, 'code'), 'HTTP-429');
  assert.equal((await spaces()).status, 200);
  assert.deepEqual(lastLogged(tenant), { status: 200, faults: undefined, user: 'grace' });
  const [fault] = tenant.faults.all;
  assert.deepEqual([fault?.applied, fault?.isExhausted], [1, true]);
});

test('Retry-After as a date is by the server’s clock and never too early', async (context) => {
  const { tenant, spaces } = await start(context);
  tenant.faults.add({ effect: { type: 'status', status: 503, retryAfter: { seconds: 2, as: 'date' } } });
  tenant.clock.move(600);
  const before = tenant.clock.now();
  const { headers } = await spaces();
  const wait = Date.parse(headers.get('retry-after') ?? '') - before;
  assert.ok(wait >= 2000 && wait < 60_000, `${wait} ms`);
});

test('a refusal comes before the call takes effect, with the configured headers and body', async (context) => {
  const { tenant, token } = await start(context, 'ada');
  tenant.faults.add({
    match: { path: '/api/v1/spaces', method: 'POST' },
    effect: { type: 'status', status: 403, headers: { 'X-Why': 'because' }, body: { code: 'CSRF-TOKEN-2' } },
  });
  const create = (): ReturnType<typeof callApi> =>
    callApi(tenant, token, '/spaces', {
      method: 'POST',
      body: JSON.stringify({ name: 'Never made', type: 'shared' }),
    });
  const refused = await create();
  assert.deepEqual([refused.status, refused.body], [403, { code: 'CSRF-TOKEN-2' }]);
  assert.equal(refused.headers.get('x-why'), 'because');
  tenant.faults.clear();
  // The name would be taken if the first call had created the space.
  assert.equal((await create()).status, 201);
});

test('a fault for one user does not apply to others, also where the user is known only afterwards', async (context) => {
  const { tenant, spaces } = await start(context);
  tenant.faults.add({ match: { user: 'edgar' }, effect: { type: 'status', status: 503 } });
  assert.equal((await spaces()).status, 200);
  await assert.rejects(tokenFor(tenant, 'edgar'));
  assert.deepEqual(lastLogged(tenant), { status: 503, faults: ['fault-1'], user: 'edgar' });
});

test('a fault applies to the answer of a call that was refused earlier', async (context) => {
  const { tenant } = await start(context);
  tenant.faults.add({ effect: { type: 'status', status: 503 } });
  assert.equal((await callApi(tenant, 'no-token', '/spaces')).status, 503);
  assert.equal((await call(tenant, '/no/such/path')).status, 503);
});

test('preflights do not match, so that a count counts calls', async (context) => {
  const { tenant, spaces } = await start(context);
  tenant.faults.add({ count: 1, effect: { type: 'status', status: 503 } });
  const preflight = await call(tenant, '/api/v1/spaces', {
    method: 'OPTIONS',
    headers: { origin: APP_ORIGIN, 'access-control-request-method': 'GET' },
  });
  assert.equal(preflight.status, 204);
  assert.equal((await spaces()).status, 503);
});

test('an answer that never comes keeps the connection until the fault is removed', async (context) => {
  const { tenant, spaces } = await start(context);
  tenant.faults.add({ id: 'mute', effect: { type: 'never-answer' } });
  const outcome = spaces().then(
    () => 'answered',
    () => 'broken off',
  );
  while (lastLogged(tenant).status !== 0) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.deepEqual(lastLogged(tenant), { status: 0, faults: ['mute'], user: 'grace' });
  const soon = new Promise((resolve) => setTimeout(resolve, 150, 'still waiting'));
  assert.equal(await Promise.race([outcome, soon]), 'still waiting');
  tenant.faults.remove('mute');
  assert.equal(await outcome, 'broken off');
  assert.equal(tenant.requests.since(0).filter(({ faults }) => faults !== undefined).length, 1);
});

test('delays add up, and go with another fault', async (context) => {
  const { tenant, spaces } = await start(context);
  tenant.faults.add({ effect: { type: 'delay', ms: 120 } });
  tenant.faults.add({ effect: { type: 'delay', ms: 130 } });
  tenant.faults.add({ effect: { type: 'status', status: 500 } });
  const began = performance.now();
  assert.equal((await spaces()).status, 500);
  assert.ok(performance.now() - began >= 245);
  assert.deepEqual(lastLogged(tenant).faults, ['fault-1', 'fault-2', 'fault-3']);
});

test('a body that is cut off breaks the connection after half of it', async (context) => {
  const { tenant, token, spaces } = await start(context);
  const whole = JSON.stringify((await spaces()).body);
  tenant.faults.add({ count: 1, match: { path: '/api/v1/spaces' }, effect: { type: 'cut-off' } });
  const response = await fetch(`${tenant.origin}/api/v1/spaces?limit=1`, {
    headers: { authorization: `Bearer ${token}` },
  });
  assert.equal(response.status, 200);
  assert.equal(Number(response.headers.get('content-length')), Buffer.byteLength(whole));
  const got: Buffer[] = [];
  await assert.rejects(async () => {
    for await (const part of response.body ?? []) {
      got.push(Buffer.from(part as Uint8Array));
    }
  });
  assert.equal(Buffer.concat(got).toString(), whole.slice(0, Math.ceil(whole.length / 2)));
  assert.equal((await spaces()).status, 200);
});

test('a file that is streamed is cut off as well', async (context) => {
  const { tenant } = await startTestTenant(context, { runtime });
  assert.equal((await call(tenant, '/qlik-embed/main.js')).status, 200);
  tenant.faults.add({ match: { path: '**/main.js' }, effect: { type: 'cut-off' } });
  const response = await fetch(`${tenant.origin}/qlik-embed/main.js`);
  assert.equal(response.status, 200);
  await assert.rejects(response.text());
});

test('another body comes with its own type and length in place of the real one', async (context) => {
  const { tenant, spaces } = await start(context);
  const page = '<!doctype html><title>Sign in – bitte</title>';
  tenant.faults.add({
    effect: { type: 'replace-body', contentType: 'text/html; charset=utf-8', body: page },
  });
  const { status, headers, body } = await spaces();
  assert.deepEqual([status, body], [200, page]);
  assert.equal(headers.get('content-type'), 'text/html; charset=utf-8');
});

test('the next link leads to the other host, and answers without one do not count', async (context) => {
  const { tenant, token, spaces } = await start(context);
  const real = new URL(text((await spaces()).body, 'links', 'next', 'href'));
  tenant.faults.add({ effect: { type: 'rewrite-next', origin: 'https://foreign.example' } });
  assert.equal((await callApi(tenant, token, '/users/me')).status, 200);
  assert.equal(tenant.faults.all[0]?.applied, 0);
  const { body } = await spaces();
  const moved = new URL(text(body, 'links', 'next', 'href'));
  assert.deepEqual([moved.origin, moved.pathname], ['https://foreign.example', real.pathname]);
  assert.equal(at(body, 'data', 'length'), 1);
  assert.equal(tenant.faults.all[0]?.applied, 1);
});

test('no answer and no preflight has a CORS header', async (context) => {
  const { tenant, spaces } = await start(context);
  const headers = { origin: APP_ORIGIN, 'access-control-request-method': 'GET' };
  const preflight = (): ReturnType<typeof call> =>
    call(tenant, '/api/v1/spaces', { method: 'OPTIONS', headers });
  assert.equal((await preflight()).headers.get('access-control-allow-origin'), APP_ORIGIN);
  tenant.faults.add({ effect: { type: 'no-cors' } });
  tenant.faults.add({ match: { path: '/api/v1/spaces' }, count: 1, effect: { type: 'status', status: 503 } });
  for (const answer of [await preflight(), await spaces({ headers }), await spaces({ headers })]) {
    assert.deepEqual(
      [...answer.headers.keys()].filter((name) => name.startsWith('access-control-')),
      [],
    );
  }
});

test('headers are added to the real answer, and the address of a redirect gets other parameters', async (context) => {
  const { tenant, spaces } = await start(context);
  tenant.faults.add({
    id: 'coop',
    match: { path: '/oauth' },
    effect: { type: 'set-headers', headers: { 'Cross-Origin-Opener-Policy': 'same-origin' } },
  });
  tenant.faults.add({
    match: { path: '/oauth' },
    count: 1,
    effect: { type: 'rewrite-redirect', parameters: { iss: 'https://alias.example' } },
  });
  const query = new URLSearchParams({
    response_type: 'token',
    client_id: 'sandbox-spa',
    redirect_uri: `${APP_ORIGIN}/oauth-callback.html`,
    state: 's',
  });
  const ask = (): ReturnType<typeof call> =>
    call(tenant, `/oauth/authorize?${query.toString()}`, { redirect: 'manual' });
  // No redirect: there is no address to rewrite, which does not count.
  assert.equal(
    (await call(tenant, '/oauth/authorize')).headers.get('cross-origin-opener-policy'),
    'same-origin',
  );
  const iss = async (): Promise<string | null> => {
    const { headers } = await ask();
    return new URL(headers.get('location') ?? '').searchParams.get('iss');
  };
  assert.equal(await iss(), 'https://alias.example');
  assert.equal(await iss(), tenant.origin);
  assert.equal((await spaces()).headers.get('cross-origin-opener-policy'), null);
});

test('a missing runtime does not affect the rest of the host', async (context) => {
  const { tenant } = await startTestTenant(context, { runtime });
  tenant.faults.add({ match: { path: '**/qlik-embed/main.js' }, effect: { type: 'status', status: 404 } });
  const script = await fetch(`${tenant.origin}/qlik-embed/main.js`);
  assert.equal(script.status, 404);
  await script.text();
  assert.equal((await call(tenant, '/oauth/authorize')).status, 400);
});

test('tokens, JWTs and the Date header use the clock', async (context) => {
  const { tenant, token, spaces } = await start(context);
  tenant.clock.move(5 * 3600);
  const { status, headers } = await spaces();
  assert.equal(status, 200);
  const ahead = Date.parse(headers.get('date') ?? '') - Date.now();
  assert.ok(Math.abs(ahead - 5 * 3600_000) < 60_000, `${ahead} ms`);
  tenant.clock.move(7 * 3600);
  assert.equal((await callApi(tenant, token, '/spaces')).status, 401);
  tenant.clock.move(0);
  assert.equal((await spaces()).status, 200);
});
