import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createDemoCatalog, DEMO_APP_IDS } from '../../apps/demo-catalog.ts';
import { createEngine } from '../../engine/engine.ts';
import { isRecord } from '../../json/is-record.ts';
import { WebSocket } from 'ws';
import { callWithCertificate, clientTls, requestTicket } from '../testing/certificate-client.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { TestHttpClient } from '../testing/test-http-client.ts';

const APP = DEMO_APP_IDS.flights;
let started: TestServer;
const closing: (() => Promise<void>)[] = [];
before(async () => {
  const catalog = createDemoCatalog();
  started = await startTestServer(
    { after: (close) => closing.push(close) },
    { catalog, engine: createEngine({ catalog }) },
  );
});
after(async () => {
  for (const close of closing) await close();
});

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (isRecord(inner) ? inner[name] : undefined), value);
}

async function health(path = '/engine/healthcheck'): Promise<unknown> {
  const { server } = started;
  const { status, body } = await callWithCertificate(server, server.ports.engine, { path });
  assert.equal(status, 200, path);
  return body;
}

/** Opens the app on the engine's port and calls methods of its document. */
async function openApp(
  userId: string,
  methods: readonly (readonly [string, unknown[]])[],
): Promise<WebSocket> {
  const { server } = started;
  const socket = new WebSocket(`wss://localhost:${server.ports.engine}/app/${APP}`, {
    ...(await clientTls(server)),
    headers: { 'x-qlik-user': `UserDirectory=SANDBOX; UserId=${userId}` },
  });
  const next = (): Promise<void> => new Promise((resolve) => socket.once('message', () => resolve()));
  await next();
  for (const [id, [method, params]] of [['OpenDoc', [APP]] as const, ...methods].entries()) {
    const answered = next();
    const handle = method === 'OpenDoc' ? -1 : method.startsWith('Doc.') ? 1 : 2;
    socket.send(JSON.stringify({ jsonrpc: '2.0', id, handle, method: method.replace('Doc.', ''), params }));
    await answered;
  }
  return socket;
}

test('the engine tells its health at each of its addresses', async () => {
  for (const path of ['/engine/healthcheck', '/engine/healthcheck/', '/healthcheck', '/healthcheck/']) {
    const body = await health(path);
    assert.match(String(at(body, 'version')), /^\d+\.\d+/);
    assert.ok(Date.parse(String(at(body, 'started'))) <= Date.now());
    for (const name of ['committed', 'allocated', 'free', 'totalPhysical'])
      assert.ok(Number(at(body, 'mem', name)) > 1, name);
    assert.ok(Number(at(body, 'cpu', 'total')) >= 0 && Number(at(body, 'cpu', 'total')) <= 100);
    assert.equal(typeof at(body, 'saturated'), 'boolean');
  }
});

test('the health has the sessions, apps, users and calls', async () => {
  const before = await health();
  assert.deepEqual(at(before, 'session'), { active: 0, total: 0 });
  assert.deepEqual(
    [
      at(before, 'apps', 'active_docs'),
      at(before, 'apps', 'loaded_docs'),
      at(before, 'apps', 'in_memory_docs'),
    ],
    [[], [], []],
  );
  const sockets = [
    await openApp('ada', [
      ['Doc.GetField', ['Origin State']],
      ['SelectValues', [[{ qText: 'TX' }]]],
    ]),
    await openApp('grace', [
      [
        'Doc.CreateSessionObject',
        [{ qInfo: { qType: 'x' }, qHyperCubeDef: { qMeasures: [{ qDef: { qDef: '1' } }] } }],
      ],
      ['GetLayout', []],
      ['GetLayout', []],
    ]),
  ];
  const during = await health();
  assert.deepEqual(at(during, 'session'), { active: 2, total: 2 });
  assert.deepEqual(at(during, 'users'), { active: 2, total: 2 });
  assert.deepEqual(at(during, 'apps', 'active_docs'), [APP]);
  assert.deepEqual(at(during, 'apps', 'loaded_docs'), [APP]);
  assert.deepEqual(at(during, 'apps', 'in_memory_docs'), []);
  assert.equal(at(during, 'apps', 'calls'), 7);
  assert.equal(at(during, 'apps', 'selections'), 1);
  assert.deepEqual(
    [at(during, 'cache', 'lookups'), at(during, 'cache', 'hits'), at(during, 'cache', 'added')],
    [2, 1, 1],
  );
  for (const socket of sockets) socket.terminate();
  started.server.restartEngine();
  const ended = await health();
  assert.deepEqual(at(ended, 'session'), { active: 0, total: 0 });
  assert.deepEqual(at(ended, 'apps', 'in_memory_docs'), [APP]);
});

test('the proxy tells the health to users with a session', async () => {
  const { server } = started;
  const client = new TestHttpClient(server);
  assert.equal((await client.get('/ticket/engine/healthcheck')).status, 302);
  const ticket = await requestTicket(server, '/ticket', { userId: 'ada' });
  await client.get(`/ticket/qps/user?qlikTicket=${ticket}`);
  for (const path of ['/ticket/engine/healthcheck', '/ticket/engine/healthcheck/']) {
    const { status, text } = await client.get(path);
    assert.equal(status, 200, path);
    assert.ok('session' in (JSON.parse(text) as object));
  }
});

test('other paths of the engine’s port ask for a WebSocket', async () => {
  const { server } = started;
  for (const path of ['/', '/app/x', '/engine', '/healthcheck/x']) {
    const { status } = await callWithCertificate(server, server.ports.engine, { path });
    assert.equal(status, 426, path);
  }
});
