import assert from 'node:assert/strict';
import test from 'node:test';
import { APP_ORIGIN, at, callApi, list, startTestTenant, text, tokenFor } from '../testing/test-tenant.ts';

test('lists, adds, changes and removes the origins that may frame the tenant’s pages', async (context) => {
  const { tenant } = await startTestTenant(context);
  const ada = await tokenFor(tenant, 'ada');
  const send = (method: string, path: string, body?: object) =>
    callApi(tenant, ada, path, { method, ...(body && { body: JSON.stringify(body) }) });

  const first = await callApi(tenant, ada, '/csp-origins');
  assert.deepEqual(
    list(first.body, 'data').map((entry) => [at(entry, 'origin'), at(entry, 'frameAncestors')]),
    [[APP_ORIGIN, true]],
  );
  assert.equal(tenant.cspOrigins.frameAncestors(), `'self' ${APP_ORIGIN}`);

  const added = await send('POST', '/csp-origins', {
    name: 'Shop',
    origin: 'https://shop.example',
    frameAncestors: true,
    imgSrc: true,
  });
  assert.equal(added.status, 201);
  const path = `/csp-origins/${text(added.body, 'id')}`;
  assert.equal(tenant.cspOrigins.frameAncestors(), `'self' ${APP_ORIGIN} https://shop.example`);

  const changed = await send('PUT', path, { origin: 'https://shop.example', frameAncestors: false });
  assert.deepEqual([changed.status, at(changed.body, 'frameAncestors')], [200, false]);
  assert.equal(tenant.cspOrigins.frameAncestors(), `'self' ${APP_ORIGIN}`);
  assert.equal(at((await callApi(tenant, ada, path)).body, 'origin'), 'https://shop.example');

  assert.equal((await send('DELETE', path)).status, 204);
  assert.equal((await callApi(tenant, ada, path)).status, 404);
});

test('accepts only origins for the policy', async (context) => {
  const { tenant } = await startTestTenant(context);
  const ada = await tokenFor(tenant, 'ada');
  for (const origin of [
    'https://shop.example/path',
    'https://shop.example; script-src *',
    '*',
    'javascript:alert(1)',
    'https://user@shop.example',
    "'self'",
    'HTTPS://SHOP.EXAMPLE',
  ]) {
    const answer = await callApi(tenant, ada, '/csp-origins', {
      method: 'POST',
      body: JSON.stringify({ origin, frameAncestors: true }),
    });
    assert.deepEqual([answer.status, at(answer.body, 'errors', 0, 'code')], [400, 'CSP-ORIGINS-400'], origin);
  }
  assert.equal(tenant.cspOrigins.frameAncestors(), `'self' ${APP_ORIGIN}`);
});

test('is for tenant admins', async (context) => {
  const { tenant } = await startTestTenant(context);
  const grace = await tokenFor(tenant, 'grace');
  assert.equal((await callApi(tenant, grace, '/csp-origins')).status, 403);
  const post = { method: 'POST', body: JSON.stringify({ origin: 'https://shop.example' }) };
  assert.equal((await callApi(tenant, grace, '/csp-origins', post)).status, 403);
});
