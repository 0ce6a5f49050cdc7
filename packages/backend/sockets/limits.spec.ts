import assert from 'node:assert/strict';
import { lookup } from 'node:dns/promises';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { createServer } from '../server.ts';
import { HOSTILE_KINDS, openHostile } from '../testing/hostile-connections.ts';
import { affordableConnections, type ConnectionLimits } from './connection-limits.ts';
import { listenOn } from './http-listener.ts';

const BIG = Buffer.alloc(24 * 1024 * 1024, 7);
/** What the sweeps and a busy machine add to a limit; the shortest of the default limits is 15 s. */
const MARGIN_MS = 8_000;

describe('the limits of connections', () => {
  let root: string;
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'limits-'));
    writeFileSync(join(root, 'index.html'), '<!doctype html>');
    writeFileSync(join(root, 'connections.json'), '{"connections":[]}');
    writeFileSync(join(root, 'big.bin'), BIG);
  });
  after(() => rmSync(root, { recursive: true }));

  interface Started {
    readonly server: FastifyInstance;
    readonly port: number;
    readonly lines: string[];
    /** Emits `slow` when a request for `/slow` has arrived. */
    readonly arrivals: EventEmitter;
  }

  const start = async (limits: Partial<ConnectionLimits>, host = '127.0.0.1'): Promise<Started> => {
    const lines: string[] = [];
    const arrivals = new EventEmitter();
    const server = await createServer(
      {
        port: 0,
        host,
        staticRoot: root,
        connectionsFile: join(root, 'connections.json'),
        logLevel: 'info',
        limits: { stopLimitMs: 1_000, ...limits },
      },
      { write: (line) => void lines.push(line) },
    );
    server.get('/slow', async (_request, reply) => {
      arrivals.emit('slow');
      await delay(1_500);
      return reply.send('done');
    });
    server.get('/held', () => delay(60_000, 'never awaited', { ref: false }));
    server.post('/body', async ({ body }) => ({ body }));
    await listenOn(server, { host, port: 0 });
    const address = server.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return { server, port, lines, arrivals };
  };

  const small = { requestMs: 600, headersMs: 400, keepAliveMs: 500, stallMs: 700, graceMs: 200 };

  it('let no connection live that neither goes on nor closes', { timeout: 60_000 }, async () => {
    const { server, port } = await start(small);
    try {
      const target = { port, origin: `http://127.0.0.1:${port}`, cookie: '', socketPath: '/qlik/key/app/x' };
      const sockets = await Promise.all(
        HOSTILE_KINDS.map(async (kind) => [kind, await openHostile(kind, target)] as const),
      );
      assert.ok(server.socketRegistry.size > 0);
      const limit = Date.now() + small.requestMs + small.keepAliveMs + MARGIN_MS;
      while (server.socketRegistry.size > 0 && Date.now() < limit) await delay(50);
      for (const [, socket] of sockets) socket.resume();
      await delay(100);
      const left = sockets.filter(([, socket]) => !socket.destroyed && !socket.readableEnded);
      assert.deepEqual(
        left.map(([kind]) => kind),
        [],
      );
      assert.equal(server.socketRegistry.size, 0);
    } finally {
      await server.close();
    }
  });

  it('end a connection that sends a byte now and then, but no request', { timeout: 60_000 }, async () => {
    const { server, port } = await start(small);
    try {
      for (const [first, more] of [
        ['', '\r\n'],
        ['GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n', '\r\n'],
        ['GET /health/live HTTP/1.1\r\nhost: a\r\n', 'x-a: b\r\n'],
        [
          'POST /body HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n',
          '1',
        ],
      ] as const) {
        const socket = connect(port, '127.0.0.1');
        socket.on('error', () => undefined).resume();
        if (first !== '') socket.write(first);
        const dripping = setInterval(() => socket.write(more), 100);
        const began = Date.now();
        // Not by `once` of node:events, which rejects on an error: with bytes unread, the end of a connection is a reset.
        await new Promise((resolve) => socket.once('close', resolve));
        clearInterval(dripping);
        const took = Date.now() - began;
        assert.ok(took < small.requestMs + small.keepAliveMs + MARGIN_MS, `${JSON.stringify(more)}: ${took}`);
      }
    } finally {
      await server.close();
    }
  });

  it('let a slow answer and a slow download come to their end', { timeout: 30_000 }, async () => {
    const { server, port } = await start(small);
    try {
      const origin = `http://127.0.0.1:${port}`;
      assert.equal(await (await fetch(`${origin}/slow`)).text(), 'done');
      const socket = connect(port, '127.0.0.1');
      socket.write('GET /big.bin HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
      let received = 0;
      const began = Date.now();
      // Twenty-five pieces, each after a pause that is shorter than the limit.
      for await (const chunk of socket) {
        const before = received;
        received += (chunk as Buffer).length;
        if (Math.floor(before / 1e6) < Math.floor(received / 1e6)) await delay(100);
      }
      assert.ok(received > BIG.length, `${received} bytes`);
      assert.ok(Date.now() - began > 2 * small.stallMs);
    } finally {
      await server.close();
    }
  });

  it('refuse what is above the maximum at once, with one line in the log', { timeout: 20_000 }, async () => {
    const { server, port, lines } = await start({ maxConnections: 20 });
    const open: Socket[] = [];
    try {
      // Connections with a request under way are not closed for others.
      for (let index = 0; index < 20; index += 1) {
        open.push(connect(port, '127.0.0.1').on('error', () => undefined));
        open.at(-1)?.write('GET /held HTTP/1.1\r\nhost: a\r\n\r\n');
      }
      for (let tries = 0; server.socketRegistry.size < 20 && tries < 500; tries += 1) await delay(10);
      await delay(100);
      const began = Date.now();
      await Promise.all(
        Array.from({ length: 10 }, async () => {
          const more = connect(port, '127.0.0.1');
          more.on('error', () => undefined).resume();
          await once(more, 'close');
        }),
      );
      assert.ok(Date.now() - began < MARGIN_MS);
      assert.equal(lines.filter((line) => line.includes('above the limit')).length, 1);
    } finally {
      for (const socket of open) socket.destroy();
      await server.close();
    }
  });

  it('serve a request although idle connections are at the maximum', { timeout: 20_000 }, async () => {
    const { server, port } = await start({ maxConnections: 20 });
    const idle: Socket[] = [];
    try {
      for (let index = 0; index < 60; index += 1) {
        const socket = connect(port, '127.0.0.1').on('error', () => undefined);
        idle.push(socket);
        await once(socket, 'connect');
      }
      await delay(600);
      for (let index = 0; index < 5; index += 1) {
        const response = await fetch(`http://127.0.0.1:${port}/health/live`, {
          headers: { connection: 'close' },
        });
        assert.equal(response.status, 200);
      }
      assert.ok(server.socketRegistry.size <= 20);
    } finally {
      for (const socket of idle) socket.destroy();
      await server.close();
    }
  });

  it('apply on each address of localhost', { timeout: 20_000 }, async () => {
    const hosts = await lookup('localhost', { all: true });
    const { server, port } = await start(small, 'localhost');
    try {
      for (const { address: host } of hosts) {
        const socket = connect(port, host);
        socket.on('error', () => undefined);
        let received = '';
        socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
        socket.write('GET /hea');
        await once(socket, 'end');
        assert.match(received, /^HTTP\/1\.1 408 /, host);
        assert.match(received, /\r\nx-request-id: /, host);
      }
      for (let tries = 0; server.socketRegistry.size > 0 && tries < 250; tries += 1) await delay(20);
      assert.equal(server.socketRegistry.size, 0);
    } finally {
      await server.close();
    }
    for (const { address: host } of hosts) {
      const [error] = (await once(connect(port, host), 'error')) as [Error];
      assert.match(error.message, /ECONNREFUSED/);
    }
  });

  it('end at a stop what is under way, but not before its time', { timeout: 60_000 }, async () => {
    const { server, port, arrivals } = await start({ stopLimitMs: 30_000 });
    const arrived = once(arrivals, 'slow');
    const response = fetch(`http://127.0.0.1:${port}/slow`);
    await arrived;
    const began = Date.now();
    await server.close();
    assert.ok(Date.now() - began < 20_000, 'the limit is not waited for');
    assert.equal(await (await response).text(), 'done');

    const other = await start({ stopLimitMs: 300 });
    const otherArrived = once(other.arrivals, 'slow');
    const broken = assert.rejects(fetch(`http://127.0.0.1:${other.port}/slow`));
    await otherArrived;
    await other.server.close();
    await broken;
    assert.ok(other.lines.some((line) => line.includes('destroyed at the limit')));
  });

  it('keep within the descriptors of the process', () => {
    const file = join(root, 'limits');
    writeFileSync(
      file,
      'Limit     Soft Limit    Hard Limit   Units\nMax open files            1024     4096     files\n',
    );
    assert.equal(affordableConnections(file), 448);
    writeFileSync(file, 'Max open files            unlimited  unlimited     files\n');
    assert.equal(affordableConnections(file), undefined);
    assert.equal(affordableConnections(join(root, 'none')), undefined);
  });
});
