import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { QlikAPI } from '@qlik/api';
import type { CloudTenant } from '../tenant.ts';
import { startDemoTenant } from '../testing/demo-tenant.ts';
import { apiOf, errorOf } from '../testing/qlik-client.ts';
import { TestHttpClient } from '../testing/test-http-client.ts';
import { TestIdentityProvider } from '../testing/test-identity-provider.ts';

let provider: TestIdentityProvider;
let tenant: CloudTenant;
let ada: QlikAPI;
let grace: QlikAPI;
before(async () => {
  provider = await TestIdentityProvider.create();
  tenant = await startDemoTenant({ identityProviders: [provider.registration] });
  [ada, grace] = await Promise.all([apiOf(tenant, 'ada'), apiOf(tenant, 'grace')]);
});
after(() => tenant.close());
const fresh = { noCache: true };
const SHOP = 'https://shop.example';
const OTHER = 'https://other.example';

test('the origins of a web integration decide what its id allows, from the next call on', async () => {
  const { data: created, status } = await ada.webIntegrations.createWebIntegration({
    name: 'Shop',
    validOrigins: [SHOP],
  });
  assert.equal(status, 201);
  const id = created.id ?? '';
  const client = new TestHttpClient(tenant);
  assert.equal((await client.logIn(await provider.sign())).status, 200);
  const allowedFor = async (origin: string): Promise<string | null> => {
    const answer = await client.get('/api/v1/users/me', { origin, 'qlik-web-integration-id': id });
    return answer.status === 200 ? answer.headers.get('access-control-allow-origin') : null;
  };
  assert.deepEqual([await allowedFor(SHOP), await allowedFor(OTHER)], [SHOP, null]);

  const value = [OTHER] as unknown as string;
  await ada.webIntegrations.patchWebIntegration(id, [{ op: 'replace', path: '/validOrigins', value }]);
  assert.deepEqual([await allowedFor(SHOP), await allowedFor(OTHER)], [null, OTHER]);
  await ada.webIntegrations.patchWebIntegration(id, [{ op: 'replace', path: '/name', value: 'Other' }]);
  const { data: changed } = await ada.webIntegrations.getWebIntegration(id, fresh);
  assert.deepEqual(
    [changed.name, changed.validOrigins, changed.createdBy],
    ['Other', [OTHER], tenant.findUser('ada')?.id],
  );

  assert.equal((await ada.webIntegrations.deleteWebIntegration(id)).status, 204);
  assert.equal(await allowedFor(OTHER), null);
  assert.equal((await errorOf(ada.webIntegrations.getWebIntegration(id, fresh))).status, 404);
});

test('they are listed in pages', async () => {
  for (const name of ['A', 'B']) await ada.webIntegrations.createWebIntegration({ name });
  const first = await ada.webIntegrations.getWebIntegrations({ limit: 2 }, fresh);
  const second = await first.next?.();
  const names = [first, second].map((page) => page?.data.data?.map(({ name }) => name));
  assert.deepEqual(names, [['A', 'B'], ['Sandbox applications']]);
  assert.deepEqual((await second?.prev?.())?.data.data?.length, 2);
});

test('they are for tenant admins, and have origins and no other addresses', async () => {
  assert.equal((await errorOf(grace.webIntegrations.getWebIntegrations({}))).status, 403);
  assert.equal((await errorOf(grace.webIntegrations.createWebIntegration({ name: 'x' }))).status, 403);
  for (const origin of ['https://shop.example/path', '*', 'shop.example']) {
    const call = ada.webIntegrations.createWebIntegration({ name: 'x', validOrigins: [origin] });
    const { status, code } = await errorOf(call);
    assert.deepEqual([status, code], [400, 'WEB-INTEGRATIONS-400'], origin);
  }
  const wrong = await errorOf(ada.webIntegrations.getWebIntegrations({ startingAfter: 'none' }));
  assert.equal(wrong.status, 400);
});
