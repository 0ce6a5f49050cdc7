import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { HttpClient, VERIFYING } from './http-client.ts';

describe('the client for Qlik', () => {
  let server: Server;
  let origin: URL;
  const lines = new Set<Socket>();
  let client: HttpClient;
  before(async () => {
    server = createServer((request, response) => {
      if (request.url === '/stalls') response.write('x'.repeat(300_000));
      else if (request.url !== '/silent') response.end('x');
    });
    // The client closes first.
    server.keepAliveTimeout = 60_000;
    server.on('connection', (socket: Socket) => {
      lines.add(socket);
      socket.once('close', () => lines.delete(socket));
    });
    server.listen(0, 'localhost');
    await once(server, 'listening');
    const address = server.address();
    origin = new URL(
      `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`,
    );
  });
  beforeEach(() => {
    client = new HttpClient({ tls: VERIFYING, silenceMs: 400 });
  });
  after(() => {
    client.close();
    server.closeAllConnections();
    server.close();
  });
  const ask = (path: string) =>
    client.request({ origin, path, method: 'GET', headers: {}, signal: AbortSignal.timeout(20_000) });
  const isSilence = (error: unknown): boolean =>
    error instanceof Error && 'code' in error && (error.code === 'ETIMEDOUT' || error.code === 'ECONNRESET');

  it('uses a connection again, and closes the idle ones', { timeout: 20_000 }, async () => {
    for (let times = 0; times < 3; times += 1) {
      const answer = await ask('/');
      answer.resume();
      await once(answer, 'end');
      await delay(5);
    }
    assert.equal(lines.size, 1);
    for (let tries = 0; lines.size > 0 && tries < 80; tries += 1) await delay(100);
    assert.equal(lines.size, 0);
  });

  it('waits for no response longer than the limit', async () => {
    await assert.rejects(ask('/silent'), isSilence);
  });

  it('waits for a reader, and not for a response that stops after it', { timeout: 10_000 }, async () => {
    const answer = await ask('/stalls');
    // Twice the limit in which bytes have come and are not taken.
    await delay(900);
    let size = 0;
    answer.on('data', (chunk: Buffer) => (size += chunk.length));
    const [error] = (await once(answer, 'error')) as [unknown];
    assert.equal(size, 300_000);
    assert.ok(isSilence(error));
  });
});
