import assert from 'node:assert/strict';
import test from 'node:test';
import type { CloudTenant } from '../tenant.ts';
import {
  APP_ORIGIN,
  at,
  call,
  callApi,
  FLIGHTS,
  list,
  MOVIES,
  postToken,
  startTestTenant,
  text,
} from '../testing/test-tenant.ts';
import { WebSocket } from 'ws';

const GOOD = {
  eac: 'sandbox-movies',
  client_id: 'sandbox-anonymous',
  grant_type: 'urn:qlik:oauth:anonymous-embed',
  tracking_code: `6553f100${'a1'.repeat(16)}`,
};

function ask(
  tenant: CloudTenant,
  changes: Readonly<Record<string, unknown>> = {},
  origin = APP_ORIGIN,
): ReturnType<typeof call> {
  return call(tenant, '/oauth/token/anonymous-embed', {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ ...GOOD, ...changes }),
  });
}

test('an anonymous user with the access code reads the shared app, and nothing else', async (context) => {
  const { tenant } = await startTestTenant(context);
  const answer = await ask(tenant);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('access-control-allow-origin'), APP_ORIGIN);
  const token = text(answer.body, 'access_token');
  const status = async (path: string, init: RequestInit = {}) =>
    (await callApi(tenant, token, path, init)).status;
  assert.equal(await status(`/apps/${MOVIES}`), 200);
  assert.equal(await status(`/apps/${FLIGHTS}`), 404);
  assert.deepEqual(
    list((await callApi(tenant, token, '/items')).body, 'data').map((item) => at(item, 'resourceId')),
    [MOVIES],
  );
  assert.equal(at((await callApi(tenant, token, '/users/me')).body, 'name'), 'Anonymous user');
  // What the app shows: its theme and its images.
  assert.equal(await status('/themes/sandbox-night/file/theme.json'), 200);
  const ada = await adminToken(tenant);
  const headers = { authorization: `Bearer ${ada}`, 'content-type': 'application/octet-stream' };
  for (const app of [MOVIES, FLIGHTS]) {
    const put = { method: 'PUT', body: 'an image', headers };
    assert.equal((await call(tenant, `/api/v1/apps/${app}/media/files/a.png`, put)).status, 200);
  }
  assert.equal(await status(`/apps/${MOVIES}/media/files/a.png`), 200);
  assert.equal(await status(`/apps/${FLIGHTS}/media/files/a.png`), 404);
  for (const path of ['/spaces', '/users', '/api-keys', '/roles', '/themes', `/apps/${MOVIES}/media/list/`]) {
    assert.equal(await status(path), 403, path);
  }
  const body = JSON.stringify({ name: 'Mine', type: 'shared' });
  assert.equal(await status('/spaces', { method: 'POST', body }), 403);
  const users = await callApi(tenant, ada, '/users?limit=100');
  assert.ok(!JSON.stringify(users.body).includes('Anonymous user'));
});

test('the socket needs a token exchange, and opens the shared app only', async (context) => {
  const { tenant, engine } = await startTestTenant(context);
  const subject_token = text((await ask(tenant)).body, 'access_token');
  const exchange = await postToken(
    tenant,
    {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      purpose: 'websocket',
      redirect_uri: `${APP_ORIGIN}/page`,
      client_id: GOOD.client_id,
    },
    { origin: APP_ORIGIN },
  );
  assert.equal(exchange.status, 200);
  const accessToken = text(exchange.body, 'access_token');
  const address = `${tenant.origin.replace('http', 'ws')}/app/${MOVIES}?accessToken=${accessToken}`;
  const socket = new WebSocket(address, { headers: { origin: APP_ORIGIN } });
  await new Promise((resolve) => socket.once('message', resolve));
  socket.close();
  const access = engine.connections[0]?.access;
  assert.deepEqual(
    [await access?.(MOVIES), await access?.(FLIGHTS), await access?.('SessionApp_1')],
    ['allowed', 'not-found', 'not-found'],
  );
});

test('an anonymous user keeps its id with its tracking code, and another code has another id', async (context) => {
  const { tenant } = await startTestTenant(context);
  const idOf = async (tracking_code: string): Promise<unknown> => {
    const token = text((await ask(tenant, { tracking_code })).body, 'access_token');
    return at((await callApi(tenant, token, '/users/me')).body, 'id');
  };
  const id = await idOf(GOOD.tracking_code);
  assert.equal(await idOf(GOOD.tracking_code), id);
  assert.notEqual(await idOf('b'.repeat(40)), id);
});

test('each refusal has a reason', async (context) => {
  const { tenant } = await startTestTenant(context);
  const cases: [Record<string, unknown>, number, string][] = [
    [{ eac: 'guess' }, 401, 'access_denied'],
    [{ eac: undefined }, 400, 'invalid_request'],
    [{ client_id: 'nobody' }, 401, 'invalid_client'],
    [{ client_id: 'sandbox-spa' }, 401, 'invalid_client'],
    [{ grant_type: 'client_credentials' }, 400, 'unsupported_grant_type'],
    [{ tracking_code: undefined }, 400, 'invalid_request'],
    [{ tracking_code: 'short' }, 400, 'invalid_request'],
  ];
  for (const [changes, status, error] of cases) {
    const answer = await ask(tenant, changes);
    assert.deepEqual([answer.status, at(answer.body, 'error')], [status, error], JSON.stringify(changes));
    assert.ok(text(answer.body, 'errors', 0, 'code'));
  }
  assert.equal((await ask(tenant, {}, 'https://evil.example')).status, 403);
  const elsewhere = await postToken(tenant, GOOD);
  assert.equal(at(elsewhere.body, 'error'), 'unsupported_grant_type');
});

async function adminToken(tenant: CloudTenant): Promise<string> {
  const ada = tenant.findUser('ada');
  assert.ok(ada);
  return tenant.issueApiKey(ada, 'Test');
}
