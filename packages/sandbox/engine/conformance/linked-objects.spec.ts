import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DEMO_APP_IDS } from '../../apps/demo-catalog.ts';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { startTestEngineServer, type TestEngineServer } from '../testing/test-engine-server.ts';
import { TestQixClient } from '../testing/test-qix-client.ts';

const APP = DEMO_APP_IDS.flights;

describe('an object that extends another one', { timeout: 60_000 }, () => {
  let server: TestEngineServer;
  let client: TestQixClient;
  const handles = new Map<string, number>();
  before(async () => {
    server = await startTestEngineServer();
    client = await TestQixClient.connect(server.port, `/app/${APP}/identity/linked`);
    await client.result(-1, 'OpenDoc', [APP]);
    await create('master', {
      qInfo: { qType: 'masterobject' },
      title: 'Filters',
      visualization: 'filterpane',
    });
    await create('first', { qInfo: { qType: 'listbox' }, title: 'First' }, 'master');
    await create('second', { qInfo: { qType: 'listbox' }, title: 'Second' }, 'master');
    await create('pane', { qInfo: { qType: 'filterpane' }, qExtendsId: 'master' });
    await create('own', { qInfo: { qType: 'listbox' }, title: 'Own' }, 'pane');
    await create('again', { qInfo: { qType: 'filterpane' }, qExtendsId: 'pane', title: 'Again' });
    await create('loop-a', { qInfo: { qType: 'x' }, qExtendsId: 'loop-b', a: 1 });
    await create('loop-b', { qInfo: { qType: 'x' }, qExtendsId: 'loop-a', b: 2 });
    await create('itself', { qInfo: { qType: 'x' }, qExtendsId: 'itself' });
    await create('nothing', { qInfo: { qType: 'x' }, qExtendsId: 'no such object' });
  });
  after(async () => {
    await client.close();
    await server.close();
  });

  async function create(id: string, properties: JsonObject, parent?: string): Promise<void> {
    const full = {
      ...properties,
      qInfo: { ...toObject(properties['qInfo']), qId: id },
      qChildListDef: { qData: { title: '/title' } },
    };
    const made =
      parent === undefined
        ? await client.result(1, 'CreateObject', [full])
        : await client.result(handleOf(parent), 'CreateChild', [full]);
    handles.set(id, Number(toObject(made['qReturn'])['qHandle']));
  }

  function handleOf(id: string): number {
    const handle = handles.get(id);
    assert.ok(handle !== undefined, id);
    return handle;
  }

  const idsOf = (infos: unknown): readonly unknown[] => toArray(infos).map((info) => toObject(info)['qId']);

  it('has its children too, before its own', async () => {
    const want: Readonly<Record<string, readonly string[]>> = {
      master: ['first', 'second'],
      pane: ['first', 'second', 'own'],
      again: ['first', 'second', 'own'],
      'loop-a': [],
      'loop-b': [],
      itself: [],
      nothing: [],
    };
    for (const [id, children] of Object.entries(want)) {
      const { qInfos } = await client.result(handleOf(id), 'GetChildInfos');
      assert.deepEqual(idsOf(qInfos), children, id);
      const layout = toObject((await client.result(handleOf(id), 'GetLayout'))['qLayout']);
      const items = toArray(toObject(layout['qChildList'])['qItems']).map((item) => toObject(item)['qInfo']);
      assert.deepEqual(idsOf(items), children, id);
    }
  });

  it('opens each of them', async () => {
    for (const child of ['first', 'second', 'own']) {
      const { qReturn } = await client.result(handleOf('again'), 'GetChild', [child]);
      assert.equal(toObject(qReturn)['qGenericId'], child);
    }
    const { qReturn } = await client.result(handleOf('master'), 'GetChild', ['own']);
    assert.equal(toObject(qReturn)['qHandle'], null);
  });

  it('has its properties through each link, and ends at a circle', async () => {
    const properties = async (id: string): Promise<JsonObject> =>
      toObject((await client.result(handleOf(id), 'GetEffectiveProperties'))['qProp']);
    const again = await properties('again');
    assert.deepEqual([again['visualization'], again['title']], ['filterpane', 'Again']);
    const circle = await properties('loop-a');
    assert.deepEqual([circle['a'], circle['b']], [1, 2]);
  });

  it('keeps its property tree and the children of the other one apart', async () => {
    const { qPropEntry } = await client.result(handleOf('pane'), 'GetFullPropertyTree');
    const children = toArray(toObject(qPropEntry)['qChildren']).map(toObject);
    assert.deepEqual(
      children.map(({ qProperty }) => toObject(toObject(qProperty)['qInfo'])['qId']),
      ['own'],
    );
    assert.deepEqual(await client.result(handleOf('pane'), 'DestroyChild', ['first']), { qSuccess: false });
  });

  it('is told when they change', async () => {
    await client.result(handleOf('again'), 'GetLayout');
    const response = await client.request(handleOf('master'), 'CreateChild', [
      { qInfo: { qId: 'third', qType: 'listbox' } },
    ]);
    assert.ok(toArray(response['change']).includes(handleOf('again')));
    const { qInfos } = await client.result(handleOf('again'), 'GetChildInfos');
    assert.deepEqual(idsOf(qInfos), ['first', 'second', 'third', 'own']);
  });
});
