import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DEMO_APP_IDS } from '../../apps/demo-catalog.ts';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { startTestEngineServer, type TestEngineServer } from '../testing/test-engine-server.ts';
import { TestQixClient } from '../testing/test-qix-client.ts';

const APP = DEMO_APP_IDS.flights;

/** How an entry of each kind is created. */
const KINDS: Readonly<Record<string, readonly [string, JsonObject]>> = {
  object: ['CreateObject', { qInfo: { qType: 'sheet' }, title: 'Mine' }],
  bookmark: ['CreateBookmark', { qInfo: { qType: 'bookmark' }, qMetaDef: { title: 'Mine' } }],
  dimension: ['CreateDimension', { qInfo: { qType: 'dimension' }, qDim: { qFieldDefs: ['Carrier'] } }],
  measure: ['CreateMeasure', { qInfo: { qType: 'measure' }, qMeasure: { qDef: 'Count([Flight ID])' } }],
};

describe('the publication of entries', { timeout: 60_000 }, () => {
  let server: TestEngineServer;
  let client: TestQixClient;
  before(async () => {
    server = await startTestEngineServer();
    client = await TestQixClient.connect(server.port, `/app/${APP}/identity/published`);
    await client.result(-1, 'OpenDoc', [APP]);
  });
  after(async () => {
    await client.close();
    await server.close();
  });

  async function meta(handle: number): Promise<JsonObject> {
    return toObject(toObject((await client.result(handle, 'GetLayout'))['qLayout'])['qMeta']);
  }

  async function flags(handle: number): Promise<readonly unknown[]> {
    const { published, approved } = await meta(handle);
    return [published, approved];
  }

  for (const [kind, [create, properties]] of Object.entries(KINDS)) {
    it(`of the kind ${kind} follows each method`, async () => {
      const handle = await client.open(create, [properties]);
      assert.deepEqual(await flags(handle), [false, false]);
      for (const [method, want] of [
        ['Publish', [true, false]],
        ['Publish', [true, false]],
        ['Approve', [true, true]],
        ['UnApprove', [true, false]],
        ['Approve', [true, true]],
        ['UnPublish', [false, false]],
        ['UnPublish', [false, false]],
        ['Publish', [true, false]],
      ] as const) {
        const response = await client.request(handle, method);
        assert.deepEqual(response['result'], {}, method);
        assert.deepEqual(response['change'], [handle], method);
        assert.deepEqual(await flags(handle), want, method);
      }
      const privileges = toArray((await meta(handle))['privileges']);
      assert.ok(privileges.includes('publish') && privileges.includes('approve'), String(privileges));
    });
  }

  it('is refused where the privileges do not have it', async () => {
    const handle = await client.open('CreateSessionObject', [{ qInfo: { qType: 'x' } }]);
    const privileges = toArray((await meta(handle))['privileges']);
    for (const method of ['Publish', 'UnPublish', 'Approve', 'UnApprove']) {
      const response = await client.request(handle, method);
      assert.equal(toObject(response['error'])['code'], 5, method);
    }
    assert.ok(!privileges.includes('publish') && !privileges.includes('approve'));
  });

  it('is in lists of objects', async () => {
    const handle = await client.open('CreateObject', [{ qInfo: { qId: 'listed', qType: 'sheet' } }]);
    await client.result(handle, 'Publish');
    const list = await client.open('CreateSessionObject', [
      { qInfo: { qType: 'SheetList' }, qAppObjectListDef: { qType: 'sheet', qData: {} } },
    ]);
    const layout = toObject((await client.result(list, 'GetLayout'))['qLayout']);
    const items = toArray(toObject(layout['qAppObjectList'])['qItems']).map(toObject);
    const found = items.find((item) => toObject(item['qInfo'])['qId'] === 'listed');
    assert.equal(toObject(found?.['qMeta'])['published'], true);
  });
});
