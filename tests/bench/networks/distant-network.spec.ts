import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import { DistantNetwork } from './distant-network.ts';

const CONDITIONS = { roundTripMs: 60, megabitsPerSecond: 20 };
/** Timers of Node are a millisecond early at most. */
const EARLY_MS = 2;

describe('a distant network', () => {
  let echo: Server;
  let network: DistantNetwork;
  let port: number;
  const atServer = new Set<Socket>();
  const atClient = new Set<Socket>();

  before(async () => {
    echo = createServer({ allowHalfOpen: true }, (socket) => {
      atServer.add(socket);
      socket.once('close', () => atServer.delete(socket));
      socket.pipe(socket);
    });
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
    const origin = `http://localhost:${(echo.address() as AddressInfo).port}`;
    network = await DistantNetwork.start([origin], CONDITIONS);
    port = network.portOf(origin);
  });

  afterEach(() => {
    for (const socket of atClient) socket.destroy();
    atClient.clear();
  });

  after(async () => {
    await network.stop();
    // Ends when the last connection has: it is the network that closes them.
    await new Promise((resolve) => echo.close(resolve));
  });

  async function connect(): Promise<Socket> {
    const socket = createConnection({ port, host: '127.0.0.1', allowHalfOpen: true });
    atClient.add(socket);
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
    const began = performance.now();
    const socket = await connect();
    await timeOfEcho(socket, Buffer.from('first'));
    const first = performance.now() - began;
    assert.ok(first >= 2 * CONDITIONS.roundTripMs - EARLY_MS, `first answer after ${first} ms`);
    const times: number[] = [];
    for (let i = 0; i < 5; i++) times.push((await timeOfEcho(socket, Buffer.from('next'))).took);
    const fastest = Math.min(...times);
    assert.ok(fastest >= CONDITIONS.roundTripMs - EARLY_MS, `an answer after ${fastest} ms`);
    // A busy machine delays some of them, not all.
    assert.ok(fastest < 2 * CONDITIONS.roundTripMs, `no answer before ${fastest} ms`);
  });

  it('carries every byte in order, no faster than its rate', async () => {
    const sent = randomBytes(500_000);
    const socket = await connect();
    const { took, received } = await timeOfEcho(socket, sent);
    assert.ok(received.equals(sent));
    // 4 Mbit one way take 200 ms; the way back is done beside it.
    assert.ok(took >= 200 + CONDITIONS.roundTripMs, `500 kB after ${took} ms`);
  });

  it('shares its rate among connections', async () => {
    const sockets = await Promise.all([connect(), connect()]);
    const began = performance.now();
    await Promise.all(sockets.map((socket) => timeOfEcho(socket, randomBytes(250_000))));
    const took = performance.now() - began;
    assert.ok(took >= 200 + CONDITIONS.roundTripMs, `2 × 250 kB after ${took} ms`);
  });

  it('ends each direction when its sender ends it', async () => {
    const socket = await connect();
    socket.end('last');
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    assert.equal(chunk.toString(), 'last');
    await once(socket, 'end');
  });

  it('tells the browser to reach the origins through it', () => {
    const [argument = ''] = network.chromiumArgs;
    assert.match(argument, /^--host-resolver-rules=MAP localhost:\d+ 127\.0\.0\.1:\d+$/);
  });
});
