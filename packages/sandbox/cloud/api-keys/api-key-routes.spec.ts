import assert from 'node:assert/strict';
import test from 'node:test';
import { WebSocket } from 'ws';
import type { CloudTenant } from '../tenant.ts';
import {
  APP_ORIGIN,
  at,
  callApi,
  FLIGHTS,
  list,
  postToken,
  startTestTenant,
  text,
  tokenFor,
} from '../testing/test-tenant.ts';
import { durationSeconds } from './api-key-routes.ts';

const create = (body: object): RequestInit => ({ method: 'POST', body: JSON.stringify(body) });

function socketStatus(tenant: CloudTenant, query: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${tenant.origin.replace('http', 'ws')}/app/${FLIGHTS}${query}`, {
      headers,
    });
    socket.once('open', () => {
      socket.close();
      resolve(101);
    });
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.once('error', reject);
  });
}

test('a user creates a key, uses it, lists it and revokes it', async (context) => {
  const { tenant } = await startTestTenant(context);
  const grace = await tokenFor(tenant, 'grace');
  const made = await callApi(
    tenant,
    grace,
    '/api-keys',
    create({ description: 'For a script', expiry: 'P7D' }),
  );
  assert.equal(made.status, 201);
  const key = text(made.body, 'token');
  const days = (Date.parse(text(made.body, 'expiry')) - Date.parse(text(made.body, 'created'))) / 86_400_000;
  assert.equal(days, 7);
  assert.equal(at((await callApi(tenant, key, '/users/me')).body, 'subject'), 'grace');
  assert.equal(list((await callApi(tenant, key, '/spaces')).body, 'data').length, 2);
  const listed = await callApi(tenant, grace, '/api-keys?status=active');
  assert.equal(at(listed.body, 'data', 0, 'description'), 'For a script');
  assert.ok(!JSON.stringify(listed.body).includes(key));
  const path = `/api-keys/${text(made.body, 'id')}`;
  const edgar = await tokenFor(tenant, 'edgar');
  assert.equal((await callApi(tenant, edgar, path, { method: 'DELETE' })).status, 404);
  assert.deepEqual(at((await callApi(tenant, edgar, '/api-keys')).body, 'data'), []);
  assert.equal((await callApi(tenant, grace, path, { method: 'DELETE' })).status, 204);
  const refused = await callApi(tenant, key, '/users/me');
  assert.equal(refused.status, 401);
  assert.match(text(refused.body, 'errors', 0, 'detail'), /revoked/);
  assert.equal(at((await callApi(tenant, grace, path)).body, 'status'), 'revoked');
  const used = tenant.requests.since(0).find(({ credential }) => credential?.kind === 'bearer-apikey');
  assert.deepEqual(used?.credential, { kind: 'bearer-apikey', client: text(made.body, 'id') });
  assert.ok(!JSON.stringify(tenant.requests.since(0)).includes(key));
});

test('a key expires, and is refused when its owner is disabled', async (context) => {
  let now = Date.now();
  const { tenant } = await startTestTenant(context, { now: () => now });
  const ada = await tokenFor(tenant, 'ada');
  const made = await callApi(tenant, ada, '/api-keys', create({ description: 'Short', expiry: 'PT1H' }));
  const key = text(made.body, 'token');
  assert.equal((await callApi(tenant, key, '/users/me')).status, 200);
  now += 3_600_000;
  assert.match(text((await callApi(tenant, key, '/users/me')).body, 'errors', 0, 'detail'), /expired/);
  const noah = tenant.findUser('noah')?.id;
  const disabledOwner = await callApi(
    tenant,
    ada,
    '/api-keys',
    create({ description: 'Disabled owner', sub: noah }),
  );
  assert.equal((await callApi(tenant, text(disabledOwner.body, 'token'), '/users/me')).status, 401);
});

test('invalid parameters are refused with their path', async (context) => {
  const { tenant } = await startTestTenant(context);
  const grace = await tokenFor(tenant, 'grace');
  const other = tenant.findUser('ada')?.id;
  const cases: [object, number][] = [
    [{}, 400],
    [{ description: '' }, 400],
    [{ description: 'x', expiry: 'a week' }, 400],
    [{ description: 'x', expiry: 'P366D' }, 400],
    [{ description: 'x', expiry: 'PT0S' }, 400],
    [{ description: 'x', subType: 'externalClient' }, 400],
    [{ description: 'x', sub: other }, 403],
  ];
  for (const [body, status] of cases) {
    const answer = await callApi(tenant, grace, '/api-keys', create(body));
    assert.equal(answer.status, status, JSON.stringify(body));
    assert.ok(text(answer.body, 'errors', 0, 'detail'));
  }
});

test('a key opens sockets for servers, not for pages, and cannot be exchanged for a token', async (context) => {
  const { tenant } = await startTestTenant(context);
  const grace = tenant.findUser('grace');
  assert.ok(grace);
  const key = await tenant.issueApiKey(grace, 'Test');
  const authorization = `Bearer ${key}`;
  assert.equal(await socketStatus(tenant, '', { authorization }), 101);
  assert.equal(await socketStatus(tenant, '', { authorization, origin: APP_ORIGIN }), 403);
  assert.equal(await socketStatus(tenant, `?accessToken=${key}`, { origin: APP_ORIGIN }), 401);
  const exchange = await postToken(tenant, {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: key,
    purpose: 'websocket',
  });
  assert.equal(exchange.status, 401);
  const page = await callApi(tenant, key, '/users/me', { headers: { origin: APP_ORIGIN } });
  assert.equal(page.headers.get('access-control-allow-origin'), APP_ORIGIN);
  const foreign = await callApi(tenant, key, '/users/me', { headers: { origin: 'https://evil.example' } });
  assert.equal(foreign.status, 403);
});

test('a key of one tenant is refused by another', async (context) => {
  const { tenant } = await startTestTenant(context);
  const { tenant: other } = await startTestTenant(context);
  const grace = tenant.findUser('grace');
  assert.ok(grace);
  assert.equal((await callApi(other, await tenant.issueApiKey(grace, 'Test'), '/users/me')).status, 401);
});

test('reads ISO 8601 durations', () => {
  const cases: [string, number | undefined][] = [
    ['P7D', 604_800],
    ['P1W', 604_800],
    ['PT1H30M', 5400],
    ['P1DT1S', 86_401],
    ['P', undefined],
    ['P1DT', undefined],
    ['7D', undefined],
    ['P-1D', undefined],
  ];
  for (const [duration, seconds] of cases) {
    assert.equal(durationSeconds(duration), seconds, duration);
  }
});
