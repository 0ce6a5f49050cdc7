import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { WebSocket } from 'ws';
import { anyHostileHandshake } from '../../testing/hostile-responses.ts';
import { anySession, defineAttack, sessionOf } from '../attack.ts';
import type { BackendClient } from '../backend-client.ts';
import { BENIGN, HOSTILE, SHARED } from '../connections.ts';
import type { FuzzSession } from '../fuzz-session.ts';
import { MACHINE } from '../identities.ts';
import type { FuzzTarget } from '../target.ts';

const OPEN_LIMIT_MS = 15_000;
const ANSWER_LIMIT_MS = 15_000;

/** Opens a WebSocket through the relay; paused, so that no message is missed. Resolves with the status of a refusal, 0 for a failed connection. */
export function openRelayed(
  client: BackendClient,
  { cookie }: FuzzSession,
  path: string,
): Promise<WebSocket | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${client.port}${path}`, {
      headers: { cookie, origin: client.origin },
    });
    const limit = setTimeout(() => {
      reject(new Error('a WebSocket neither opened nor was refused in time'));
      socket.terminate();
    }, OPEN_LIMIT_MS);
    const settle = (what: WebSocket | number): void => {
      clearTimeout(limit);
      resolve(what);
    };
    socket.once('upgrade', (response) => client.keep(response.socket));
    socket.once('open', () => {
      socket.pause();
      settle(socket);
    });
    socket.once('unexpected-response', (_request, response) => {
      response.resume();
      settle(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.on('error', () => settle(0));
  });
}

/** Opens a WebSocket to the engine of a benign connection. @throws {Error} when it is refused */
async function openBenign(
  target: FuzzTarget,
  fuzzSession: FuzzSession,
  connection: string,
): Promise<{ socket: WebSocket; nonce: string }> {
  const nonce = target.nonces.create({ user: fuzzSession.user, connection, mayArrive: true });
  const socket = await openRelayed(target.client, fuzzSession, `/qlik/${connection}/app/n${nonce}`);
  if (typeof socket === 'number') throw new Error(`A WebSocket was refused with ${socket}.`);
  return { socket, nonce };
}

/** Many messages at once; each response has the user and the number of this socket. */
export const socketFloods = defineAttack({
  name: 'WebSocket floods',
  weight: 3,
  inputs: fc.record({
    who: anySession,
    connection: fc.constantFrom(...BENIGN),
    count: fc.integer({ min: 1, max: 150 }),
    length: fc.constantFrom(0, 10, 1_000, 30_000),
    leaves: fc.boolean(),
  }),
  run: async (target, { who, connection, count, length, leaves }) => {
    const fuzzSession = sessionOf(target, who);
    const { socket, nonce } = await openBenign(target, fuzzSession, connection);
    const identity = SHARED.has(connection) ? MACHINE : fuzzSession.user;
    const wrong: string[] = [];
    let answered = 0;
    const all = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        const { params, result, id } = JSON.parse(data.toString()) as Record<
          string,
          { identity?: string; nonce?: string } | undefined
        >;
        const echoed = params ?? result;
        if (echoed?.nonce !== nonce || echoed.identity !== identity)
          wrong.push(data.toString().slice(0, 200));
        if (id !== undefined) answered += 1;
        if (answered === count) resolve();
      });
      socket.once('close', resolve);
    });
    socket.resume();
    for (let id = 0; id < count; id += 1) {
      socket.send(
        JSON.stringify({
          jsonrpc: '2.0',
          id,
          handle: -1,
          method: 'EngineVersion',
          params: ['x'.repeat(length)],
        }),
      );
    }
    const isLeft = leaves && count > 100;
    if (!isLeft) await Promise.race([all, delay(ANSWER_LIMIT_MS)]);
    if (leaves) socket.terminate();
    else socket.close();
    assert.deepEqual(wrong, []);
    if (!isLeft) assert.equal(answered, count, 'messages without a response');
  },
});

const frames = fc.oneof(
  fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  fc.constantFrom(
    '\x81\x05hello',
    '\x81\x85\x00\x00\x00\x00hello',
    '\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00',
    '\x81\xff\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00',
    '\x89\xfe\x01\x00\x00\x00\x00\x00',
    '\x88\x82\x00\x00\x00\x00\x03\xed',
    '\x88\x81\x00\x00\x00\x00\x00',
    '\x81\x82\x00\x00\x00\x00\xc3\x28',
    '\xc1\x85\x00\x00\x00\x00hello',
    '\x85\x80\x00\x00\x00\x00',
    '\x01\x81\x00\x00\x00\x00a\x01\x81\x00\x00\x00\x00b',
    '\x80\x80\x00\x00\x00\x00',
    '\x82\x80\x00\x00\x00\x00',
    '\x89\x80\x00\x00\x00\x00'.repeat(300),
    '\x01\x80\x00\x00\x00\x00\x00\x80\x00\x00\x00\x00'.repeat(300),
  ),
);

/** Bytes after the handshake that no WebSocket client sends. */
export const hostileFrames = defineAttack({
  name: 'hostile frames of pages',
  weight: 4,
  inputs: fc.record({
    who: anySession,
    connection: fc.constantFrom(...BENIGN, 'reader', 'reader-machine', 'reader-certificate'),
    extensions: fc.constantFrom(
      '',
      'sec-websocket-extensions: permessage-deflate\r\n',
      'sec-websocket-extensions: permessage-deflate; client_max_window_bits=99\r\n',
    ),
    frames: fc.array(frames, { minLength: 1, maxLength: 6 }),
    isEarly: fc.boolean(),
  }),
  run: async (target, { who, connection, extensions, frames: sent, isEarly }) => {
    const { client, nonces } = target;
    const { user, cookie } = sessionOf(target, who);
    const isReadOnly = connection.startsWith('reader');
    const nonce = nonces.create({ user, connection, mayArrive: true, isReadOnly });
    const head = `GET /qlik/${connection}/app/n${nonce} HTTP/1.1\r\nhost: 127.0.0.1:${client.port}\r\norigin: ${client.origin}\r\ncookie: ${cookie}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString('base64')}\r\n${extensions}\r\n`;
    const body = sent.join('');
    if (isEarly) {
      await client.exchange(head + body, { quietMs: 300, limitMs: 6_000 });
      return;
    }
    const socket = client.connect();
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      if (text === '') socket.write(Buffer.from(body, 'latin1'));
      text += chunk.toString('latin1');
    });
    socket.write(head);
    for (let waited = 0; waited < 6_000 && !socket.destroyed && text === ''; waited += 20) await delay(20);
    await delay(150);
    socket.destroy();
    assert.match(text, /^HTTP\/1\.1 (?:101|400) /, text.slice(0, 200));
  },
});

/** Handshakes and frames of the upstream server that no WebSocket server sends. */
export const hostileHandshakes = defineAttack({
  name: 'hostile frames of servers',
  weight: 5,
  inputs: fc.record({
    who: anySession,
    connection: fc.constantFrom(...HOSTILE),
    hostileHandshake: anyHostileHandshake,
  }),
  run: async (target, { who, connection, hostileHandshake }) => {
    const fuzzSession = sessionOf(target, who);
    const nonce = target.nonces.create({ user: fuzzSession.user, connection, mayArrive: true });
    for (const server of target.hostile) server.hostile.set(nonce, hostileHandshake);
    const socket = await openRelayed(target.client, fuzzSession, `/qlik/${connection}/app/n${nonce}`);
    for (const server of target.hostile) server.hostile.delete(nonce);
    if (typeof socket === 'number') {
      // 0: accepted, and broken before the client saw it.
      assert.ok(
        socket === 0 || [400, 401, 502, 503, 504].includes(socket) || (socket >= 400 && socket < 500),
        String(socket),
      );
      return;
    }
    socket.on('message', () => socket.send('x'.repeat(100)));
    socket.resume();
    await Promise.race([new Promise((resolve) => socket.once('close', resolve)), delay(5_000)]);
    const isClosed = socket.readyState === WebSocket.CLOSED;
    socket.terminate();
    assert.ok(isClosed, 'a WebSocket stays open after its other side has ended');
  },
});
