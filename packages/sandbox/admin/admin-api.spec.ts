import assert from 'node:assert/strict';
import { request } from 'node:http';
import test, { type TestContext } from 'node:test';
import { APP_ORIGIN, callApi, FLIGHTS, startTestTenant, tokenFor } from '../cloud/testing/test-tenant.ts';
import { WebSocket } from 'ws';
import { CheckedAnswers } from '../published-types/checked-answers.ts';
import { createAdminApi, isLoopbackHost } from './admin-api.ts';

async function start(context: TestContext) {
  const { tenant, engine } = await startTestTenant(context);
  const admin = await createAdminApi({ port: 0, tenants: [tenant], appOrigins: [APP_ORIGIN] });
  context.after(() => admin.close());
  /** Node's fetch cannot set the `host` header, so this test uses `node:http`. */
  const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; body: unknown; allowOrigin: string | undefined }>((resolve, reject) => {
      const sent = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
      const type = sent === undefined ? {} : { 'content-type': 'application/json' };
      const outgoing = request(
        { host: 'localhost', port: admin.port, method, path, headers: { ...type, ...headers } },
        (answer) => {
          let text = '';
          answer.on('data', (part: Buffer) => (text += part.toString()));
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 0,
              body: text === '' ? undefined : JSON.parse(text),
              allowOrigin: answer.headers['access-control-allow-origin'],
            }),
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end(sent);
    });
  return { tenant, engine, admin, ask };
}

test('lists the tenants and whether each one runs', async (context) => {
  const { tenant, ask } = await start(context);
  const running = { id: 'test', origin: tenant.origin, status: 'running' };
  assert.deepEqual((await ask('GET', '/health')).body, { status: 'ok', tenants: [running] });
  assert.deepEqual((await ask('POST', '/tenants/test/stop', { sessions: 'lose' })).body, {
    ...running,
    status: 'stopped',
  });
  await assert.rejects(fetch(tenant.origin));
  assert.deepEqual((await ask('POST', '/tenants/test/start')).body, running);
  assert.equal((await ask('POST', '/tenants/test/start')).status, 200);
});

test('lists the requests received since a sequence number, and clears them', async (context) => {
  const { tenant, ask } = await start(context);
  await callApi(tenant, await tokenFor(tenant, 'grace'), '/spaces');
  const all = (await ask('GET', '/tenants/test/requests')).body as {
    requests: { seq: number; path: string }[];
  };
  assert.deepEqual(
    all.requests.map((entry) => entry.path),
    ['/oauth/token', '/api/v1/spaces'],
  );
  const later = (await ask('GET', `/tenants/test/requests?since=${all.requests[0]?.seq}`)).body as typeof all;
  assert.equal(later.requests.length, 1);
  assert.equal((await ask('DELETE', '/tenants/test/requests')).status, 204);
  assert.deepEqual((await ask('GET', '/tenants/test/requests')).body, { requests: [] });
  assert.equal((await ask('GET', '/tenants/test/requests?since=x')).status, 400);
});

test('resets a tenant to its initial state', async (context) => {
  const { tenant, ask } = await start(context);
  const token = await tokenFor(tenant, 'grace');
  const body = JSON.stringify({ attributes: { name: 'Mine' } });
  assert.equal((await callApi(tenant, token, '/apps', { method: 'POST', body })).status, 200);
  tenant.faults.add({ effect: { type: 'status', status: 503 } });
  tenant.clock.move(7200);
  await ask('POST', '/tenants/test/stop', { sessions: 'keep' });
  const running = { id: 'test', origin: tenant.origin, status: 'running' };
  assert.deepEqual((await ask('POST', '/tenants/test/reset')).body, running);
  assert.deepEqual((await ask('GET', '/tenants/test/requests')).body, { requests: [] });
  assert.equal(tenant.clock.offsetSeconds, 0);
  assert.equal((await callApi(tenant, token, '/users/me')).status, 401);
  const items = await callApi(tenant, await tokenFor(tenant, 'grace'), '/items?name=Mine');
  assert.equal(items.status, 200);
  assert.deepEqual((items.body as { data: unknown[] }).data, []);
});

test('expires tokens of one user or of all', async (context) => {
  const { tenant, ask } = await start(context);
  const grace = await tokenFor(tenant, 'grace');
  const edgar = await tokenFor(tenant, 'edgar');
  assert.deepEqual((await ask('POST', '/tenants/test/expire-tokens', { user: 'grace' })).body, {
    expired: 1,
  });
  assert.equal((await callApi(tenant, grace, '/users/me')).status, 401);
  assert.equal((await callApi(tenant, edgar, '/users/me')).status, 200);
  assert.deepEqual((await ask('POST', '/tenants/test/expire-tokens')).body, { expired: 1 });
  assert.equal((await callApi(tenant, edgar, '/users/me')).status, 401);
  assert.equal((await ask('POST', '/tenants/test/expire-tokens', { user: 'nobody' })).status, 404);
});

test('closes sockets with the requested code', async (context) => {
  const { tenant, ask } = await start(context);
  const headers = { authorization: `Bearer ${await tokenFor(tenant, 'grace')}` };
  const socket = new WebSocket(`${tenant.origin.replace('http', 'ws')}/app/${FLIGHTS}`, { headers });
  const code = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => socket.once('message', resolve));
  assert.equal((await ask('POST', '/tenants/test/close-sockets', { code: 4003 })).status, 204);
  assert.equal(await code, 4003);
});

test('refuses invalid bodies with a 4xx that gives the reason', async (context) => {
  const { ask } = await start(context);
  const cases: [string, unknown, number][] = [
    ['/tenants/test/stop', {}, 400],
    ['/tenants/test/stop', undefined, 400],
    ['/tenants/test/stop', { sessions: 'burn' }, 400],
    ['/tenants/test/stop', { sessions: 'keep', also: 1 }, 400],
    ['/tenants/test/close-sockets', { code: 12 }, 400],
    ['/tenants/test/expire-tokens', { user: '' }, 400],
    ['/tenants/test/expire-tokens', '{', 400],
    ['/tenants/other/start', undefined, 404],
    ['/nowhere', undefined, 404],
  ];
  for (const [path, body, status] of cases) {
    const answer = await ask('POST', path, body);
    assert.equal(answer.status, status, `${path} ${JSON.stringify(body)} ${JSON.stringify(answer.body)}`);
    assert.ok((answer.body as { error: { message: string } }).error.message);
  }
});

test('refuses rebound host names and pages of other origins', async (context) => {
  const { admin, ask } = await start(context);
  assert.equal((await ask('GET', '/health', undefined, { host: `evil.example:${admin.port}` })).status, 403);
  assert.equal((await ask('GET', '/health', undefined, { host: `127.0.0.1:${admin.port}` })).status, 200);
  for (const origin of ['https://evil.example', 'null', `${APP_ORIGIN}.evil.example`]) {
    const answer = await ask('POST', '/tenants/test/stop', { sessions: 'keep' }, { origin });
    assert.equal(answer.status, 403, origin);
    assert.equal(answer.allowOrigin, undefined);
  }
  const own = await ask('GET', '/health', undefined, { origin: APP_ORIGIN });
  assert.equal(own.status, 200);
  assert.equal(own.allowOrigin, APP_ORIGIN);
});

test('distinguishes a loopback host from a similar name', () => {
  for (const host of ['localhost', 'LOCALHOST:8180', '127.0.0.1:1', '[::1]:8180']) {
    assert.equal(isLoopbackHost(host), true, host);
  }
  for (const host of [
    undefined,
    '',
    'localhost.evil.example',
    '127.0.0.1.nip.io:80',
    'localhost:',
    'evil@localhost',
    '0.0.0.0',
  ]) {
    assert.equal(isLoopbackHost(host), false, String(host));
  }
});

test('counts the calls of what a tenant does not have, without ids, until it is reset', async (context) => {
  const { tenant, ask } = await start(context);
  const token = await tokenFor(tenant, 'ada');
  for (const id of ['5f1c3a52-0b64-4c52-9a35-6b1f0d7a1001', '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1002'])
    assert.equal((await callApi(tenant, token, `/apps/${id}/insights`)).status, 404);
  assert.equal((await callApi(tenant, token, '/glossaries')).status, 404);
  assert.deepEqual((await ask('GET', '/tenants/test/unsupported-calls')).body, {
    calls: [
      { name: 'GET /api/v1/apps/…/insights', count: 2 },
      { name: 'GET /api/v1/glossaries', count: 1 },
    ],
  });
  await ask('POST', '/tenants/test/reset');
  assert.deepEqual((await ask('GET', '/tenants/test/unsupported-calls')).body, { calls: [] });
});

test('tells what the comparison of answers has found, where there is one', async (context) => {
  const { tenant, ask } = await start(context);
  assert.equal((await ask('GET', '/answers')).status, 404);
  const answers = new CheckedAnswers();
  const admin = await createAdminApi({
    port: 0,
    tenants: [tenant],
    appOrigins: [],
    answers: () => answers.report,
  });
  context.after(() => admin.close());
  const report = async (): Promise<unknown> => (await fetch(`http://localhost:${admin.port}/answers`)).json();
  const answer = { type: 'Doc', method: 'BackCount', result: { qReturn: 'one' } };
  answers.addQix({ ...answer, result: { qReturn: 1 } });
  assert.deepEqual(await report(), { answers: 1, differences: [] });
  answers.addQix(answer);
  answers.addQix(answer);
  answers.addRest({ method: 'GET', route: '/api/v1/spaces', status: 200, body: '{"data":{}}' });
  const { answers: count, differences } = (await report()) as {
    answers: number;
    differences: { answer: string; path: string; message: string }[];
  };
  assert.equal(count, 4);
  assert.deepEqual(
    differences.map((difference) => [difference.answer, difference.path]),
    [
      ['Doc.BackCount', '/qReturn'],
      ['GET /api/v1/spaces', '/data/data'],
    ],
  );
  assert.match(differences[0]?.message ?? '', /is "one"/);
});
