import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { DistantNetwork } from './distant-network.ts';

const CONDITIONS = { roundTripMs: 60, megabitsPerSecond: 20 };
/** Timers of Node are a millisecond early at most. */
const EARLY_MS = 2;

describe('a distant network', () => {
  let echo: Server;
  let network: DistantNetwork;
  let port: number;
  const open = new Set<Socket>();

  before(async () => {
    echo = createServer({ allowHalfOpen: true }, (socket) => {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      socket.pipe(socket);
    });
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
    const origin = `http://localhost:${(echo.address() as AddressInfo).port}`;
    network = await DistantNetwork.start([origin], CONDITIONS);
    port = network.portOf(origin);
  });

  after(async () => {
    await network.stop();
    assert.equal(open.size, 0, 'Connections are left at the server.');
    await new Promise((resolve) => echo.close(resolve));
  });

  async function connect(): Promise<Socket> {
    const socket = createConnection({ port, host: '127.0.0.1', allowHalfOpen: true });
    await once(socket, 'connect');
    return socket;
  }

  async function timeOfEcho(socket: Socket, sent: Buffer): Promise<{ took: number; received: Buffer }> {
    const began = performance.now();
    const chunks: Buffer[] = [];
    let length = 0;
    socket.write(sent);
    while (length < sent.length) {
      const [chunk] = (await once(socket, 'data')) as [Buffer];
      chunks.push(chunk);
      length += chunk.length;
    }
    return { took: performance.now() - began, received: Buffer.concat(chunks) };
  }

  it('takes a round trip to connect and one for each answer', async () => {
    const socket = await connect();
    const first = await timeOfEcho(socket, Buffer.from('first'));
    assert.ok(first.took >= 2 * CONDITIONS.roundTripMs - EARLY_MS, `first answer after ${first.took} ms`);
    const second = await timeOfEcho(socket, Buffer.from('second'));
    assert.ok(second.took >= CONDITIONS.roundTripMs - EARLY_MS, `second answer after ${second.took} ms`);
    assert.ok(second.took < 2 * CONDITIONS.roundTripMs, `second answer after ${second.took} ms`);
    socket.destroy();
  });

  it('carries every byte in order, no faster than its rate', async () => {
    const sent = randomBytes(500_000);
    const socket = await connect();
    const { took, received } = await timeOfEcho(socket, sent);
    assert.ok(received.equals(sent));
    // 4 Mbit one way take 200 ms; the way back is done beside it.
    assert.ok(took >= 200 + CONDITIONS.roundTripMs, `500 kB after ${took} ms`);
    socket.destroy();
  });

  it('shares its rate among connections', async () => {
    const sockets = await Promise.all([connect(), connect()]);
    const began = performance.now();
    await Promise.all(sockets.map((socket) => timeOfEcho(socket, randomBytes(250_000))));
    const took = performance.now() - began;
    assert.ok(took >= 200 + CONDITIONS.roundTripMs, `2 × 250 kB after ${took} ms`);
    for (const socket of sockets) socket.destroy();
  });

  it('ends each direction when its sender ends it', async () => {
    const socket = await connect();
    socket.end('last');
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    assert.equal(chunk.toString(), 'last');
    await once(socket, 'end');
    socket.destroy();
  });

  it('tells the browser to reach the origins through it', () => {
    const [argument = ''] = network.chromiumArgs;
    assert.match(argument, /^--host-resolver-rules=MAP localhost:\d+ 127\.0\.0\.1:\d+$/);
  });
});
