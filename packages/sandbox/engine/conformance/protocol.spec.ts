import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import WebSocket from 'ws';
import { createDemoCatalog, DEMO_APP_IDS } from '../../apps/demo-catalog.ts';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { supportedMethods } from '../methods/registry.ts';
import { TestQixClient } from '../testing/test-qix-client.ts';
import { startTestEngineServer, type TestEngineServer } from '../testing/test-engine-server.ts';

const APP = DEMO_APP_IDS.flights;
const ORDERS = DEMO_APP_IDS.orders;
const LIST = {
  qInfo: { qId: 'states', qType: 'listbox' },
  qListObjectDef: { qDef: { qFieldDefs: ['Origin State'] }, qInitialDataFetch: [{ qWidth: 1, qHeight: 60 }] },
};

function errorCode(response: JsonObject): unknown {
  return toObject(response['error'])['code'];
}

function statesIn(result: JsonObject): Record<string, string> {
  const list = toObject(toObject(result['qLayout'])['qListObject']);
  const rows = toArray(toObject(toArray(list['qDataPages'])[0])['qMatrix']);
  return Object.fromEntries(
    rows.map((row) => {
      const cell = toObject(toArray(row)[0]);
      return [String(cell['qText']), String(cell['qState'])];
    }),
  );
}

describe('the QIX protocol on the wire', { timeout: 60_000 }, () => {
  let server: TestEngineServer;
  let count = 0;
  before(async () => {
    server = await startTestEngineServer();
  });
  after(() => server.close());

  async function openClient(identity = `raw-${(count += 1)}`): Promise<TestQixClient> {
    const client = await TestQixClient.connect(server.port, `/app/${APP}/identity/${identity}`);
    await client.result(-1, 'OpenDoc', [APP]);
    return client;
  }

  it('returns errors for malformed JSON, invalid requests, methods, parameters and handles, and stays connected', async () => {
    const client = await openClient();
    const broken = client.responseTo(null);
    client.socket.send('{"jsonrpc":');
    assert.equal(errorCode(await broken), -32700);
    const invalid = client.responseTo(null);
    client.socket.send('[1,2]');
    assert.equal(errorCode(await invalid), -32600);
    assert.equal(errorCode(await client.request(1, 'NoSuchMethod')), -32601);
    assert.equal(errorCode(await client.request(1, 'constructor')), -32601);
    assert.equal(errorCode(await client.request(1, 'GetObject', [7])), -32602);
    assert.equal(errorCode(await client.request(1, 'GetObject', ['a', 'b'])), -32602);
    assert.equal(errorCode(await client.request(999, 'GetLayout')), -1);
    assert.equal(errorCode(await client.request(1, 'GetField', ['No such field'])), 7000);
    assert.equal((await client.result(1, 'Evaluate', { qExpression: '1+1' }))['qReturn'], '2');
    await client.close();
  });

  it('closes a socket that sends a message above the maximum size', async () => {
    const small = await startTestEngineServer({ engine: { maxMessageBytes: 1000 } });
    const client = await TestQixClient.connect(small.port, `/app/${APP}`);
    client.socket.send('x'.repeat(2000));
    await once(client.socket, 'close');
    assert.equal(client.closeCode, 1009);
    await small.close();
  });

  it('closes with 4204 and 4203 on OpenDoc, not before', async () => {
    for (const [access, code] of [
      ['not-found', 4204],
      ['forbidden', 4203],
    ] as const) {
      const guarded = await startTestEngineServer({ access: () => access });
      const client = await TestQixClient.connect(guarded.port, `/app/${APP}`);
      assert.equal(client.socket.readyState, WebSocket.OPEN);
      await assert.rejects(client.request(-1, 'OpenDoc', [APP]), new RegExp(String(code)));
      await new Promise((resolve) => setTimeout(resolve, 50));
      const sessions = guarded.engine.sessions.length;
      await guarded.close();
      assert.equal(sessions, 0);
    }
  });

  it('responds to GetProgress while OpenDoc is pending', async () => {
    const catalog = createDemoCatalog();
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const slow = await startTestEngineServer({
      catalog: { apps: catalog.apps, load: (id) => gate.then(() => catalog.load(id)) },
    });
    const client = await TestQixClient.connect(slow.port, `/app/${APP}`);
    const opening = client.request(-1, 'OpenDoc', [APP]);
    const { qProgressData } = await client.result(-1, 'GetProgress', [1]);
    assert.equal(toObject(qProgressData)['qFinished'], false);
    release();
    assert.equal(toObject(toObject((await opening)['result'])['qReturn'])['qHandle'], 1);
    await client.close();
    await slow.close();
  });

  it('says how far a large app is while it opens, and answers others meanwhile', async () => {
    const rows = 200_000;
    const large = await startTestEngineServer({ catalog: createDemoCatalog({ bigAppRows: rows }) });
    const openOrders = async (identity: string): Promise<readonly string[]> => {
      const client = await TestQixClient.connect(large.port, `/app/${ORDERS}/identity/${identity}`);
      let isOpen = false;
      const opening = client.request(-1, 'OpenDoc', [ORDERS]).then(() => (isOpen = true));
      const texts = new Set<string>();
      while (!isOpen) {
        const { qProgressData } = await client.result(-1, 'GetProgress', [1]);
        const { qMessageParameters } = toObject(toObject(qProgressData)['qTransientProgressMessage']);
        texts.add(String(toArray(qMessageParameters)[0]));
      }
      await opening;
      await client.close();
      return [...texts].filter((text) => /^Building the data model: \d+ %$/.test(text));
    };
    const [first, second] = await Promise.all([openOrders('one'), openOrders('two')]);
    assert.ok(first.length > 1, first.join());
    assert.ok(second.length > 1, second.join());
    assert.deepEqual(await openOrders('three'), [], 'opened again at once');
    await large.close();
  });

  it('reports changed handles once, in the response that changed them, and only for layouts that were read', async () => {
    const client = await openClient();
    const list = await client.open('CreateSessionObject', [LIST]);
    const field = await client.open('GetField', ['Origin State']);
    assert.equal((await client.request(field, 'Select', ['TX']))['change'], undefined);
    await client.result(list, 'GetLayout');
    assert.deepEqual((await client.request(field, 'Select', ['CA']))['change'], [list]);
    assert.equal((await client.request(field, 'Select', ['NV']))['change'], undefined);
    await client.result(list, 'GetLayout');
    assert.deepEqual((await client.request(list, 'SetProperties', [{ ...LIST, title: 'x' }]))['change'], [
      list,
    ]);
    await client.close();
  });

  it('reports a list of the app’s objects for another one of the app, and not for those of the session', async () => {
    const client = await openClient();
    const list = await client.open('CreateSessionObject', [
      { qInfo: { qType: 'list' }, qAppObjectListDef: { qType: 'note', qData: {} } },
    ]);
    await client.result(list, 'GetLayout');
    const created = await client.request(1, 'CreateSessionObject', [{ qInfo: { qType: 'note' } }]);
    assert.equal(created['change'], undefined);
    const stored = await client.request(1, 'CreateObject', [{ qInfo: { qType: 'note', qId: 'kept-note' } }]);
    assert.deepEqual(stored['change'], [list]);
    const { qAppObjectList } = toObject((await client.result(list, 'GetLayout'))['qLayout']);
    assert.equal(toArray(toObject(qAppObjectList)['qItems']).length, 1);
    assert.deepEqual((await client.request(1, 'DestroyObject', ['kept-note']))['change'], [list]);
    await client.close();
  });

  it('reports a list of children for a child that only the session has', async () => {
    const client = await openClient();
    const parent = await client.open('CreateSessionObject', [
      { qInfo: { qType: 'parent' }, qChildListDef: { qData: {} } },
    ]);
    await client.result(parent, 'GetLayout');
    const created = await client.request(parent, 'CreateChild', [{ qInfo: { qType: 'child' } }]);
    assert.deepEqual(created['change'], [parent]);
    await client.close();
  });

  it('pushes changes to the other sockets of the session, and ends the session after its time to live', async () => {
    const first = await openClient('shared');
    const second = await TestQixClient.connect(server.port, `/app/${APP}/identity/shared/ttl/0`);
    assert.equal(toObject(second.received[0]?.['params'])['qSessionState'], 'SESSION_ATTACHED');
    const list = await first.open('CreateSessionObject', [LIST]);
    await first.result(list, 'GetLayout');
    const field = await second.open('GetField', ['Origin State']);
    const pushed = once(first.socket, 'message');
    await second.result(field, 'Select', ['TX']);
    await pushed;
    assert.deepEqual(first.received.at(-1), { jsonrpc: '2.0', change: [list] });
    await first.close();
    await second.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(
      server.engine.sessions.some((engineSession) => engineSession.identity === 'shared'),
      false,
    );
  });

  it('keeps the rows of the modal object, shows current states, and reverts all selections on abort', async () => {
    const client = await openClient();
    const chart = await client.open('GetObject', ['flights-by-state']);
    const list = await client.open('CreateSessionObject', [LIST]);
    const rows = async (): Promise<unknown> => {
      const layout = toObject((await client.result(chart, 'GetLayout'))['qLayout']);
      return toObject(toObject(layout['qHyperCube'])['qSize'])['qcy'];
    };
    await client.result(chart, 'BeginSelections', [['/qHyperCubeDef']]);
    await client.result(chart, 'SelectHyperCubeValues', ['/qHyperCubeDef', 0, [1, 2], false]);
    assert.equal(await rows(), 51);
    assert.equal(
      Object.values(statesIn(await client.result(list, 'GetLayout'))).filter((state) => state === 'S').length,
      2,
    );
    assert.equal(
      errorCode(await client.request(list, 'SelectListObjectValues', ['/qListObjectDef', [0], false])),
      6003,
    );
    await client.result(chart, 'EndSelections', [false]);
    assert.equal(
      Object.values(statesIn(await client.result(list, 'GetLayout'))).filter((state) => state === 'O').length,
      51,
    );
    await client.result(chart, 'BeginSelections', [['/qHyperCubeDef']]);
    await client.result(chart, 'SelectHyperCubeValues', ['/qHyperCubeDef', 0, [1], true]);
    await client.result(chart, 'SelectHyperCubeValues', ['/qHyperCubeDef', 0, [2], true]);
    await client.result(chart, 'EndSelections', [true]);
    assert.equal(await rows(), 2);
    assert.equal((await client.result(1, 'BackCount'))['qReturn'], 1);
    await client.close();
  });

  it('locks fields, and does not change locked selections', async () => {
    const client = await openClient();
    const list = await client.open('CreateSessionObject', [LIST]);
    const field = await client.open('GetField', ['Origin State']);
    await client.result(field, 'Select', ['(TX|CA)']);
    await client.result(field, 'Lock');
    assert.equal((await client.result(field, 'Select', ['NV']))['qReturn'], false);
    await client.result(1, 'ClearAll', [false]);
    const other = await client.open('GetField', ['Origin City']);
    await client.result(other, 'Select', ['Dallas-Fort Worth']);
    const states = statesIn(await client.result(list, 'GetLayout'));
    assert.deepEqual([states['TX'], states['CA'], states['NV']], ['L', 'XL', 'X']);
    await client.result(1, 'ClearAll', [true]);
    assert.equal(statesIn(await client.result(list, 'GetLayout'))['CA'], 'O');
    await client.close();
  });

  it('goes back and forward through selections', async () => {
    const client = await openClient();
    const list = await client.open('CreateSessionObject', [LIST]);
    const field = await client.open('GetField', ['Origin State']);
    const selected = async (): Promise<string[]> =>
      Object.entries(statesIn(await client.result(list, 'GetLayout')))
        .filter(([, state]) => state === 'S')
        .map(([value]) => value);
    await client.result(field, 'Select', ['TX']);
    await client.result(field, 'Select', ['CA']);
    await client.result(1, 'Back');
    assert.deepEqual(await selected(), ['TX']);
    await client.result(1, 'Forward');
    assert.deepEqual(await selected(), ['CA']);
    assert.deepEqual(await client.result(1, 'Forward'), {});
    assert.deepEqual(await selected(), ['CA']);
    await client.close();
  });

  it('applies patches and soft patches, and fails for invalid paths', async () => {
    const client = await openClient();
    const object = await client.open('CreateSessionObject', [{ qInfo: { qType: 't' }, a: { b: 1 } }]);
    const a = async (): Promise<unknown> =>
      toObject((await client.result(object, 'GetLayout'))['qLayout'])['a'];
    await client.result(object, 'ApplyPatches', [[{ qOp: 'replace', qPath: '/a/b', qValue: '2' }], true]);
    assert.deepEqual(await a(), { b: 2 });
    assert.deepEqual(toObject((await client.result(object, 'GetProperties'))['qProp'])['a'], { b: 1 });
    await client.result(object, 'ClearSoftPatches');
    assert.deepEqual(await a(), { b: 1 });
    await client.result(object, 'ApplyPatches', [[{ qOp: 'add', qPath: '/a/c', qValue: '"x"' }], false]);
    assert.deepEqual(await a(), { b: 1, c: 'x' });
    assert.equal(
      errorCode(
        await client.request(object, 'ApplyPatches', [[{ qOp: 'replace', qPath: '/no/where', qValue: '1' }]]),
      ),
      4,
    );
    assert.equal(
      errorCode(
        await client.request(object, 'ApplyPatches', [[{ qOp: 'add', qPath: '/a', qValue: 'no json' }]]),
      ),
      -32602,
    );
    await client.close();
  });

  it('creates children and property trees, and reports destroyed objects', async () => {
    const client = await openClient();
    const parent = await client.open('CreateObject', [
      { qInfo: { qId: 'tree', qType: 'sheet' }, qChildListDef: { qData: { title: '/title' } } },
    ]);
    const tree = {
      qProperty: {
        qInfo: { qId: 'tree', qType: 'sheet' },
        title: 'T',
        qChildListDef: { qData: { title: '/title' } },
      },
      qChildren: [{ qProperty: { qInfo: { qId: 'leaf', qType: 'kpi' }, title: 'L' }, qChildren: [] }],
    };
    await client.result(parent, 'SetFullPropertyTree', [tree]);
    const layout = toObject((await client.result(parent, 'GetLayout'))['qLayout']);
    assert.equal(toArray(toObject(layout['qChildList'])['qItems']).length, 1);
    const leaf = await client.open('GetObject', ['leaf']);
    const gone = await client.request(1, 'DestroyObject', ['tree']);
    assert.deepEqual(new Set(toArray(gone['close'])), new Set([leaf, parent]));
    assert.equal(errorCode(await client.request(leaf, 'GetLayout')), -1);
    await client.close();
  });

  it('reports errors in the layout', async () => {
    const client = await openClient();
    const cube = (qDimensions: unknown[], qMeasures: unknown[], more: JsonObject = {}) => [
      {
        qInfo: { qType: 't' },
        qHyperCubeDef: { qDimensions, qMeasures, qInitialDataFetch: [{ qWidth: 2, qHeight: 5 }], ...more },
      },
    ];
    const hyperCube = async (params: unknown): Promise<JsonObject> => {
      const handle = await client.open('CreateSessionObject', params);
      return toObject(toObject((await client.result(handle, 'GetLayout'))['qLayout'])['qHyperCube']);
    };
    const badDimension = await hyperCube(cube([{ qDef: { qFieldDefs: ['=Upper('] } }], []));
    assert.equal(
      toObject(toObject(toArray(badDimension['qDimensionInfo'])[0])['qError'])['qErrorCode'],
      7000,
    );
    const badMeasure = await hyperCube(
      cube([{ qDef: { qFieldDefs: ['Month'] } }], [{ qDef: { qDef: 'Sum(' } }]),
    );
    assert.equal(toObject(toObject(toArray(badMeasure['qMeasureInfo'])[0])['qError'])['qErrorCode'], 7000);
    const condition = { qCalcCondition: { qCond: { qv: '1=2' }, qMsg: { qv: 'Select a month' } } };
    const unmet = await hyperCube(cube([{ qDef: { qFieldDefs: ['Month'] } }], [], condition));
    assert.equal(toObject(unmet['qError'])['qErrorCode'], 7005);
    assert.equal(unmet['qCalcCondMsg'], 'Select a month');
    await client.close();
  });

  it('returns reduced data of a stacked cube as a table for line charts, but plain data only in straight mode', async () => {
    const client = await TestQixClient.connect(server.port, `/app/${DEMO_APP_IDS.weather}`);
    await client.result(-1, 'OpenDoc', [DEMO_APP_IDS.weather]);
    const chart = await client.open('GetObject', ['temperature-by-month']);
    const pages = [{ qTop: 0, qLeft: 0, qWidth: 3, qHeight: 2000 }];
    const reduced = await client.result(chart, 'GetHyperCubeReducedData', [
      '/qHyperCubeDef',
      pages,
      -1,
      'D1',
    ]);
    const matrix = toArray(toObject(toArray(reduced['qDataPages'])[0])['qMatrix']);
    assert.equal(matrix.length, 24);
    assert.equal(toArray(matrix[0]).length, 3);
    assert.equal(errorCode(await client.request(chart, 'GetHyperCubeData', ['/qHyperCubeDef', pages])), 6000);
    const layout = toObject((await client.result(chart, 'GetLayout'))['qLayout']);
    assert.deepEqual(toObject(layout['qHyperCube'])['qEffectiveInterColumnSortOrder'], [0, 1]);
    await client.close();
  });

  it('lists every supported method', () => {
    const names = supportedMethods().map(({ type, name }) => `${type}.${name}`);
    assert.ok(names.includes('GenericObject.SelectHyperCubeValues'));
    assert.equal(new Set(names).size, names.length);
  });
});
