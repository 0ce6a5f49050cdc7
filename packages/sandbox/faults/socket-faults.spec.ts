import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { FLIGHTS, startTestTenant, tokenFor } from '../cloud/testing/test-tenant.ts';

async function start(context: TestContext) {
  const { tenant, engine } = await startTestTenant(context);
  const tokens = new Map<string, string>();
  /** Opens a socket. @throws {Error} that names the status when the handshake is refused. */
  const open = async (user = 'grace') => {
    const token = tokens.get(user) ?? (await tokenFor(tenant, user));
    tokens.set(user, token);
    const socket = new WebSocket(`${tenant.origin.replace('http', 'ws')}/app/${FLIGHTS}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    context.after(() => socket.terminate());
    const messages: string[] = [];
    socket.on('message', (data: Buffer) => messages.push(data.toString()));
    const closed = new Promise<{ code: number; reason: string }>((resolve) =>
      socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
    );
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return { socket, messages, closed };
  };
  const lastLogged = () => {
    const { kind, status, faults } = tenant.requests.since(0).at(-1) ?? {};
    return { kind, status, faults };
  };
  return { tenant, engine, open, lastLogged };
}

function openDoc(socket: WebSocket): void {
  socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, handle: -1, method: 'OpenDoc', params: [FLIGHTS] }));
}

test('a handshake is refused with the status, for the matching user and as often as configured', async (context) => {
  const { tenant, engine, open, lastLogged } = await start(context);
  tenant.faults.add({
    id: 'refuse',
    match: { kind: 'websocket', user: 'grace', path: '/app' },
    count: 1,
    effect: { type: 'status', status: 403 },
  });
  await open('ada');
  await assert.rejects(open(), /403/);
  assert.deepEqual(lastLogged(), { kind: 'websocket', status: 403, faults: ['refuse'] });
  await open();
  assert.deepEqual(lastLogged(), { kind: 'websocket', status: 101, faults: undefined });
  assert.equal(engine.connections.length, 2);
});

test('a handshake without an answer breaks when the fault is removed', async (context) => {
  const { tenant, open, lastLogged } = await start(context);
  tenant.faults.add({ id: 'mute', match: { kind: 'websocket' }, effect: { type: 'never-answer' } });
  const outcome = open().then(
    () => 'open',
    () => 'broken off',
  );
  assert.equal(await Promise.race([outcome, pause(200, 'waiting')]), 'waiting');
  assert.deepEqual(lastLogged(), { kind: 'websocket', status: 0, faults: ['mute'] });
  tenant.faults.clear();
  assert.equal(await outcome, 'broken off');
});

test('a socket is closed with each code of Qlik’s at once, and with 1006 the connection breaks', async (context) => {
  const { tenant, open } = await start(context);
  for (const code of [1006, 4001, 4003, 4204, 4240]) {
    tenant.faults.add({ id: 'x', effect: { type: 'close-socket', at: 'accepted', code, reason: 'why' } });
    const { closed } = await open();
    assert.deepEqual(await closed, { code, reason: code === 1006 ? '' : 'why' });
  }
});

test('a socket that is closed at OpenDoc was open until then, and the engine’s answer is not sent', async (context) => {
  const { tenant, open } = await start(context);
  tenant.faults.add({ id: 'late', count: 1, effect: { type: 'close-socket', at: 'call', code: 4240 } });
  const { socket, closed, messages } = await open();
  assert.equal(await Promise.race([closed, pause(100, 'open')]), 'open');
  assert.equal(tenant.faults.all[0]?.applied, 0);
  openDoc(socket);
  assert.equal((await closed).code, 4240);
  assert.ok(!messages.some((message) => message.includes('qReturn')), messages.join());
  const next = await open();
  openDoc(next.socket);
  assert.equal(await Promise.race([next.closed, pause(100, 'open')]), 'open');
});

test('a close can be delayed after its moment', async (context) => {
  const { tenant, open } = await start(context);
  tenant.faults.add({ effect: { type: 'close-socket', at: 'accepted', afterMs: 200, code: 4001 } });
  const began = performance.now();
  const { closed } = await open();
  assert.equal((await closed).code, 4001);
  assert.ok(performance.now() - began >= 195);
});

test('matching open sockets are closed now, and later ones are not', async (context) => {
  const { tenant, open } = await start(context);
  const grace = await open();
  const ada = await open('ada');
  const fault = tenant.faults.add({
    match: { user: 'grace' },
    effect: { type: 'close-socket', at: 'now', code: 4003 },
  });
  assert.equal((await grace.closed).code, 4003);
  assert.deepEqual([fault.applied, fault.isExhausted], [1, true]);
  const next = await open();
  assert.equal(await Promise.race([ada.closed, next.closed, pause(150, 'open')]), 'open');
});

test('a silent socket stays open without a frame either way, until the fault is removed', async (context) => {
  const { tenant, engine, open } = await start(context);
  const { socket, messages, closed } = await open();
  let pongs = 0;
  let heard = 0;
  engine.connections[0]?.socket.on('message', () => (heard += 1));
  tenant.faults.add({ effect: { type: 'silent-socket', at: 'now' } });
  const before = messages.length;
  socket.on('pong', () => (pongs += 1));
  socket.ping();
  openDoc(socket);
  engine.connections[0]?.socket.send('never sent');
  assert.equal(await Promise.race([closed, pause(200, 'open')]), 'open');
  assert.deepEqual([messages.length, pongs, heard], [before, 0, 0]);
  tenant.faults.clear();
  assert.equal((await closed).code, 1006);
});

test('a restart of the engine closes its sockets with the code and ends its sessions', async (context) => {
  const { tenant, engine, open } = await start(context);
  for (const code of [undefined, 1006, 4220]) {
    const { closed } = await open();
    tenant.restartEngine(code);
    assert.equal((await closed).code, code ?? 4003);
  }
  assert.equal(engine.sessionsDropped, 3);
});
