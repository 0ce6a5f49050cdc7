import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import Fastify, { type FastifyBaseLogger, type Session } from 'fastify';
import { WebSocket, WebSocketServer } from 'ws';
import { StateSessionStore } from '../accounts/session-store.ts';
import { SignInEpochs } from '../accounts/sign-in-epochs.ts';
import { Problem } from '../errors/problem.ts';
import { MemoryState } from '../state/memory-state.ts';
import { SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { startTestBackend } from '../testing/test-backend.ts';
import { openingOf, TestBrowser } from '../testing/test-browser.ts';
import { joinSockets } from './joined-sockets.ts';
import { IDLE, NOT_ALLOWED, type OpenSocket, OpenSockets } from './open-sockets.ts';

const HOUR_MS = 3_600_000;
const log: FastifyBaseLogger = Fastify().log;

describe('the WebSockets of a backend', () => {
  let state: MemoryState;
  let sessions: StateSessionStore;
  let epochs: SignInEpochs;
  let sockets: OpenSockets;
  let closed: [string, number][];
  beforeEach(async () => {
    state = new MemoryState();
    sessions = new StateSessionStore(state, { lifetimeMs: HOUR_MS, maxMs: HOUR_MS });
    epochs = new SignInEpochs(state, HOUR_MS);
    sockets = new OpenSockets({ sessions, epochs, limits: { perUser: 3, idleMs: 60_000 }, log });
    closed = [];
    const hostSession = { hostUser: { id: 'ada', name: 'Ada' }, signedInAt: Date.now() };
    // What `@fastify/session` adds to a session plays no part here.
    await state.set('session:s1', JSON.stringify(hostSession satisfies Partial<Session>), HOUR_MS);
  });
  afterEach(async () => {
    sockets.stop();
    await state.close();
  });
  const add = (name: string, more: Partial<OpenSocket> = {}): OpenSocket => {
    const socket: OpenSocket = {
      ...{ hostSessionId: 's1', user: 'ada', connection: 'key', epoch: '0' },
      lastMessageAt: () => Date.now(),
      ping: () => undefined,
      close: (code) => {
        sockets.delete(socket);
        closed.push([name, code]);
      },
      ...more,
    };
    sockets.add(socket);
    return socket;
  };

  it('are as many as a user may have, over all sessions and connections, and no more', () => {
    add('one');
    add('two', { hostSessionId: 's2', connection: 'other' });
    add('of another user', { user: 'grace' });
    sockets.requireBelowLimit({ hostSessionId: 's3', user: 'ada', connection: 'key' });
    const last = add('three');
    const more = (): void =>
      sockets.requireBelowLimit({ hostSessionId: 's3', user: 'ada', connection: 'key' });
    assert.throws(more, (error) => error instanceof Problem && error.code === 'too-many-sockets');
    sockets.requireBelowLimit({ hostSessionId: 's4', user: 'grace', connection: 'key' });
    sockets.delete(last);
    more();
  });

  it('end with 4001 when idle, and with 1008 when their sign-in is over', async () => {
    add('used');
    add('silent', { lastMessageAt: () => Date.now() - 61_000 });
    add('of no session', { hostSessionId: 'gone' });
    add('of an earlier sign-in', { epoch: 'earlier' });
    await sockets.closeEnded();
    assert.deepEqual(closed, [
      ['silent', IDLE],
      ['of no session', NOT_ALLOWED],
      ['of an earlier sign-in', NOT_ALLOWED],
    ]);
    await sessions.end('s1');
    await sockets.closeEnded();
    assert.deepEqual(closed.at(-1), ['used', NOT_ALLOWED]);
    assert.equal(sockets.count, 0);
  });

  it('stay for some minutes while sessions cannot be checked, and idle ones end meanwhile', async () => {
    add('used');
    add('silent', { lastMessageAt: () => Date.now() - 61_000 });
    state.get = () => Promise.reject(new Error('Redis is away'));
    await sockets.closeEnded();
    assert.deepEqual(closed, [['silent', IDLE]]);
    await sockets.closeEnded(Date.now() + 30_000);
    assert.equal(sockets.count, 1);
    add('opened later', { lastMessageAt: () => Date.now() + 10 * 60_000 });
    await sockets.closeEnded(Date.now() + 6 * 60_000);
    assert.equal(sockets.count, 0);
    assert.deepEqual(closed.at(-1), ['opened later', 1013]);
  });

  for (const dead of ['the page', 'Qlik'] as const) {
    it(
      `end on both sides when ${dead} does not answer a ping until the next`,
      { timeout: 20_000 },
      async (t) => {
        const server = new WebSocketServer({ port: 0, host: 'localhost' });
        t.after(() => server.close());
        await once(server, 'listening');
        const { port } = server.address() as AddressInfo;
        const pair = async (autoPong: boolean): Promise<[WebSocket, WebSocket]> => {
          const far = new WebSocket(`ws://localhost:${port}`, { autoPong });
          const [[near]] = (await Promise.all([once(server, 'connection'), once(far, 'open')])) as [
            [WebSocket],
            unknown,
          ];
          return [near, far];
        };
        const [client, page] = await pair(dead !== 'the page');
        const [upstream, qlik] = await pair(dead !== 'Qlik');
        joinSockets({
          ...{ client, upstream, sockets, filter: undefined, onRefused: () => undefined },
          ...{ hostSessionId: 's1', user: 'ada', connection: 'key', epoch: '0' },
        });
        const ends = Promise.all([once(page, 'close'), once(qlik, 'close')]);
        sockets.ping();
        await delay(200);
        assert.equal(sockets.count, 1);
        sockets.ping();
        await ends;
        assert.equal(sockets.count, 0);
      },
    );
  }

  it('end when Qlik broke off before the page was connected', { timeout: 20_000 }, async (t) => {
    const server = new WebSocketServer({ port: 0, host: 'localhost' });
    t.after(() => server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const page = new WebSocket(`ws://localhost:${port}`);
    const [client] = (await once(server, 'connection')) as [WebSocket];
    const upstream = new WebSocket(`ws://localhost:${port}`);
    await once(upstream, 'open');
    upstream.terminate();
    await once(upstream, 'close');
    const ended = once(page, 'close');
    joinSockets({
      ...{ client, upstream, sockets, filter: undefined, onRefused: () => undefined },
      ...{ hostSessionId: 's1', user: 'ada', connection: 'key', epoch: '0' },
    });
    t.after(() => page.terminate());
    await Promise.race([
      ended,
      delay(15_000, undefined, { ref: false }).then(() => Promise.reject(new Error('open'))),
    ]);
    assert.equal(sockets.count, 0);
  });

  it('of a user above the limit are refused with 429, and one more is let in for one that ends', async (t) => {
    const tenant = await startFakeTenant();
    t.after(() => tenant.close());
    const backend = await startTestBackend({
      settings: { socketsPerUser: 2 },
      connections: {
        key: { type: 'apikey', host: tenant.origin, apiKey: SECRETS.apiKey, audience: 'everyone-signed-in' },
      },
    });
    t.after(() => backend.close());
    const ada = await new TestBrowser(backend.origin).signIn('ada');
    const elsewhere = await new TestBrowser(backend.origin).signIn('ada');
    const first = ada.openSocket('/qlik/key/app/a');
    assert.equal(await openingOf(first), 'open');
    assert.equal(await openingOf(elsewhere.openSocket('/qlik/key/app/b')), 'open');
    assert.equal(await openingOf(ada.openSocket('/qlik/key/app/c')), 429);
    const grace = await new TestBrowser(backend.origin).signIn('grace');
    assert.equal(await openingOf(grace.openSocket('/qlik/key/app/a')), 'open');
    first.close();
    await once(first, 'close');
    assert.equal(await openingOf(ada.openSocket('/qlik/key/app/c')), 'open');
  });

  it('do not open when their sign-in ends during the handshake', { timeout: 20_000 }, async (t) => {
    const qlik = createServer();
    const handshakes = new WebSocketServer({ noServer: true });
    await once(qlik.listen(0, 'localhost'), 'listening');
    t.after(() => qlik.close());
    const { port } = qlik.address() as AddressInfo;
    const backend = await startTestBackend({
      connections: {
        key: {
          ...{ type: 'apikey', host: `http://localhost:${port}`, apiKey: SECRETS.apiKey },
          audience: 'everyone-signed-in',
        },
      },
    });
    t.after(() => backend.close());
    for (const path of ['/app/sign-out', '/api/qlik/key/sign-out']) {
      const ada = await new TestBrowser(backend.origin).signIn('ada');
      const asked = once(qlik, 'upgrade') as Promise<[IncomingMessage, Duplex, Buffer]>;
      const opening = openingOf(ada.openSocket('/qlik/key/app/a'));
      const [request, socket, head] = await asked;
      assert.equal((await ada.post(path)).status, 204);
      if (!socket.destroyed) handshakes.handleUpgrade(request, socket, head, () => undefined);
      assert.equal(await opening, 401, path);
    }
  });
});
