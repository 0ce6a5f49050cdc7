import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { createQlikApi } from '@qlik/api';
import enigma from 'enigma.js';
import { WebSocket } from 'ws';
import { at, callApi, FLIGHTS, list, tokenFor } from './cloud/testing/test-tenant.ts';
import { startSandbox } from './sandbox.ts';

const sandbox = await startSandbox({ adminPort: 0, cloudPort: 0, checksAnswers: true });
after(() => sandbox.close());
const { cloud } = sandbox;
const credentials = {
  host: cloud.origin,
  authType: 'oauth2' as const,
  clientId: 'sandbox-web',
  clientSecret: 'sandbox-web-secret',
};
type BrowserSocket = ReturnType<NonNullable<Parameters<typeof enigma.create>[0]['createSocket']>>;

async function openWithEnigma(
  token: string,
  appId: string,
): Promise<{ enigmaSession: EnigmaJS.Session; app: unknown }> {
  const path = createRequire(import.meta.url).resolve('enigma.js/schemas/12.2015.0.json');
  const enigmaSession = enigma.create({
    schema: JSON.parse(await readFile(path, 'utf8')),
    url: `${cloud.origin.replace('http', 'ws')}/app/${appId}`,
    // The types ask for a browser's WebSocket; enigma.js uses no more of it than ws has.
    createSocket: (url) =>
      new WebSocket(url, { headers: { authorization: `Bearer ${token}` } }) as unknown as BrowserSocket,
  });
  after(() => enigmaSession.close());
  const global: unknown = await enigmaSession.open();
  return { enigmaSession, app: await invoke(global, 'openDoc', appId) };
}

/** Calls a method that enigma.js generated from its schema, which its types do not know. */
async function invoke(target: unknown, name: string, ...parameters: unknown[]): Promise<unknown> {
  const method = at(target, name);
  assert.equal(typeof method, 'function', name);
  return Reflect.apply(method as () => unknown, target, parameters);
}

test('enigma.js alone opens a demo app and gets a hypercube of it', async () => {
  const { app } = await openWithEnigma(await tokenFor(cloud, 'grace'), FLIGHTS);
  const fields = await invoke(app, 'createSessionObject', { qInfo: { qType: 'test' }, qFieldListDef: {} });
  const names = list(await invoke(fields, 'getLayout'), 'qFieldList', 'qItems').map((field) =>
    at(field, 'qName'),
  );
  assert.ok(names.length > 3, String(names));
  const field = String(names[0]);
  const cube = await invoke(app, 'createSessionObject', {
    qInfo: { qType: 'test' },
    qHyperCubeDef: {
      qDimensions: [{ qDef: { qFieldDefs: [`[${field}]`] } }],
      qMeasures: [{ qDef: { qDef: `Count([${field}])` } }],
      qInitialDataFetch: [{ qTop: 0, qLeft: 0, qWidth: 2, qHeight: 50 }],
    },
  });
  const layout = await invoke(cube, 'getLayout');
  assert.ok(list(layout, 'qHyperCube', 'qDataPages', 0, 'qMatrix').length > 0);
  assert.ok(Number(at(layout, 'qHyperCube', 'qDataPages', 0, 'qMatrix', 0, 1, 'qNum')) > 0);
});

test('@qlik/api lists the spaces and opens an app of one, as client and as user', async () => {
  for (const who of [{}, { subject: 'grace' }]) {
    const api = createQlikApi({ hostConfig: { ...credentials, ...who } });
    const spaces = await api.spaces.getSpaces({ sort: '+name' });
    const space = spaces.data.data?.[0];
    assert.equal(space?.name, 'Flight operations');
    const items = await api.items.getItems({ spaceId: space?.id ?? '', resourceType: 'app' });
    assert.equal(items.data.data[0]?.resourceId, FLIGHTS);
    const appSession = api.qix.openAppSession({ appId: FLIGHTS });
    const app = await appSession.getDoc();
    assert.equal((await app.getAppLayout()).qTitle, items.data.data[0]?.name);
    assert.ok((await app.getSheetList()).length > 0);
    await appSession.close();
  }
});

test('@qlik/api gets a 404 for an app outside the user’s spaces', async () => {
  const api = createQlikApi({ hostConfig: { ...credentials, subject: 'edgar' } });
  const appSession = api.qix.openAppSession({ appId: FLIGHTS });
  await assert.rejects(appSession.getDoc(), /not found/i);
  await appSession.close();
});

test('the personal copy opens for its owner with the original’s content', async () => {
  const token = await tokenFor(cloud, 'ada');
  const items = await callApi(cloud, token, '/items?spaceId=personal&resourceType=app');
  const appId = String(at(items.body, 'data', 0, 'resourceId'));
  const { app } = await openWithEnigma(token, appId);
  assert.ok(list(await invoke(app, 'getAllInfos')).length > 0);
});

test('a new connection works after an outage that loses sessions', async () => {
  const token = await tokenFor(cloud, 'grace');
  const { enigmaSession } = await openWithEnigma(token, FLIGHTS);
  const closed = new Promise((resolve) => enigmaSession.on('closed', resolve));
  await cloud.stop('lose');
  await closed;
  await cloud.start();
  const { app } = await openWithEnigma(token, FLIGHTS);
  assert.ok(at(await invoke(app, 'getAppLayout'), 'qTitle'));
});

test('compares the answers of all servers with the published types, where this is asked for', async () => {
  const report = async (): Promise<{
    readonly answers: number;
    readonly differences: readonly unknown[];
  }> => {
    const response = await fetch(`http://localhost:${sandbox.admin.port}/answers`);
    assert.equal(response.status, 200);
    return (await response.json()) as Awaited<ReturnType<typeof report>>;
  };
  const rest = await report();
  await callApi(cloud, await tokenFor(cloud, 'grace'), '/spaces');
  const withRest = await report();
  assert.ok(withRest.answers > rest.answers, 'no answer of the REST API was compared');
  await openWithEnigma(await tokenFor(cloud, 'grace'), FLIGHTS);
  const withQix = await report();
  assert.ok(withQix.answers > withRest.answers, 'no answer of the engine was compared');
  assert.deepEqual(withQix.differences, []);
});
