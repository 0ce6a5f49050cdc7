import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { QlikAPI } from '@qlik/api';
import type { CloudTenant } from '../tenant.ts';
import { startDemoTenant } from '../testing/demo-tenant.ts';
import { apiOf, errorOf } from '../testing/qlik-client.ts';

let tenant: CloudTenant;
let ada: QlikAPI;
let grace: QlikAPI;
before(async () => {
  tenant = await startDemoTenant();
  [ada, grace] = await Promise.all([apiOf(tenant, 'ada'), apiOf(tenant, 'grace')]);
});
after(() => tenant.close());
const fresh = { noCache: true };
const logo = new Blob([Buffer.from('89504e470d0a1a0a00', 'hex')], { type: 'image/png' });
const favIcon = new Blob([Buffer.from('0000010001', 'hex')], { type: 'image/x-icon' });
const styles = new Blob(['{"color":"#123456"}'], { type: 'application/json' });

test('a brand is made, activated, changed and deleted', async () => {
  assert.deepEqual((await grace.brands.getActiveBrand(fresh)).data, {});
  const { data: brand, status } = await ada.brands.createBrand({
    name: 'Harbor',
    description: 'Blue',
    logo,
    styles,
  });
  assert.deepEqual([status, brand.active, brand.files.map(({ id }) => id)], [201, false, ['logo', 'styles']]);
  assert.equal((await errorOf(grace.brands.getBrand(brand.id))).status, 403);

  const other = (await ada.brands.createBrand({ name: 'Night' })).data;
  await ada.brands.activateBrand(other.id, {});
  assert.equal((await ada.brands.activateBrand(brand.id, {})).data.active, true);
  const { data: active } = await grace.brands.getActiveBrand(fresh);
  assert.equal((active as { id: string }).id, brand.id);
  assert.equal((await ada.brands.getBrand(other.id, fresh)).data.active, false);

  await ada.brands.patchBrand(brand.id, [
    { op: 'replace', path: '/name', value: 'Port' },
    { op: 'remove', path: '/description' },
  ]);
  const { data: changed } = await grace.brands.getBrand(brand.id, fresh);
  assert.deepEqual([changed.name, changed.description], ['Port', '']);

  const added = await ada.brands.createBrandFile(brand.id, 'favIcon', { file: favIcon });
  assert.deepEqual([added.status, added.data.contentType], [201, 'image/x-icon']);
  const replaced = await ada.brands.updateBrandFile(brand.id, 'styles', {
    file: new Blob(['{}'], { type: 'application/json' }),
  });
  assert.equal(replaced.status, 200);
  const { data: image } = await grace.brands.getBrandFile(brand.id, 'logo');
  assert.deepEqual(await image.arrayBuffer(), await logo.arrayBuffer());
  assert.equal((await ada.brands.deleteBrandFile(brand.id, 'logo')).status, 204);
  assert.equal((await errorOf(ada.brands.getBrandFile(brand.id, 'logo', fresh))).status, 404);

  assert.equal((await ada.brands.deactivateBrand(brand.id, {})).data.active, false);
  const first = await ada.brands.getBrands({ limit: 1, sort: '+createdAt' }, fresh);
  const second = await first.next?.();
  assert.deepEqual(
    [first, second].map((page) => page?.data.data?.length),
    [1, 1],
  );
  assert.equal((await ada.brands.deleteBrand(brand.id)).status, 204);
});

test('what is wrong is named, and brands are for tenant admins', async () => {
  const { id } = (await ada.brands.createBrand({ name: 'Wrong' })).data;
  const cases = [
    [errorOf(ada.brands.createBrand({ name: '' })), 400, /^\/name/],
    [errorOf(ada.brands.createBrand({ name: 'x', logo: styles })), 400, /^\/logo.*JPG or PNG/],
    [errorOf(ada.brands.createBrandFile(id, 'favIcon', { file: logo })), 400, /^\/file/],
    [errorOf(ada.brands.createBrandFile(id, 'banner', { file: logo })), 404, /logo, favIcon, styles/],
    [errorOf(ada.brands.getBrands({ startingAfter: 'none' })), 400, /^startingAfter/],
    [errorOf(ada.brands.patchBrand(id, [{ op: 'replace', path: '/name' }])), 400, /^\/0\/value/],
    [errorOf(grace.brands.createBrand({ name: 'x' })), 403, /admins/],
  ] as const;
  for (const [call, status, detail] of cases) {
    const error = await call;
    assert.equal(error.status, status, error.detail);
    assert.match(error.detail, detail);
  }
});
