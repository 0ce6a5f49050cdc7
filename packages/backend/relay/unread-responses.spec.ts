import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { TestBrowser } from '../testing/test-browser.ts';

const SIZES = [1_000, 65_535, 65_536, 65_537, 100_000, 131_071, 131_072, 300_000, 1_000_000, 12_000_000];

/** A response that ends with its connection and is not read at once: the end comes before the bytes are read. */
describe('a response that ends before it is read', () => {
  let qlik: Server;
  let backend: TestBackend;
  let ada: TestBrowser;
  const lines = new Set<Socket>();
  before(async () => {
    qlik = createServer((socket) => {
      lines.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => lines.delete(socket));
      socket.once('data', (chunk: Buffer) => {
        const [, size = '2'] = /\/n(\d+)/.exec(chunk.toString()) ?? [];
        const type = chunk.includes('json') ? 'application/json' : 'text/plain';
        const head = `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\nset-cookie: a=${size}\r\nconnection: close\r\n\r\n`;
        socket.end(head + 'x'.repeat(Number(size)));
      });
    });
    qlik.listen(0, 'localhost');
    await once(qlik, 'listening');
    const address = qlik.address();
    const host = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`;
    const all = { allow: 'all', audience: 'everyone-signed-in' };
    backend = await startTestBackend({
      connections: {
        key: { type: 'apikey', host, apiKey: 'very-secret-key', ...all },
        short: { type: 'apikey', host, apiKey: 'very-secret-key', ...all, timeoutSeconds: 1 },
        // Keeps cookies before it reads on.
        header: { type: 'header', host, headerName: 'X-User', userDirectory: 'TEST', ...all },
      },
    });
    ada = await new TestBrowser(backend.origin).signIn('ada');
  });
  after(async () => {
    await backend.close();
    for (const line of lines) line.destroy();
    qlik.close();
  });

  for (const connection of ['key', 'header']) {
    for (const kind of ['json', 'text']) {
      it(`comes whole, and the process goes on: ${connection}, ${kind}`, async () => {
        for (const size of SIZES) {
          await Promise.all(
            Array.from({ length: 8 }, async () => {
              const response = await ada.get(`/qlik/${connection}/${kind}/n${size}`);
              assert.equal((await response.text()).length, size);
            }),
          );
        }
      });
    }
  }

  it(
    'comes whole to a page that reads slowly, for longer than Qlik may be silent',
    { timeout: 30_000 },
    async () => {
      const { port } = new URL(backend.origin);
      const asked = httpRequest({
        host: 'localhost',
        port,
        path: '/qlik/short/text/n12000000',
        headers: { cookie: ada.cookie },
      });
      asked.end();
      const [response] = (await once(asked, 'response')) as [IncomingMessage];
      let size = 0;
      response.on('data', (chunk: Buffer) => (size += chunk.length));
      response.pause();
      await delay(2_500);
      response.resume();
      await once(response, 'end');
      assert.equal(size, 12_000_000);
    },
  );
});
