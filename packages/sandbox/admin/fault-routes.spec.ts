import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { APP_ORIGIN, at, callApi, list, startTestTenant, tokenFor } from '../cloud/testing/test-tenant.ts';
import { PRESETS } from '../faults/presets.ts';
import { createAdminApi } from './admin-api.ts';

async function start(context: TestContext) {
  const { tenant, engine } = await startTestTenant(context);
  const admin = await createAdminApi({
    port: 0,
    tenants: [tenant],
    clouds: [tenant],
    appOrigins: [APP_ORIGIN],
  });
  context.after(() => admin.close());
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`http://localhost:${admin.port}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? undefined : JSON.parse(text)) as unknown };
  };
  return { tenant, engine, ask };
}

test('faults are added, listed with how often they applied, replaced and removed', async (context) => {
  const { tenant, ask } = await start(context);
  const token = await tokenFor(tenant, 'grace');
  const fault = { match: { path: '/api/v1/spaces' }, effect: { type: 'status', status: 503 } };
  const added = await ask('POST', '/tenants/test/faults', fault);
  assert.equal(added.status, 201);
  assert.equal(at(added.body, 'id'), 'fault-1');
  assert.equal((await callApi(tenant, token, '/spaces')).status, 503);
  const state = (await ask('GET', '/tenants/test/faults')).body;
  assert.deepEqual(at(state, 'faults'), [
    { ...fault, id: 'fault-1', match: { ...fault.match, kind: 'http' }, applied: 1, isExhausted: false },
  ]);
  assert.equal(at(state, 'platform'), 'cloud');
  const again = await ask('POST', '/tenants/test/faults', { ...fault, id: 'fault-1' });
  assert.equal(at(again.body, 'applied'), 0);
  assert.equal((await ask('DELETE', '/tenants/test/faults/fault-1')).status, 204);
  assert.equal((await ask('DELETE', '/tenants/test/faults/fault-1')).status, 404);
  await ask('POST', '/tenants/test/faults', fault);
  assert.equal((await ask('DELETE', '/tenants/test/faults')).status, 204);
  assert.equal((await callApi(tenant, token, '/spaces')).status, 200);
});

test('an invalid fault is refused with the name of the wrong field', async (context) => {
  const { tenant, ask } = await start(context);
  const effect = { type: 'delay', ms: 5 };
  const cases: [unknown, RegExp][] = [
    [undefined, /body/],
    [{}, /body\/effect is missing/],
    [{ effect, color: 'red' }, /body\/color/],
    [{ effect: { ms: 5 } }, /body\/effect\/type/],
    [{ effect: { type: 'explode' } }, /body\/effect\/type/],
    [{ effect: { type: 'delay' } }, /body\/effect\/ms is missing/],
    [{ effect: { type: 'delay', ms: 0 } }, /body\/effect\/ms/],
    [{ effect: { type: 'delay', ms: 5, status: 200 } }, /body\/effect\/status/],
    [{ effect: { type: 'status', status: 99 } }, /body\/effect\/status/],
    [{ effect: { type: 'status', status: 500, headers: { 'a b': 'x' } } }, /body\/effect\/headers\/a b/],
    [{ effect: { type: 'status', status: 500, headers: { a: 'x\r\ny: z' } } }, /body\/effect\/headers\/a/],
    [{ effect: { type: 'status', status: 500, headers: { 'Content-Length': '1' } } }, /Content-Length/],
    [{ effect: { type: 'status', status: 429, retryAfter: { seconds: 1 } } }, /retryAfter\/as/],
    [{ effect: { type: 'rewrite-next', origin: 'foreign.example/x' } }, /body\/effect\/origin/],
    [{ effect: { type: 'close-socket', at: 'now', code: 1005 } }, /body\/effect\/code/],
    [{ effect: { type: 'close-socket', at: 'soon', code: 4001 } }, /body\/effect\/at.*now, accepted, call/],
    [{ effect: { type: 'silent-socket', at: 'now', method: 'OpenDoc' } }, /body\/effect\/method/],
    [{ effect: { type: 'silent-socket', at: 'now' }, match: { kind: 'http' } }, /body\/match\/kind/],
    [{ effect, match: { path: 'api' } }, /body\/match\/path/],
    [{ effect, match: { method: 'get' } }, /body\/match\/method/],
    [{ effect, count: 0 }, /body\/count/],
    [{ effect, id: 'No!' }, /body\/id/],
  ];
  for (const [body, pattern] of cases) {
    const answer = await ask('POST', '/tenants/test/faults', body);
    const message = String(at(answer.body, 'error', 'message'));
    assert.equal(answer.status, 400, `${JSON.stringify(body)}: ${message}`);
    assert.match(message, pattern, JSON.stringify(body));
  }
  assert.deepEqual(tenant.faults.all, []);
  assert.equal((await ask('POST', '/tenants/nobody/faults', { effect })).status, 404);
});

test('every preset of the platform can be applied, and a repeated call does not add faults', async (context) => {
  const { tenant, ask } = await start(context);
  const { body } = await ask('GET', '/faults/presets');
  assert.equal(list(body, 'presets').length, PRESETS.length);
  for (const { id, platforms } of PRESETS) {
    const first = await ask('POST', `/tenants/test/faults/presets/${id}`);
    assert.equal(first.status, platforms.includes('cloud') ? 201 : 409, id);
    const count = tenant.faults.all.length;
    await ask('POST', `/tenants/test/faults/presets/${id}`, {});
    assert.equal(tenant.faults.all.length, count, id);
  }
  assert.equal((await ask('POST', '/tenants/test/faults/presets/none')).status, 404);
  assert.equal(new Set(PRESETS.map(({ id }) => id)).size, PRESETS.length);
});

test('a preset can be narrowed to a user, a path and a count', async (context) => {
  const { tenant, ask } = await start(context);
  const options = { user: 'grace', path: '/api/v1/items', count: 1 };
  await ask('POST', '/tenants/test/faults/presets/unavailable', options);
  const [edgar, grace] = [await tokenFor(tenant, 'edgar'), await tokenFor(tenant, 'grace')];
  const statuses = [];
  for (const [token, path] of [
    [edgar, '/items'],
    [grace, '/spaces'],
    [grace, '/items'],
    [grace, '/items'],
  ] as const) {
    statuses.push((await callApi(tenant, token, path)).status);
  }
  assert.deepEqual(statuses, [200, 200, 503, 200]);
  assert.equal((await ask('POST', '/tenants/test/faults/presets/unavailable', { often: 2 })).status, 400);
});

test('the clock is moved and reset, and the engine restarts', async (context) => {
  const { tenant, engine, ask } = await start(context);
  assert.equal(
    at((await ask('POST', '/tenants/test/clock', { offsetSeconds: -90 })).body, 'offsetSeconds'),
    -90,
  );
  assert.equal(tenant.clock.offsetSeconds, -90);
  assert.equal(at((await ask('GET', '/tenants/test/faults')).body, 'clock', 'offsetSeconds'), -90);
  assert.equal((await ask('POST', '/tenants/test/clock', { offsetSeconds: 'soon' })).status, 400);
  assert.equal((await ask('POST', '/tenants/test/clock', { offsetSeconds: 0 })).status, 200);
  assert.equal((await ask('POST', '/tenants/test/restart-engine', { code: 12 })).status, 400);
  assert.equal((await ask('POST', '/tenants/test/restart-engine', { code: 1006 })).status, 204);
  assert.equal((await ask('POST', '/tenants/test/restart-engine')).status, 204);
  assert.equal(engine.sessionsDropped, 2);
});
