import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { anySession, defineAttack, pageHeaders, sessionOf } from '../attack.ts';
import { BENIGN, relayPath } from '../connections.ts';

const RELAY_LIMIT = 16 * 1024 * 1024;
const PIECE = Buffer.alloc(1024 * 1024, 'a');

/** Bodies, headers and addresses that are too long, with and without a declared length. */
export const oversizeRequests = defineAttack({
  name: 'oversize requests',
  weight: 1,
  inputs: fc.record({
    who: anySession,
    connection: fc.constantFrom(...BENIGN),
    what: fc.constantFrom(
      'length',
      'length',
      'chunked',
      'own route',
      'own route, chunked',
      'address',
      'header',
      'cookie',
      'compressed',
    ),
  }),
  run: async (target, { who, connection, what }) => {
    const { client, nonces } = target;
    const fuzzSession = sessionOf(target, who);
    const nonce = nonces.create({ user: fuzzSession.user, connection });
    const isOwn = what.startsWith('own');
    const path = isOwn ? '/api/qlik/impersonated/access-token' : relayPath(connection, nonce);
    const address = what === 'address' ? `${path}?x=${'y'.repeat(40_000)}` : path;
    const isChunked = what.includes('chunked');
    const length = what === 'length' ? RELAY_LIMIT + 1 : 200_000;
    const head = [
      `POST ${address} HTTP/1.1`,
      `host: 127.0.0.1:${client.port}`,
      ...Object.entries(pageHeaders(target, fuzzSession)).map((pair) => pair.join(': ')),
      'content-type: application/json',
      isChunked ? 'transfer-encoding: chunked' : `content-length: ${what === 'compressed' ? 20 : length}`,
      ...(what === 'compressed' ? ['content-encoding: gzip', 'transfer-encoding: chunked'] : []),
      ...(what === 'header' ? [`x-long: ${'z'.repeat(80_000)}`] : []),
      ...(what === 'cookie' ? [`cookie: a=${'b'.repeat(80_000)}`] : []),
    ];
    const socket = client.connect();
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    // Beyond the limit, as long as the socket accepts bytes.
    const pieces = what === 'chunked' ? RELAY_LIMIT / PIECE.length + 2 : 1;
    for (let at = 0; at < pieces && !socket.destroyed && text === ''; at += 1) {
      if (isChunked) socket.write(`${PIECE.length.toString(16)}\r\n`);
      const canWriteMore = socket.write(PIECE);
      if (isChunked) socket.write('\r\n');
      if (!canWriteMore)
        await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), delay(3_000)]);
    }
    if (isChunked && !socket.destroyed) socket.write('0\r\n\r\n');
    for (let waited = 0; text === '' && !socket.destroyed && waited < 8_000; waited += 50) await delay(50);
    socket.destroy();
    // A client that goes on sending may be cut off before it reads the response.
    if (text !== '') assert.match(text, /^HTTP\/1\.1 (?:400|413|414|431) /, text.slice(0, 300));
    else assert.ok(socket.destroyed, 'neither a response nor an end');
  },
});
