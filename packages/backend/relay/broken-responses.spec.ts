import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { json, TestBrowser } from '../testing/test-browser.ts';

/** Headers of the failed response: they do not describe the problem document that replaces it. */
const HEADERS = [
  'content-encoding: gzip',
  'content-disposition: attachment; filename="a.csv"',
  'content-range: bytes 0-9/10',
  'content-language: de',
  'etag: "a"',
  'last-modified: Sat, 28 Nov 2026 18:00:00 GMT',
  'accept-ranges: bytes',
  'location: /api/v1/items/2',
  'retry-after: 3600',
];

/** Ways not to send the body that the headers announced. */
const BODIES: Readonly<Record<string, readonly [header: string, body: string]>> = {
  'a length, and no byte': ['content-length: 10', ''],
  'chunks that are none': ['transfer-encoding: chunked', 'zz\r\n'],
  'chunks, and none comes': ['transfer-encoding: chunked', ''],
};

describe('a response that breaks off before its first byte', () => {
  let server: Server;
  let backend: TestBackend;
  let ada: TestBrowser;
  const open = new Set<Socket>();
  let response = '';

  before(async () => {
    server = createServer((socket) => {
      open.add(socket);
      socket.on('error', () => undefined);
      // The headers have to be on their way when the connection ends.
      socket.on('data', () => socket.write(response, () => setTimeout(() => socket.destroy(), 40)));
    }).listen(0, 'localhost');
    await once(server, 'listening');
    const address = server.address();
    const host = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`;
    backend = await startTestBackend({
      connections: { key: { type: 'apikey', host, apiKey: 'k', audience: 'everyone-signed-in' } },
    });
    ada = await new TestBrowser(backend.origin).signIn('ada');
  });
  after(async () => {
    await backend.close();
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, 'close');
  });

  for (const type of ['application/json', 'text/csv']) {
    for (const [name, [framing, body]] of Object.entries(BODIES)) {
      for (const header of HEADERS) {
        it(`is reported as a problem without ${header}: ${type}, ${name}`, { timeout: 10_000 }, async () => {
          response = ['HTTP/1.1 200 OK', `content-type: ${type}`, framing, header, '', body].join('\r\n');
          const { status, headers, ...rest } = await receive('/qlik/key/api/v1/items');
          assert.equal(status, 502);
          assert.equal(rest.body['code'], 'qlik-unreachable');
          assert.equal(headers.get(header.split(':', 1)[0] ?? ''), null);
          assert.equal(headers.get('cache-control'), 'private, no-store');
          assert.equal(headers.get('x-content-type-options'), 'nosniff');
        });
      }
    }
  }

  async function receive(
    path: string,
  ): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
    const received = await ada.get(path);
    return { status: received.status, headers: received.headers, body: await json(received) };
  }
});
