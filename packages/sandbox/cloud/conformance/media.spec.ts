import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { QlikAPI } from '@qlik/api';
import type { CloudTenant } from '../tenant.ts';
import { startDemoTenant } from '../testing/demo-tenant.ts';
import { apiOf, errorOf } from '../testing/qlik-client.ts';
import { FLIGHTS, MOVIES, tokenFor } from '../testing/test-tenant.ts';

let tenant: CloudTenant;
let ada: QlikAPI;
let grace: QlikAPI;
let edgar: QlikAPI;
before(async () => {
  tenant = await startDemoTenant();
  [ada, grace, edgar] = await Promise.all([
    apiOf(tenant, 'ada'),
    apiOf(tenant, 'grace'),
    apiOf(tenant, 'edgar'),
  ]);
});
after(() => tenant.close());
const fresh = { noCache: true };
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkaPj/HwAEBgIApD5fRAAAAABJRU5ErkJggg==',
  'base64',
);

test('images of an app are stored, listed, fetched and deleted', async () => {
  assert.equal((await grace.apps.uploadAppMedia(FLIGHTS, 'logos/blue.png', PIXEL)).status, 200);
  assert.equal((await grace.apps.uploadAppMedia(FLIGHTS, 'top.png', PIXEL)).status, 200);
  assert.equal((await errorOf(grace.apps.uploadAppMedia(FLIGHTS, 'top.png', PIXEL))).status, 409);
  const names = async (path: string, show?: string): Promise<unknown> =>
    (
      await grace.apps.getAppMediaList(FLIGHTS, path, show === undefined ? {} : { show }, fresh)
    ).data.data?.map(({ name }) => name);
  assert.deepEqual(await names(''), ['top.png']);
  assert.deepEqual(await names('', 'recursive'), ['logos/blue.png', 'top.png']);
  assert.deepEqual(await names('logos'), ['logos/blue.png']);
  assert.equal((await errorOf(grace.apps.getAppMediaList(FLIGHTS, 'none', {}))).status, 404);

  const { data } = await grace.apps.getAppMedia(FLIGHTS, 'logos/blue.png');
  assert.deepEqual(Buffer.from(await data.arrayBuffer()), PIXEL);
  assert.equal((await grace.apps.deleteAppMedia(FLIGHTS, 'logos')).status, 200);
  assert.deepEqual(await names('', 'recursive'), ['top.png']);
});

test('a browser fetches an image with a token for web resources in its address', async () => {
  const token = await tokenFor(tenant, 'grace');
  const exchange = await fetch(`${tenant.origin}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      purpose: 'webresource',
      client_id: 'sandbox-web',
    }),
  });
  const { access_token: resource } = (await exchange.json()) as { access_token: string };
  const address = `${tenant.origin}/api/v1/apps/${FLIGHTS}/media/files/top.png`;
  const image = await fetch(`${address}?accessToken=${resource}`);
  assert.deepEqual([image.status, image.headers.get('content-type')], [200, 'image/png']);
  assert.equal((await fetch(address)).status, 401);
  // The token is for images only.
  assert.equal((await fetch(`${tenant.origin}/api/v1/spaces?accessToken=${resource}`)).status, 401);
});

test('who may not change an app adds no images, and paths stay inside', async () => {
  assert.equal((await errorOf(edgar.apps.uploadAppMedia(MOVIES, 'a.png', PIXEL))).status, 403);
  assert.equal((await errorOf(edgar.apps.getAppMedia(FLIGHTS, 'top.png'))).status, 404);
  for (const path of ['a.html', 'a//b.png']) {
    const { status, detail } = await errorOf(ada.apps.uploadAppMedia(FLIGHTS, path, PIXEL));
    assert.deepEqual([status, /path/.test(detail)], [400, true], path);
  }
});

test('a copy of an app has its images', async () => {
  const { data: copy } = await grace.apps.copyApp(FLIGHTS, { attributes: { name: 'With images' } });
  assert.equal((await grace.apps.getAppMedia(copy.attributes?.id ?? '', 'top.png')).status, 200);
});

test('the layout of a chart has the address of an image of the app', async () => {
  const appSession = grace.qix.openAppSession({ appId: FLIGHTS });
  const doc = await appSession.getDoc();
  const image = { qStaticContentUrlDef: { qUrl: '/media/top.png' } };
  const object = await doc.createSessionObject({ qInfo: { qType: 'text-image' }, image });
  const layout: unknown = await object.getLayout();
  const { qUrl } = (layout as { image: { qStaticContentUrl: { qUrl: string } } }).image.qStaticContentUrl;
  assert.equal(qUrl, `/api/v1/apps/${FLIGHTS}/media/files/top.png`);
  await appSession.close({ websocketCloseDelay: 0 });
});

test('the engine lists the images of an app, and the one that is saved as its thumbnail is fetched by name', async () => {
  const { data: app } = await grace.apps.createApp({ attributes: { name: 'With a thumbnail' } });
  const appId = app.attributes?.id ?? '';
  assert.equal((await grace.apps.uploadAppMedia(appId, 'logos/blue.png', PIXEL)).status, 200);
  assert.equal((await errorOf(grace.apps.getAppThumbnail(appId))).status, 404);
  const appSession = grace.qix.openAppSession({ appId });
  try {
    const doc = await appSession.getDoc();
    const qUrl = '/media/logos/blue.png';
    const address = `/api/v1/apps/${appId}/media/files/logos/blue.png`;
    assert.deepEqual(await doc.getMediaList(), { qItems: [{ qUrlDef: qUrl, qUrl: address }] });
    await doc.setAppProperties({ ...(await doc.getAppProperties()), qThumbnail: { qUrl } });
    assert.deepEqual((await doc.getAppLayout()).qThumbnail, { qUrl: address });
    assert.equal((await errorOf(grace.apps.getAppThumbnail(appId))).status, 404, 'before the app is saved');
    await doc.doSave();
  } finally {
    await appSession.close({ websocketCloseDelay: 0 });
  }
  const { data } = await grace.apps.getAppThumbnail(appId);
  assert.deepEqual(Buffer.from(await data.arrayBuffer()), PIXEL);
  const { data: saved } = await grace.apps.getAppInfo(appId);
  assert.equal(saved.attributes?.thumbnail, `/api/v1/apps/${appId}/media/files/logos/blue.png`);
  const { data: found } = await grace.items.getItems({ resourceType: 'app', resourceId: appId });
  assert.match(
    found.data[0]?.links.thumbnail?.href ?? '',
    new RegExp(`/api/v1/apps/${appId}/media/thumbnail$`),
  );
  assert.equal((await errorOf(edgar.apps.getAppThumbnail(appId))).status, 404);
  await grace.apps.deleteApp(appId);
});
