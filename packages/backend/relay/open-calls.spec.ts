import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { json, TestBrowser } from '../testing/test-browser.ts';

const BLOCK = Buffer.alloc(1024 * 1024, 'x');

/** A connection to Qlik that stays in use is not available to other calls. */
describe('calls that keep a connection to Qlik in use', () => {
  let qlik: Server;
  let backend: TestBackend;
  let ada: TestBrowser;
  let grace: TestBrowser;
  /** Requests that Qlik has not finished to answer. */
  let open = 0;
  const lines = new Set<Socket>();

  before(async () => {
    qlik = createServer((request, response) => {
      open += 1;
      response.once('close', () => (open -= 1));
      response.on('error', () => undefined);
      const { url = '' } = request;
      if (url.includes('quick')) response.end('{}');
      else if (url.includes('big')) for (let at = 0; at < 8; at += 1) response.write(BLOCK);
      else if (url.includes('hints')) {
        const more = setInterval(
          () => request.socket.write('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'),
          100,
        );
        response.once('close', () => clearInterval(more));
      } else if (url.includes('drip')) {
        response.writeHead(200, { 'content-type': 'application/json' });
        const more = setInterval(() => response.write(' '), 100);
        response.once('close', () => clearInterval(more));
      }
      // Everything else waits.
    });
    qlik.on('connection', (socket: Socket) => {
      lines.add(socket);
      socket.once('close', () => lines.delete(socket));
    });
    qlik.listen(0, 'localhost');
    await once(qlik, 'listening');
    const address = qlik.address();
    const host = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`;
    const shared = { type: 'apikey', host, apiKey: 'very-secret-key', audience: 'everyone-signed-in' };
    backend = await startTestBackend({
      connections: { key: { ...shared, timeoutSeconds: 60 }, brief: { ...shared, timeoutSeconds: 1 } },
    });
    ada = await new TestBrowser(backend.origin).signIn('ada');
    grace = await new TestBrowser(backend.origin).signIn('grace');
  });
  after(async () => {
    await backend.close();
    for (const line of lines) line.destroy();
    qlik.close();
  });

  const settle = async (wanted: number): Promise<number> => {
    for (let tries = 0; open !== wanted && tries < 1_000; tries += 1) await delay(10);
    return open;
  };

  it('end with the connection of their client, also pipelined ones', async () => {
    const socket = connect(Number(new URL(backend.origin).port), 'localhost');
    socket.on('error', () => undefined);
    const ask = (name: string): string =>
      `GET /qlik/key/api/v1/items/${name} HTTP/1.1\r\nhost: ${new URL(backend.origin).host}\r\ncookie: ${ada.cookie}\r\n\r\n`;
    socket.write(ask('slow') + Array.from({ length: 6 }, (_, at) => ask(`big-${at}`)).join(''));
    assert.equal(await settle(7), 7);
    socket.destroy();
    assert.equal(await settle(0), 0);
  });

  it('are so many for one user, and another is served meanwhile', async () => {
    const aborted = new AbortController();
    const asked = Array.from({ length: 100 }, (_, at) =>
      fetch(`${backend.origin}/qlik/key/api/v1/items/slow-${at}`, {
        headers: { cookie: ada.cookie },
        signal: aborted.signal,
      }).catch(() => undefined),
    );
    assert.equal(await settle(100), 100);
    const more = await ada.get('/qlik/key/api/v1/items/quick');
    assert.equal(more.status, 429);
    assert.equal((await json(more))['code'], 'too-many-calls');
    assert.equal((await grace.get('/qlik/key/api/v1/items/quick')).status, 200);
    aborted.abort();
    await Promise.all(asked);
    assert.equal(await settle(0), 0);
    assert.equal((await ada.get('/qlik/key/api/v1/items/quick')).status, 200);
  });

  for (const way of ['wait', 'hints', 'drip']) {
    it(`end in time when Qlik does not come to a response: ${way}`, { timeout: 20_000 }, async () => {
      const answer = await ada.get(`/qlik/brief/api/v1/items/${way}`);
      assert.equal(answer.status, 504);
      assert.equal((await json(answer))['code'], 'qlik-timeout');
      assert.equal(await settle(0), 0);
    });
  }
});
