import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { QlikAPI } from '@qlik/api';
import type { CloudTenant } from '../tenant.ts';
import { startDemoTenant } from '../testing/demo-tenant.ts';
import { apiOf, errorOf } from '../testing/qlik-client.ts';
import { FLIGHTS } from '../testing/test-tenant.ts';
import { objectId } from '../users/object-id.ts';

let tenant: CloudTenant;
let ada: QlikAPI;
let edgar: QlikAPI;
before(async () => {
  tenant = await startDemoTenant();
  [ada, edgar] = await Promise.all([apiOf(tenant, 'ada'), apiOf(tenant, 'edgar')]);
});
after(() => tenant.close());
const fresh = { noCache: true };

test('an item is renamed, and taken out of the hub and of all collections', async () => {
  const { data: app } = await ada.apps.copyApp(FLIGHTS, { attributes: { name: 'A copy' } });
  const itemId = objectId('item', app.attributes?.id ?? '');
  const { data: collection } = await ada.collections.createCollection({ name: 'Copies', type: 'private' });
  await ada.collections.addCollectionItem(collection.id, { id: itemId });

  const { data: renamed } = await ada.items.updateItem(itemId, { resourceType: 'app', name: 'Renamed' });
  assert.equal(renamed.name, 'Renamed');
  const wrong = await errorOf(ada.items.updateItem(itemId, { resourceType: 'dataset' }));
  assert.equal(wrong.status, 400);
  assert.match(wrong.detail, /^\/resourceType/);
  assert.equal((await errorOf(edgar.items.updateItem(itemId, { resourceType: 'app' }))).status, 404);

  assert.equal((await ada.items.deleteItem(itemId)).status, 204);
  assert.equal((await errorOf(ada.items.getItem(itemId, fresh))).status, 404);
  assert.equal((await ada.collections.getCollection(collection.id, fresh)).data.itemCount, 0);
  // The resource itself is still there.
  assert.equal((await ada.apps.getAppInfo(app.attributes?.id ?? '', fresh)).status, 200);
});

test('tenant admins change the settings', async () => {
  assert.equal((await ada.items.getItemsSettings(fresh)).data.usageMetricsEnabled, true);
  const patch = [{ op: 'replace', path: '/usageMetricsEnabled', value: false }] as const;
  assert.equal((await errorOf(edgar.items.patchItemsSettings([...patch]))).status, 403);
  assert.equal((await ada.items.patchItemsSettings([...patch])).data.usageMetricsEnabled, false);
});
