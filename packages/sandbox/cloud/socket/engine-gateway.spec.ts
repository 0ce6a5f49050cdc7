import assert from 'node:assert/strict';
import test from 'node:test';
import { WebSocket } from 'ws';
import type { CloudTenant } from '../tenant.ts';
import { PERSONAL_COPY } from '../items/item-store.ts';
import {
  APP_ORIGIN,
  FLIGHTS,
  MOVIES,
  postToken,
  startTestTenant,
  text,
  tokenFor,
} from '../testing/test-tenant.ts';
import { parseSocketPath } from './engine-gateway.ts';

async function temporaryToken(
  tenant: CloudTenant,
  subject_token: string,
  purpose = 'websocket',
): Promise<string> {
  const answer = await postToken(tenant, {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token,
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    purpose,
    client_id: 'sandbox-web',
  });
  return text(answer.body, 'access_token');
}

/** @returns the first message, or the status that refused the upgrade. */
function connect(
  tenant: CloudTenant,
  path: string,
  headers: Record<string, string> = {},
): Promise<string | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${tenant.origin.replace('http', 'ws')}${path}`, { headers });
    socket.once('message', (data) => resolve(String(data)));
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.once('error', reject);
  });
}

test('a page connects with a temporary token and its origin', async (context) => {
  const { tenant, engine } = await startTestTenant(context);
  const accessToken = await temporaryToken(tenant, await tokenFor(tenant, 'grace'));
  const path = `/app/${FLIGHTS}/identity/one?reloadUri=x&accessToken=${accessToken}`;
  assert.match(String(await connect(tenant, path, { origin: APP_ORIGIN })), /SESSION_CREATED/);
  assert.equal(engine.connections[0]?.user.name, 'Grace Hopper');
  assert.equal(engine.connections[0]?.identity, 'one');
  assert.equal(await connect(tenant, path, { origin: 'https://evil.example' }), 403);
  const exchange = tenant.requests
    .since(0)
    .find((entry) => entry.credential?.kind.endsWith('token-exchange') === true);
  assert.deepEqual([exchange?.path, exchange?.user], ['/oauth/token', 'grace']);
  const logged = tenant.requests.since(0).filter((entry) => entry.kind === 'websocket');
  assert.deepEqual(
    logged.map(({ status, user, credential }) => [status, user, credential?.kind]),
    [
      [101, 'grace', 'websocket-token'],
      [403, 'grace', 'websocket-token'],
    ],
  );
});

test('a server connects with an access token in the header', async (context) => {
  const { tenant } = await startTestTenant(context);
  const headers = { authorization: `Bearer ${await tokenFor(tenant, 'grace')}` };
  assert.match(String(await connect(tenant, `/app/${FLIGHTS}`, headers)), /OnConnected/);
});

test('no token, a token for something else, an expired or a revoked one is refused with 401', async (context) => {
  const { tenant } = await startTestTenant(context);
  const token = await tokenFor(tenant, 'grace');
  const resource = await temporaryToken(tenant, token, 'webresource');
  const temporary = await temporaryToken(tenant, token);
  assert.equal(await connect(tenant, `/app/${FLIGHTS}`), 401);
  assert.equal(await connect(tenant, `/app/${FLIGHTS}?accessToken=${token}`), 401);
  assert.equal(await connect(tenant, `/app/${FLIGHTS}?accessToken=${resource}`), 401);
  assert.equal(await connect(tenant, `/app/${FLIGHTS}`, { authorization: `Bearer ${temporary}` }), 401);
  tenant.expireTokens({ user: 'grace' });
  assert.equal(await connect(tenant, `/app/${FLIGHTS}?accessToken=${temporary}`), 401);
  assert.equal(await connect(tenant, `/app/${FLIGHTS}`, { authorization: `Bearer ${token}` }), 401);
});

test('revoking an access token revokes its temporary tokens', async (context) => {
  const { tenant } = await startTestTenant(context);
  const token = await tokenFor(tenant, 'grace');
  const temporary = await temporaryToken(tenant, token);
  await fetch(`${tenant.origin}/oauth/revoke`, { method: 'POST', body: new URLSearchParams({ token }) });
  assert.equal(await connect(tenant, `/app/${FLIGHTS}?accessToken=${temporary}`), 401);
});

test('the engine gets the apps that the user may open', async (context) => {
  const { tenant, engine } = await startTestTenant(context);
  await connect(tenant, `/app/${FLIGHTS}`, { authorization: `Bearer ${await tokenFor(tenant, 'edgar')}` });
  const access = engine.connections[0]?.access;
  assert.equal(await access?.(MOVIES), 'allowed');
  assert.equal(await access?.(FLIGHTS), 'not-found');
  assert.equal(await access?.(PERSONAL_COPY.id), 'not-found');
  assert.equal(await access?.('unknown'), 'not-found');
  assert.equal(await access?.('SessionApp_1700000000000'), 'allowed');
});

test('an outage breaks open sockets', async (context) => {
  const { tenant } = await startTestTenant(context);
  const headers = { authorization: `Bearer ${await tokenFor(tenant, 'grace')}` };
  const socket = new WebSocket(`${tenant.origin.replace('http', 'ws')}/app/${FLIGHTS}`, { headers });
  const code = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => socket.once('open', resolve));
  await tenant.stop('keep');
  assert.equal(await code, 1006);
});

test('reads the parts of a socket’s path and refuses other paths', async (context) => {
  assert.deepEqual(parseSocketPath('/app/SessionApp_1/identity/a%20b/ttl/60?x=1'), {
    appId: 'SessionApp_1',
    identity: 'a b',
    ttlSeconds: 60,
  });
  assert.deepEqual(parseSocketPath('/app/x/ttl/5'), { appId: 'x', ttlSeconds: 5 });
  for (const path of ['/', '/app', '/app/', '/app/a/b', '/app/a/ttl/soon', '/app/%zz', '/x/app/a']) {
    assert.equal(parseSocketPath(path), undefined, path);
  }
  const { tenant } = await startTestTenant(context);
  assert.equal(await connect(tenant, '/elsewhere'), 404);
});
