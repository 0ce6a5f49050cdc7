import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { QlikAPI } from '@qlik/api';
import type { CloudTenant } from '../tenant.ts';
import { startDemoTenant } from '../testing/demo-tenant.ts';
import { apiOf, errorOf } from '../testing/qlik-client.ts';
import { objectId } from '../users/object-id.ts';

let tenant: CloudTenant;
let ada: QlikAPI;
let grace: QlikAPI;
let edgar: QlikAPI;
before(async () => {
  tenant = await startDemoTenant({ reloadPace: { queuedMs: 1, reloadingMs: 1 } });
  [ada, grace, edgar] = await Promise.all([
    apiOf(tenant, 'ada'),
    apiOf(tenant, 'grace'),
    apiOf(tenant, 'edgar'),
  ]);
});
after(() => tenant.close());
const fresh = { noCache: true };
const SPACE = objectId('space', 'Flight operations');
const csv = (text: string): Blob => new Blob([text], { type: 'text/csv' });

test('a file is uploaded, listed, replaced, moved, and read by the script of an app', async () => {
  const Json = { name: 'sales/2026.csv' };
  const { data: file, status } = await grace.dataFiles.uploadDataFile({ File: csv('A,B\n1,2\n'), Json });
  assert.deepEqual([status, file.baseName, file.folderPath, file.size], [201, '2026.csv', 'sales', 8]);
  assert.deepEqual((await grace.dataFiles.getDataFile(file.id, fresh)).data, file);
  const taken = await errorOf(grace.dataFiles.uploadDataFile({ File: csv('x'), Json }));
  assert.deepEqual([taken.status, taken.code], [409, 'HTTP-409']);

  const put = await grace.dataFiles.reuploadDataFile(file.id, {
    File: csv('A,B\n1,2\n3,4\n'),
    Json: { name: 'sales.csv' },
  });
  assert.deepEqual([put.status, put.data.name, put.data.size], [201, 'sales.csv', 12]);
  const names = async (query: Parameters<typeof grace.dataFiles.getDataFiles>[0]) =>
    (await grace.dataFiles.getDataFiles(query, fresh)).data.data.map(({ name }) => name);
  assert.deepEqual(await names({}), ['sales.csv']);
  assert.deepEqual(await names({ baseNameWildcard: 's?les.*' }), ['sales.csv']);
  assert.deepEqual(await names({ folderPath: 'sales' }), []);
  assert.equal((await grace.dataFiles.getDataFilesQuotas(fresh)).data.size, 12);

  // A script of an app in the same space reads it.
  const { data: app } = await grace.apps.createApp({ attributes: { name: 'Sales' } });
  const appId = app.attributes?.id ?? '';
  const appSession = grace.qix.openAppSession({ appId });
  const doc = await appSession.getDoc();
  await doc.setScript(
    "Sales: LOAD A, B FROM [lib://DataFiles/sales.csv] (txt, embedded labels, delimiter is ',');\nSTORE Sales INTO [lib://DataFiles/copy.csv] (txt);",
  );
  assert.equal(await doc.doReload(), true);
  assert.equal(await doc.evaluate('Sum(B)'), '6');
  await appSession.close({ websocketCloseDelay: 0 });
  assert.deepEqual(await names({ sort: '-name' }), ['sales.csv', 'copy.csv']);

  // Other users do not see her personal space.
  assert.equal((await errorOf(edgar.dataFiles.getDataFile(file.id))).status, 404);
  await grace.dataFiles.moveDataFile(file.id, { spaceId: SPACE });
  const { data: connections } = await ada.dataFiles.getDataFilesConnections({
    spaceId: SPACE,
    includeSpaceStats: true,
  });
  const [connection] = connections.data;
  assert.deepEqual([connection?.name, connection?.spaceStats?.totalFileCount], ['DataFiles', 1]);
  assert.equal((await ada.dataFiles.getDataFileConnection(connection?.id ?? '')).data.spaceId, SPACE);
  const { data: listed } = await ada.dataFiles.getDataFiles({ connectionId: connection?.id ?? '' });
  assert.deepEqual(
    listed.data.map(({ name, spaceId }) => [name, spaceId]),
    [['sales.csv', SPACE]],
  );
  assert.equal((await ada.dataFiles.deleteDataFile(file.id)).status, 204);
});

test('batches have a result for each file', async () => {
  const upload = async (name: string) =>
    (await ada.dataFiles.uploadDataFile({ File: csv('A\n1\n'), Json: { name } })).data.id;
  const ids = [await upload('one.csv'), await upload('two.csv'), await upload('three.csv')];
  const page = await ada.dataFiles.getDataFiles({ limit: 2 });
  const rest = await page.next?.();
  assert.deepEqual(
    [...page.data.data, ...(rest?.data.data ?? [])].map(({ name }) => name),
    ['one.csv', 'three.csv', 'two.csv'],
  );
  const moved = await ada.dataFiles.moveDataFiles({
    'change-space': [
      { id: ids[0] ?? '', spaceId: SPACE },
      { id: 'none', spaceId: SPACE },
      { id: ids[1] ?? '', spaceId: 'none' },
    ],
  });
  assert.deepEqual(
    [moved.status, moved.data.data.map(({ status, code }) => [status, code])],
    [
      207,
      [
        [204, 'HTTP-204'],
        [404, 'HTTP-404'],
        [400, 'DF-009'],
      ],
    ],
  );
  const refused = await edgar.dataFiles.moveDataFiles({
    'change-space': [{ id: ids[0] ?? '', spaceId: null }],
  });
  assert.deepEqual(
    refused.data.data.map(({ status }) => status),
    [403],
  );
  const removed = await ada.dataFiles.deleteDataFiles({
    delete: [{ id: ids[0] ?? '' }],
    deleteAllFromPersonalSpace: true,
  });
  assert.deepEqual(
    removed.data.data.map(({ status }) => status),
    [204, 204, 204],
  );
});

test('what is wrong is named', async () => {
  const upload = (
    Json: { name: string; connectionId?: string; folder?: boolean },
    File: Blob | null = csv('A'),
  ) => errorOf(grace.dataFiles.uploadDataFile({ File, Json }));
  const cases = [
    [await upload({ name: 'a.exe' }), 400, 'DF-010', /^\/name/],
    [await upload({ name: 'a' }), 400, 'DF-011', /^\/name/],
    [await upload({ name: '../a.csv' }), 400, 'DF-015', /^\/name/],
    [await upload({ name: 'a.csv', connectionId: 'none' }), 400, 'DF-014', /^connectionId/],
    [await upload({ name: 'a', folder: true }), 501, 'HTTP-501', /^\/folder/],
    [await errorOf(grace.dataFiles.getDataFiles({ page: 'none' })), 400, 'DF-001', /^page/],
    [await errorOf(grace.dataFiles.getDataFiles({ limit: 0 })), 400, 'HTTP-400', /^limit/],
    [
      await errorOf(grace.dataFiles.changeDataFileOwner('none', { ownerId: 'none' })),
      404,
      'HTTP-404',
      /none/,
    ],
  ] as const;
  for (const [{ status, code, detail }, ...expected] of cases) {
    assert.deepEqual([status, code], expected.slice(0, 2), detail);
    assert.match(detail, expected[2]);
  }
  // Edgar has the role of a consumer there at most.
  const { data } = await edgar.dataFiles.getDataFilesConnections({ limit: 1000 });
  const shared = data.data.find(({ spaceId }) => spaceId === objectId('space', 'Public data'));
  const refused = await errorOf(
    edgar.dataFiles.uploadDataFile({
      File: csv('A'),
      Json: { name: 'a.csv', connectionId: shared?.id ?? '' },
    }),
  );
  assert.deepEqual([refused.status, refused.code], [403, 'DF-013']);
});
