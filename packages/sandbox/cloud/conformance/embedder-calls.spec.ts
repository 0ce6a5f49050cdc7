import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import type { QlikAPI } from '@qlik/api';
import type { CloudTenant } from '../tenant.ts';
import { startDemoTenant } from '../testing/demo-tenant.ts';
import { apiOf } from '../testing/qlik-client.ts';
import { FLIGHTS, MOVIES } from '../testing/test-tenant.ts';
import { objectId } from '../users/object-id.ts';

// Qlik's own unmodified client makes the calls that embedders make most; each answer is compared with the published types.
let tenant: CloudTenant;
let ada: QlikAPI;
let grace: QlikAPI;
let edgar: QlikAPI;
before(async () => {
  tenant = await startDemoTenant({ reloadPace: { queuedMs: 20, reloadingMs: 60 } });
  [ada, grace, edgar] = await Promise.all([
    apiOf(tenant, 'ada'),
    apiOf(tenant, 'grace'),
    apiOf(tenant, 'edgar'),
  ]);
});
after(() => tenant.close());
const FLIGHT_OPERATIONS = objectId('space', 'Flight operations');
const fresh = { noCache: true };

/** The status of an error of @qlik/api. */
async function statusOf(call: Promise<unknown>): Promise<number> {
  try {
    await call;
  } catch (error) {
    return (error as { status: number }).status;
  }
  throw new assert.AssertionError({ message: 'The call was not refused.' });
}

/** A copy of the flights in Grace's personal space. */
async function copyOf(name: string): Promise<string> {
  const { data } = await grace.apps.copyApp(FLIGHTS, { attributes: { name } });
  return data.attributes?.id ?? '';
}

/** Waits until a reload has ended. */
async function ended(api: QlikAPI, id: string) {
  const seen = new Set<string>();
  for (let round = 0; round < 500; round++) {
    const { data } = await api.reloads.getReload(id, fresh);
    seen.add(data.status);
    if (data.endTime !== undefined) return { reload: data, seen };
    await pause(10);
  }
  throw new Error('The reload did not end.');
}

test('an app is reloaded: queued, reloading, succeeded, with a log', async () => {
  const appId = await copyOf('Reloaded');
  const before = (await grace.apps.getAppInfo(appId, fresh)).data.attributes?.lastReloadTime ?? '';
  const { data: queued, status } = await grace.reloads.queueReload({ appId });
  assert.deepEqual([status, queued.status, queued.type], [201, 'QUEUED', 'external']);
  const { reload, seen } = await ended(grace, queued.id);
  assert.equal(reload.status, 'SUCCEEDED', JSON.stringify(reload));
  assert.equal(seen.has('RELOADING'), true, [...seen].join());
  assert.match(reload.log ?? '', /\S/);
  const reloadedAt = (await grace.apps.getAppInfo(appId, fresh)).data.attributes?.lastReloadTime ?? '';
  assert.equal(reloadedAt > before, true, reloadedAt);

  const { data: listed } = await grace.reloads.getReloads({ appId, filter: 'status eq "SUCCEEDED"' }, fresh);
  assert.deepEqual(
    listed.data.map(({ id, log }) => [id, log]),
    [[queued.id, undefined]],
  );
  assert.equal(
    (await grace.reloads.getReloads({ appId, filter: 'status eq "FAILED"' }, fresh)).data.data.length,
    0,
  );
  const { data: logs } = await grace.apps.getAppReloadLogs(appId, fresh);
  assert.deepEqual(
    logs.data?.map(({ reloadId, success }) => [reloadId, success]),
    [[queued.id, true]],
  );
  assert.deepEqual(
    await grace.apps.getAppReloadLog(appId, queued.id, fresh).then(({ data }) => data),
    reload.log,
  );
});

test('a reload whose script fails says why, and one can be canceled', async () => {
  const appId = await copyOf('Broken');
  const { qix } = grace;
  const appSession = qix.openAppSession({ appId });
  const doc = await appSession.getDoc();
  await doc.setScript('Numbers: LOAD 1 AS A AUTOGENERATE 1;\nLOAD * FROM [lib://Nowhere/a.csv] (txt);');
  await doc.doSave();
  await appSession.close();
  const { data: queued } = await grace.reloads.queueReload({ appId });
  const { reload } = await ended(grace, queued.id);
  assert.deepEqual([reload.status, reload.errorCode], ['FAILED', 'EngineReloadError'], reload.log);
  assert.match(reload.log ?? '', /Error: .+/);

  const { data: second } = await grace.reloads.queueReload({ appId });
  const { status, data } = await grace.reloads.cancelReload(second.id);
  assert.deepEqual([status, data], [202, { status: 'CANCELING' }]);
  assert.equal((await ended(grace, second.id)).reload.status, 'CANCELED');
  assert.equal(await statusOf(grace.reloads.cancelReload(second.id)), 409);
});

test('only who may change an app reloads it, and sees its reloads', async () => {
  const appId = await copyOf('Mine');
  assert.equal(await statusOf(edgar.reloads.queueReload({ appId })), 404);
  const { data: queued } = await grace.reloads.queueReload({ appId });
  assert.equal(await statusOf(edgar.reloads.getReload(queued.id, fresh)), 404);
  assert.equal(await statusOf(edgar.reloads.getReloads({ appId }, fresh)), 404);
  assert.equal(await statusOf(edgar.reloads.queueReload({ appId: MOVIES })), 403);
  await ended(grace, queued.id);
});

test('an app is published, republished, and stays in its managed space', async () => {
  const { data: space } = await ada.spaces.createSpace({ name: 'Published', type: 'managed' });
  const source = await ada.apps.copyApp(FLIGHTS, { attributes: { name: 'Draft' } });
  const sourceId = source.data.attributes?.id ?? '';
  assert.equal(await statusOf(grace.apps.publishApp(sourceId, { spaceId: space.id })), 404);
  assert.equal(await statusOf(ada.apps.publishApp(sourceId, { spaceId: FLIGHT_OPERATIONS })), 403);
  const { data: published } = await ada.apps.publishApp(sourceId, {
    spaceId: space.id,
    attributes: { name: 'Flights' },
  });
  const publishedId = published.attributes?.id ?? '';
  assert.notEqual(publishedId, sourceId);
  assert.equal(published.attributes?.originAppId, sourceId);
  assert.match(published.attributes?.publishTime ?? '', /^\d{4}-/);
  const { data: again } = await ada.apps.republishApp(sourceId, {
    targetId: publishedId,
    attributes: { name: 'Flights 2' },
    data: 'source',
  });
  assert.deepEqual([again.attributes?.id, again.attributes?.name], [publishedId, 'Flights 2']);
  const itemOf = async (resourceId: string) =>
    (await ada.items.getItems({ resourceType: 'app', resourceId }, fresh)).data.data[0]?.id ?? '';
  const publishedItems = async (resourceId: string) =>
    (await ada.items.getPublishedItems(await itemOf(resourceId), { sort: '-name' }, fresh)).data.data;
  assert.deepEqual(
    (await publishedItems(sourceId)).map((item) => [item.id, item.name]),
    [[await itemOf(publishedId), 'Flights 2']],
  );
  assert.deepEqual(await publishedItems(publishedId), []);
  const other = await ada.apps.copyApp(FLIGHTS, {});
  assert.equal(
    await statusOf(ada.apps.republishApp(other.data.attributes?.id ?? '', { targetId: publishedId })),
    400,
  );
  assert.equal(await statusOf(ada.apps.removeAppFromSpace(publishedId)), 409);
  const { data: tables } = await ada.apps.getAppDataMetadata(publishedId, fresh);
  assert.equal(tables.tables?.length, 3);
});

test('an app goes to a space, back, and to another owner', async () => {
  const appId = await copyOf('Wanderer');
  const spaceOf = async (): Promise<string | undefined> =>
    (await grace.items.getItems({ resourceType: 'app', resourceId: appId }, fresh)).data.data[0]?.spaceId;
  await grace.apps.moveAppToSpace(appId, { spaceId: FLIGHT_OPERATIONS });
  assert.equal(await spaceOf(), FLIGHT_OPERATIONS);
  await grace.apps.removeAppFromSpace(appId);
  assert.equal(await spaceOf(), undefined);
  assert.equal(await statusOf(grace.apps.moveAppToSpace(appId, { spaceId: 'nowhere' })), 400);
  const edgarId = (await edgar.users.getMyUser()).data.id;
  await grace.apps.updateAppOwner(appId, { ownerId: edgarId });
  assert.equal(await statusOf(grace.apps.getAppInfo(appId, fresh)), 404);
  assert.equal((await edgar.apps.getAppInfo(appId, fresh)).data.attributes?.ownerId, edgarId);
});

test('an app tells its tables, its fields, and where they come from', async () => {
  const { data } = await grace.apps.getAppDataMetadata(FLIGHTS);
  const origin = data.fields?.find(({ name }) => name === 'Origin');
  assert.equal(origin?.src_tables?.length, 2, JSON.stringify(origin));
  assert.deepEqual(
    data.tables?.map(({ name, no_of_rows: rows }) => [name, rows]),
    [
      ['Flights', 20_000],
      ['Origins', 220],
      ['Destinations', 223],
    ],
  );
  const { data: lineage } = await grace.apps.getAppDataLineage(FLIGHTS);
  assert.equal(lineage[0]?.discriminator, 'lib://Data/flights-20k.json;');
});

test('items are collected, tagged, made favorites, and published as a collection', async () => {
  const { data: apps } = await grace.items.getItems({ resourceType: 'app', resourceId: FLIGHTS }, fresh);
  const itemId = apps.data[0]?.id ?? '';
  const { data: collected, status } = await grace.collections.createCollection({
    name: 'Mine',
    type: 'private',
  });
  assert.equal(status, 201);
  assert.equal(
    await statusOf(
      grace.collections.patchCollection(collected.id, [
        { op: 'replace', path: '/type', value: 'publicgoverned' },
      ]),
    ),
    400,
  );
  await grace.collections.addCollectionItem(collected.id, { id: itemId });
  assert.equal(await statusOf(grace.collections.addCollectionItem(collected.id, { id: itemId })), 409);
  const { data: tag } = await grace.collections.createCollection({ name: 'air', type: 'public' });
  assert.equal(await statusOf(edgar.collections.createCollection({ name: 'air', type: 'public' })), 409);
  await grace.collections.addCollectionItem(tag.id, { id: itemId });
  await grace.collections.addCollectionItem('favorites', { id: itemId });

  const { data: item } = await grace.items.getItem(itemId, fresh);
  assert.equal(item.isFavorited, true);
  assert.deepEqual(item.meta.tags, [{ id: tag.id, name: 'air' }]);
  assert.deepEqual(item.meta.collections, [{ id: collected.id, name: 'Mine' }]);
  const named = await grace.items.getItems({ collectionId: collected.id }, fresh);
  assert.deepEqual(
    named.data.data.map(({ id }) => id),
    [itemId],
  );
  assert.equal((await grace.collections.getFavoritesCollection(fresh)).data.itemCount, 1);
  assert.equal((await edgar.collections.getFavoritesCollection(fresh)).data.itemCount, 0);
  assert.equal(await statusOf(edgar.collections.getCollection(collected.id, fresh)), 404);

  await grace.collections.patchCollection(collected.id, [
    { op: 'replace', path: '/type', value: 'publicgoverned' },
  ]);
  await grace.collections.updateCollection(collected.id, { description: 'For all' });
  const { data: seen } = await edgar.collections.getCollections(
    { types: ['publicgoverned', 'public'] },
    fresh,
  );
  assert.deepEqual(
    seen.data.map(({ name, description }) => [name, description]),
    [
      ['Mine', 'For all'],
      ['air', ''],
    ],
  );
  assert.equal(await statusOf(edgar.collections.deleteCollection(collected.id)), 403);
  assert.equal((await grace.collections.getCollectionItems(collected.id, {}, fresh)).data.data.length, 1);
  assert.equal((await grace.collections.getCollectionItem(collected.id, itemId, fresh)).data.id, itemId);
  await grace.collections.deleteCollectionItem(collected.id, itemId);
  assert.equal((await grace.items.getItemCollections(itemId, {}, fresh)).data.data.length, 1);
  await grace.collections.deleteCollection(collected.id);
  assert.equal(await statusOf(grace.collections.getCollection(collected.id, fresh)), 404);
});

test('the tenant has themes, which all users read', async () => {
  const { data } = await edgar.themes.getThemes();
  assert.deepEqual(
    data.data.map(({ name }) => name),
    ['Harbor', 'Night'],
  );
  const { data: night } = await edgar.themes.getTheme('sandbox-night');
  const file: unknown = (await edgar.themes.downloadFileFromTheme(night.id ?? '', 'theme.json')).data;
  assert.equal((file as { type: string }).type, 'dark');
  assert.equal(await statusOf(edgar.themes.getTheme('none', fresh)), 404);
  assert.equal(await statusOf(edgar.themes.deleteTheme('sandbox-night')), 403);
  await ada.themes.deleteTheme('sandbox-night');
  assert.equal((await ada.themes.getThemes(fresh)).data.data.length, 1);
});

test('users are counted, and found by a filter', async () => {
  const { data } = await ada.users.filterUsers({ limit: 5 }, { filter: 'name co "Grace"' });
  assert.deepEqual(
    data.data?.map(({ name }) => name),
    ['Grace Hopper'],
  );
  const { data: all } = await ada.users.getUsers({ limit: 1, totalResults: true });
  assert.equal((await ada.users.countUsersWithoutQuery()).data.total, all.totalResults);
});
