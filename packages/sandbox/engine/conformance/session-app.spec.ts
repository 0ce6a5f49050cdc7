import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { openAppSession } from '@qlik/api/qix';
import enigma from 'enigma.js';
import WebSocket from 'ws';
import { DEMO_APP_IDS } from '../../apps/demo-catalog.ts';
import { toArray, toObject } from '../protocol/json.ts';
import { TestQixClient } from '../testing/test-qix-client.ts';
import { startTestEngineServer, type TestEngineServer } from '../testing/test-engine-server.ts';

const schemaFile = createRequire(import.meta.url).resolve('enigma.js/schemas/12.2027.0.json');
const schema: object = JSON.parse(readFileSync(schemaFile, 'utf8'));

/** An API that enigma.js generates from a schema; it has no types. */
type Remote = Record<string, (...args: unknown[]) => Promise<unknown>>;

const SCRIPT = `
SET DateFormat='DD/MM/YYYY';
LET vRows = 3;
Sales:
LOAD *, Date(Day + 1) as Next Inline [
Region, Amount, Day
North, 10, 01/02/2024
South, 20, 02/02/2024
North, 5, 02/02/2024];
Regions:
LOAD * Inline [
Region, Manager
North, Ann
South, Bob];`;

function call<T>(target: Remote, method: string, ...args: unknown[]): Promise<T> {
  const member = target[method];
  assert.equal(typeof member, 'function', `${method} is a method of the schema`);
  return member?.call(target, ...args) as Promise<T>;
}

describe('a session app', { timeout: 60_000 }, () => {
  let server: TestEngineServer;
  let count = 0;
  before(async () => {
    server = await startTestEngineServer();
  });
  after(() => server.close());

  function enigmaSession(): EnigmaJS.Session {
    return enigma.create({
      schema,
      url: `ws://localhost:${server.port}/app/engineData/identity/session-app-${(count += 1)}`,
      createSocket: (address: string) => new WebSocket(address) as never,
    });
  }

  async function rawApp(path = 'SessionApp_1'): Promise<TestQixClient> {
    const client = await TestQixClient.connect(server.port, `/app/${path}/identity/raw-${(count += 1)}`);
    await client.result(-1, 'OpenDoc', [path]);
    return client;
  }

  it('is created, reloaded with a script, and read by enigma.js', async () => {
    const qixSession = enigmaSession();
    const global = (await qixSession.open()) as unknown as Remote;
    const doc = await call<Remote>(global, 'createSessionApp');
    assert.match(
      await call<string>(doc, 'getEmptyScript', 'Main'),
      /^\/\/\/\$tab Main\r\nSET ThousandSep=',';/,
    );
    await call(doc, 'getAppLayout');
    const changed = once(doc as never, 'changed');
    await call(doc, 'setScript', SCRIPT);
    await changed;
    assert.deepEqual(await call(doc, 'checkScriptSyntax'), []);
    assert.equal(await call(doc, 'doReload'), true);
    const layout = toObject(await call(doc, 'getAppLayout'));
    assert.equal(layout['qHasData'], true);
    assert.equal(layout['qIsSessionApp'], true);
    assert.equal(toObject(layout['qLocaleInfo'])['qDateFmt'], 'DD/MM/YYYY');
    assert.equal(await call(doc, 'evaluate', "Sum({<Manager={Ann}>} Amount) & '/' & vRows"), '15/3');
    assert.equal(await call(doc, 'evaluate', 'Date(Max(Next))'), '03/02/2024');
    const keys = toObject(await call(doc, 'getTablesAndKeys', {}, {}, 0, true, false));
    assert.deepEqual(
      toArray(keys['qtr']).map((table) => [toObject(table)['qName'], toObject(table)['qNoOfRows']]),
      [
        ['Sales', 3],
        ['Regions', 2],
      ],
    );
    const day = toObject(await call(doc, 'getFieldDescription', 'Day'));
    assert.deepEqual(day['qTags'], ['$numeric', '$integer', '$timestamp', '$date']);
    await qixSession.close();
  });

  it('is open on a path of its own: GetActiveDoc needs no OpenDoc', async () => {
    const path = '/app/SessionApp_active/identity/active';
    const client = await TestQixClient.connect(server.port, path);
    const { qReturn } = await client.result(-1, 'GetActiveDoc');
    assert.deepEqual(qReturn, {
      qType: 'Doc',
      qHandle: 1,
      qGenericType: 'Doc',
      qGenericId: 'SessionApp_active',
    });
    await client.result(1, 'SetScript', ['T: Load 1 as a AutoGenerate 2;']);
    assert.equal((await client.result(1, 'DoReload'))['qReturn'], true);
    const second = await TestQixClient.connect(server.port, path);
    await second.result(-1, 'GetActiveDoc');
    assert.equal((await second.result(1, 'Evaluate', ['Count(a)']))['qReturn'], '2');
    await Promise.all([client.close(), second.close()]);
    // The path of an app opens nothing, nor does one that is no app.
    for (const other of ['/app/engineData/identity/active', '/app/movies/identity/active']) {
      const elsewhere = await TestQixClient.connect(server.port, other);
      await assert.rejects(elsewhere.result(-1, 'GetActiveDoc'), /1017|No app is open/);
      await elsewhere.close();
    }
  });

  it('reports a script error and keeps its data, and its syntax check reports positions', async () => {
    const client = await rawApp();
    await client.result(1, 'SetScript', ['T: Load 1 as a AutoGenerate 2;']);
    assert.equal((await client.result(1, 'DoReload'))['qReturn'], true);
    await client.result(1, 'SetScript', ['///$tab Main\nLET x = 1;\n///$tab Two\nT: Load b\nInline [c\n1];']);
    const { qResult } = await client.result(1, 'DoReloadEx', [{ qMode: 0 }]);
    assert.equal(toObject(qResult)['qSuccess'], false);
    assert.match(String(toObject(qResult)['qScriptLogFile']), /Error: Field 'b' not found/);
    const progress = toObject((await client.result(-1, 'GetProgress', [0]))['qProgressData']);
    const [error] = toArray(progress['qErrorData']).map(toObject);
    assert.equal(error?.['qErrorString'], "Field 'b' not found");
    assert.equal(error['qLineEnd'], 'Line 4');
    assert.match(String(error['qLine']), /^T: Load b/);
    assert.equal((await client.result(1, 'Evaluate', ['Count(a)']))['qReturn'], '2');
    await client.result(1, 'SetScript', [
      '///$tab Main\nLET x = 1;\n///$tab Two\nLET y = 2;\nT: Load a,, b Resident T;',
    ]);
    const { qErrors } = await client.result(1, 'CheckScriptSyntax');
    assert.deepEqual(qErrors, [
      { qErrLen: 24, qTabIx: 1, qLineInTab: 1, qColInLine: 0, qTextPos: 47, qSecondaryFailure: false },
    ]);
    await client.close();
  });

  it('keeps selections, objects and handles after a reload, and reports that they changed', async () => {
    const client = await rawApp();
    await client.result(1, 'SetScript', [SCRIPT]);
    await client.result(1, 'DoReload');
    const cube = await client.open('CreateSessionObject', [
      {
        qInfo: { qType: 'cube' },
        qHyperCubeDef: {
          qDimensions: [{ qDef: { qFieldDefs: ['Region'] } }],
          qMeasures: [{ qDef: { qDef: 'Sum(Amount)' } }],
          qInitialDataFetch: [{ qWidth: 2, qHeight: 10 }],
        },
      },
    ]);
    const field = await client.open('GetField', ['Region']);
    await client.result(field, 'SelectValues', [[{ qText: 'North' }]]);
    const rows = async (): Promise<unknown> => {
      const layout = toObject((await client.result(cube, 'GetLayout'))['qLayout']);
      const page = toObject(toArray(toObject(layout['qHyperCube'])['qDataPages'])[0]);
      return toArray(page['qMatrix']).map((row) => toArray(row).map((cell) => toObject(cell)['qText']));
    };
    assert.deepEqual(await rows(), [['North', '15']]);
    await client.result(1, 'GetAppLayout');
    await client.result(1, 'SetScript', [SCRIPT.replace('North, 10', 'West, 1\nNorth, 100')]);
    await client.result(1, 'GetAppLayout');
    const { change } = await client.request(1, 'DoReload');
    assert.deepEqual(new Set(toArray(change)), new Set([1, cube]));
    assert.deepEqual(await rows(), [['North', '105']]);
    assert.equal((await client.result(1, 'BackCount'))['qReturn'], 0);
    await client.close();
  });

  it('reads files of the demo connection, and stops when the reload is canceled', async () => {
    const client = await rawApp();
    const connections = toArray((await client.result(1, 'GetConnections'))['qConnections']).map(toObject);
    assert.deepEqual(
      connections.map((connection) => connection['qName']),
      ['Data'],
    );
    const items = await client.result(1, 'GetFolderItemsForConnection', [connections[0]?.['qId'], '']);
    assert.ok(toArray(items['qFolderItems']).some((item) => toObject(item)['qName'] === 'airports.csv'));
    await client.result(1, 'SetScript', [
      `Airports: LOAD iata, state, latitude From [lib://Data/airports.csv] (txt, utf8, embedded labels, delimiter is ',') Where state = 'TX';`,
    ]);
    assert.equal((await client.result(1, 'DoReload'))['qReturn'], true);
    const texas = await client.result(1, 'EvaluateEx', ["Count(iata) & '/' & Count(distinct state)"]);
    assert.equal(toObject(texas['qValue'])['qText'], '209/1');
    await client.result(1, 'SetScript', ['Load RecNo() as n AutoGenerate 3000000;']);
    const reloading = client.request(1, 'DoReload');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const progress = toObject((await client.result(-1, 'GetProgress', [0]))['qProgressData']);
    assert.equal(progress['qFinished'], false);
    const transient = toObject(progress['qTransientProgressMessage']);
    assert.equal(transient['qMessageCode'], 21);
    await client.result(-1, 'CancelReload');
    assert.equal(toObject((await reloading)['result'])['qReturn'], false);
    assert.equal(toObject((await client.result(1, 'EvaluateEx', ['Count(iata)']))['qValue'])['qNumber'], 209);
    await client.close();
  });

  it('is copied from an app without its data', async () => {
    const client = await TestQixClient.connect(server.port, '/app/engineData/identity/copy');
    const { qSessionAppId } = await client.result(-1, 'CreateSessionAppFromApp', [DEMO_APP_IDS.flights]);
    assert.match(String(qSessionAppId), /^SessionApp_/);
    const layout = toObject((await client.result(1, 'GetAppLayout'))['qLayout']);
    assert.deepEqual([layout['qHasData'], layout['qHasScript']], [false, true]);
    assert.ok((await client.open('GetObject', ['flights-by-state'])) > 0);
    assert.equal((await client.result(1, 'DoReload'))['qReturn'], true);
    const flights = await client.result(1, 'EvaluateEx', [
      "Count([Flight ID]) & '/' & Count(distinct [Origin State])",
    ]);
    assert.equal(toObject(flights['qValue'])['qText'], '20000/51');
    await client.close();
  });

  it('reports a reload and its progress to @qlik/api', async () => {
    const appSession = openAppSession({
      appId: `SessionApp_${Date.now()}`,
      hostConfig: { authType: 'none', host: `http://localhost:${server.port}` },
    });
    const events: unknown[] = [];
    appSession.onReloadProgress((event) => events.push(event));
    const doc = await appSession.getDoc();
    await doc.setScript('Trace hello;\nT: LOAD RecNo() as n, Rand() as r AutoGenerate 400000;');
    assert.equal(await doc.doReload(), true);
    assert.deepEqual(await doc.evaluateEx('Max(n)'), { qText: '400000', qIsNumeric: true, qNumber: 400_000 });
    assert.ok(events.length > 0);
    assert.match(JSON.stringify(events), /hello/);
    await appSession.close();
  });
});
