import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request as httpRequest, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { createCertificates } from '../testing/certificates.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { openingOf, TestBrowser } from '../testing/test-browser.ts';

/** A fake engine that can delay a handshake. */
interface FakeEngine {
  readonly host: string;
  readonly sockets: WebSocket[];
  readonly messages: string[];
  readonly urls: string[];
  gate: Promise<void> | undefined;
  close(): void;
}

async function startEngine(): Promise<FakeEngine> {
  const server: Server = createServer((request, response) => {
    // A virtual proxy's session, without a token for WebSockets.
    response
      .writeHead(request.url?.startsWith('/qps/csrftoken') === true ? 404 : 200, {
        'set-cookie': 'X-Qlik-Session=s; Path=/',
      })
      .end('{}');
  });
  const gateway = new WebSocketServer({ noServer: true });
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  const engine: FakeEngine = {
    host: '',
    sockets: [],
    messages: [],
    urls: [],
    gate: undefined,
    close: () => {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
  server.on('upgrade', (request, socket, head: Buffer) => {
    engine.urls.push(request.url ?? '');
    void (engine.gate ?? Promise.resolve()).then(() =>
      gateway.handleUpgrade(request, socket, head, (webSocket) => {
        engine.sockets.push(webSocket);
        webSocket.on('error', () => undefined);
        webSocket.on('message', (data: Buffer) => {
          engine.messages.push(data.toString());
          webSocket.send(`{"jsonrpc":"2.0","id":1,"result":${JSON.stringify(data.toString())}}`);
        });
      }),
    );
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  return Object.assign(engine, {
    host: `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`,
  });
}

const CONNECTIONS = ['key', 'header', 'certificate', 'reading'] as const;

describe('relayed WebSockets', () => {
  let engine: FakeEngine;
  let connections: Record<string, object>;
  let backend: TestBackend;
  before(async () => {
    engine = await startEngine();
    const { host } = engine;
    const { client } = await createCertificates();
    const shared = { access: 'full', audience: 'everyone-signed-in' };
    const apiKey = { type: 'apikey', host, apiKey: 'very-secret-key' };
    connections = {
      key: { ...apiKey, ...shared },
      reading: { ...apiKey, audience: 'everyone-signed-in' },
      header: { type: 'header', host, headerName: 'X-User', userDirectory: 'TEST' },
      certificate: {
        type: 'pfx',
        engine: host,
        repository: host,
        certificate: client.certificate,
        key: client.key,
        userDirectory: 'TEST',
        ...shared,
      },
    };
    backend = await startTestBackend({ connections, settings: { socketsPerUser: 3 } });
  });
  beforeEach(() => {
    engine.gate = undefined;
    for (const list of [engine.sockets, engine.messages, engine.urls]) list.length = 0;
  });
  after(async () => {
    await backend.close();
    engine.close();
  });

  for (const connection of CONNECTIONS) {
    for (const way of ['the application', 'the connection'] as const) {
      it(`end with a sign-out of ${way} that comes during the handshake: ${connection}`, async () => {
        const ada = await new TestBrowser(backend.origin).signIn('ada');
        let release = (): void => undefined;
        engine.gate = new Promise((resolve) => (release = resolve));
        const socket = ada.openSocket(`/qlik/${connection}/app/x`);
        const opening = openingOf(socket).catch(() => 0);
        while (engine.urls.length === 0) await delay(5);
        const path = way === 'the application' ? '/app/sign-out' : `/api/qlik/${connection}/sign-out`;
        assert.equal((await ada.post(path)).status, 204);
        release();
        assert.equal(await opening, 401);
        socket.terminate();
        for (let tries = 0; tries < 1_000 && engine.sockets.some(isOpen); tries += 1) await delay(10);
        assert.ok(!engine.sockets.some(isOpen), 'Qlik’s side is closed');
      });
    }
  }

  it('are at most so many for a user, and no other user’s', async () => {
    const ada = await new TestBrowser(backend.origin).signIn('ada');
    const elsewhere = await new TestBrowser(backend.origin).signIn('ada');
    const grace = await new TestBrowser(backend.origin).signIn('grace');
    const open = [ada, elsewhere, ada].map((user) => user.openSocket('/qlik/key/app/x'));
    assert.deepEqual(await Promise.all(open.map(openingOf)), ['open', 'open', 'open']);
    assert.equal(await openingOf(elsewhere.openSocket('/qlik/header/app/x')), 429);
    const graceSocket = grace.openSocket('/qlik/key/app/x');
    assert.equal(await openingOf(graceSocket), 'open');
    open[0]?.close();
    await once(open[0] as WebSocket, 'close');
    await delay(50);
    const again = ada.openSocket('/qlik/key/app/x');
    assert.equal(await openingOf(again), 'open');
    for (const socket of [...open, graceSocket, again]) socket.terminate();
    await delay(50);
  });

  it('to a connection that reads let no message through that changes something', async () => {
    const ada = await new TestBrowser(backend.origin).signIn('ada');
    const socket = ada.openSocket('/qlik/reading/app/x');
    assert.equal(await openingOf(socket), 'open');
    const ask = async (message: object): Promise<{ error?: { code: number } }> => {
      const answered = once(socket, 'message') as Promise<[Buffer]>;
      socket.send(JSON.stringify({ jsonrpc: '2.0', ...message }));
      return JSON.parse(String((await answered)[0])) as { error?: { code: number } };
    };
    assert.equal((await ask({ id: 1, handle: -1, method: 'OpenDoc', params: ['x'] })).error, undefined);
    for (const method of ['DoSave', 'SetScript', 'DoReload', 'CreateObject', 'DeleteApp', 'NoSuchMethod']) {
      assert.equal((await ask({ id: 2, handle: 1, method, params: [] })).error?.code, 5, method);
    }
    assert.equal(engine.messages.length, 1);
    assert.match(backend.log(), /"relay-refused".*"DoSave"/);
    const closed = once(socket, 'close') as Promise<[number]>;
    socket.send(Buffer.from([1, 2, 3]));
    assert.equal((await closed)[0], 1003);
    assert.equal(engine.messages.length, 1);
  });

  it('keep the engine sessions of two users apart where all act as one', async () => {
    const users = await Promise.all(
      ['ada', 'grace'].map((name) => new TestBrowser(backend.origin).signIn(name)),
    );
    for (const user of users) {
      for (const path of ['/app/x', '/app/x/identity/mine', '/app/x/identity/mine?reloadUri=y']) {
        const socket = user.openSocket(`/qlik/key${path}`);
        assert.equal(await openingOf(socket), 'open');
        socket.terminate();
        await once(socket, 'close');
      }
    }
    const identities = engine.urls.map((url) => /\/identity\/([\w-]{32})/.exec(url)?.[1]);
    assert.equal(new Set(identities).size, 4, 'one per user and identity of the page');
    assert.ok(!identities.includes(undefined));
    assert.match(engine.urls[2] ?? '', /\?reloadUri=y$/);
  });

  it('pass what comes in pieces and in great amounts, in order, and wait for a slow reader', async () => {
    const ada = await new TestBrowser(backend.origin).signIn('ada');
    const socket = ada.openSocket('/qlik/key/app/x');
    assert.equal(await openingOf(socket), 'open');
    const [upstream] = engine.sockets;
    assert.ok(upstream);
    socket.pause();
    // Hardly compressible.
    const block = randomBytes(768 * 1024).toString('base64');
    let sent = 0;
    for (let at = 0; at < 40; at += 1) upstream.send(`${at}:${block}`, () => (sent += 1));
    await delay(300);
    assert.ok(sent < 40, 'not all of it is taken while the page does not read');
    const got: string[] = [];
    socket.on('message', (data: Buffer) => got.push(data.toString().split(':')[0] ?? ''));
    socket.resume();
    for (let tries = 0; got.length < 40 && tries < 500; tries += 1) await delay(10);
    assert.deepEqual(
      got,
      Array.from({ length: 40 }, (_, at) => String(at)),
    );
    socket.terminate();
    await delay(50);
  });

  it('that are no handshake are refused before Qlik is asked', async () => {
    const ada = await new TestBrowser(backend.origin).signIn('ada');
    const { host, port } = new URL(backend.origin);
    const good = { 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' };
    for (const headers of [
      { 'sec-websocket-version': '8' },
      { 'sec-websocket-version': '' },
      { 'sec-websocket-protocol': 'a,a' },
      { 'sec-websocket-protocol': 'a,,b' },
      { 'sec-websocket-key': 'x' },
      { 'sec-websocket-key': '' },
      { upgrade: 'h2c' },
    ]) {
      const asked = httpRequest({
        ...{ host: 'localhost', port, path: '/qlik/key/app/x' },
        headers: {
          ...{
            host,
            origin: backend.origin,
            cookie: ada.cookie,
            connection: 'upgrade',
            upgrade: 'websocket',
          },
          ...good,
          ...headers,
        },
      });
      asked.end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      answer.resume();
      assert.equal(answer.statusCode, 400, JSON.stringify(headers));
    }
    assert.deepEqual(engine.urls, []);
  });
});

function isOpen(socket: WebSocket): boolean {
  return socket.readyState === socket.OPEN;
}
