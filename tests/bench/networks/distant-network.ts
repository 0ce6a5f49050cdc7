import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';
import type { NetworkConditions } from './network.ts';

/** How much a connection sends before others have their turn. */
const PIECE_BYTES = 8 * 1024;
/** A connection's next piece is ready so long before the line is free, so that no timer leaves the line idle. */
const AHEAD_MS = 8;

/**
 * Servers of this machine as if they were far away: a proxy before each, through which a browser that is started with
 * {@link DistantNetwork.chromiumArgs} reaches it under its own address. Connecting takes a round trip, every byte half of one, and all
 * connections share one rate in each direction; this holds for WebSockets too, which the browser's own emulation leaves out.
 * There is no TLS, no loss of packets and no slow start of TCP.
 */
export class DistantNetwork {
  readonly #proxies: ReadonlyMap<string, Server>;
  readonly #sockets: ReadonlySet<Socket>;

  private constructor(proxies: ReadonlyMap<string, Server>, sockets: ReadonlySet<Socket>) {
    this.#proxies = proxies;
    this.#sockets = sockets;
  }

  /** @param origins of servers on this machine */
  static async start(origins: readonly string[], conditions: NetworkConditions): Promise<DistantNetwork> {
    const sockets = new Set<Socket>();
    const way: Way = {
      roundTripMs: conditions.roundTripMs,
      up: new Line(conditions.megabitsPerSecond),
      down: new Line(conditions.megabitsPerSecond),
    };
    const proxies = new Map<string, Server>();
    for (const origin of new Set(origins)) {
      const { hostname, port } = new URL(origin);
      const proxy = createServer({ allowHalfOpen: true, noDelay: true }, (browser) => {
        const server = createConnection({
          host: hostname,
          port: Number(port),
          allowHalfOpen: true,
          noDelay: true,
        });
        for (const socket of [browser, server]) {
          sockets.add(socket);
          socket.once('close', () => sockets.delete(socket));
        }
        carry(browser, server, way);
      });
      proxy.listen(0, '127.0.0.1');
      await once(proxy, 'listening');
      proxies.set(origin, proxy);
    }
    return new DistantNetwork(proxies, sockets);
  }

  /** By these Chromium reaches the servers through their proxies, and keeps their addresses. */
  get chromiumArgs(): readonly string[] {
    const rules = [...this.#proxies.keys()].map(
      (origin) => `MAP ${new URL(origin).host} 127.0.0.1:${this.portOf(origin)}`,
    );
    return [`--host-resolver-rules=${rules.join(', ')}`];
  }

  /** The port of the proxy before a server. @throws {Error} when there is none */
  portOf(origin: string): number {
    const proxy = this.#proxies.get(origin);
    if (!proxy) throw new Error(`There is no way to ${origin}.`);
    return (proxy.address() as AddressInfo).port;
  }

  /** Closes the proxies and what goes through them. */
  async stop(): Promise<void> {
    const closed = [...this.#proxies.values()].map((proxy) => once(proxy, 'close'));
    for (const proxy of this.#proxies.values()) proxy.close();
    const ends = [...this.#sockets].map((socket) => once(socket, 'close'));
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all([...closed, ...ends]);
  }
}

interface Way {
  readonly roundTripMs: number;
  readonly up: Line;
  readonly down: Line;
}

/** One direction, shared by all connections. */
class Line {
  readonly #bytesPerMs: number;
  #freeAt = 0;

  constructor(megabitsPerSecond: number) {
    this.#bytesPerMs = (megabitsPerSecond * 1e6) / 8 / 1000;
  }

  /** Takes the line for so many bytes. @returns when the last of them has left */
  take(bytes: number, from: number): number {
    this.#freeAt = Math.max(this.#freeAt, from) + bytes / this.#bytesPerMs;
    return this.#freeAt;
  }
}

function carry(browser: Socket, server: Socket, { roundTripMs, up, down }: Way): void {
  const connectedAt = performance.now() + roundTripMs;
  const halfWayMs = roundTripMs / 2;
  forward(browser, server, { line: up, halfWayMs, from: connectedAt });
  forward(server, browser, { line: down, halfWayMs, from: connectedAt });
}

interface Direction {
  readonly line: Line;
  readonly halfWayMs: number;
  /** Nothing is sent before. */
  readonly from: number;
}

/** Sends what comes from one socket to the other, piece by piece, each when its time has come. */
function forward(source: Socket, target: Socket, { line, halfWayMs, from }: Direction): void {
  const onTheWay = new Deliveries(target);
  let isSending = Promise.resolve();
  source.on('data', (chunk: Buffer) => {
    source.pause();
    isSending = (async () => {
      for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
        const piece = chunk.subarray(at, at + PIECE_BYTES);
        const sentAt = line.take(piece.length, Math.max(performance.now(), from));
        onTheWay.add(piece, sentAt + halfWayMs);
        await until(sentAt - AHEAD_MS);
      }
      source.resume();
    })();
  });
  source.once('end', () => void isSending.then(() => onTheWay.end(performance.now() + halfWayMs)));
  // Each side sees the other's failure as a closed connection.
  source.once('error', () => target.destroy());
  source.once('close', () => {
    if (!source.readableEnded) target.destroy();
  });
}

/** Pieces that arrive in the order in which they were sent. */
class Deliveries {
  readonly #waiting: { readonly piece: Buffer | 'end'; readonly at: number }[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly target: Socket) {
    target.once('close', () => clearTimeout(this.#timer));
  }

  add(piece: Buffer, at: number): void {
    this.#waiting.push({ piece, at });
    this.#timer ??= this.#wakeAt(at);
  }

  end(at: number): void {
    this.#waiting.push({ piece: 'end', at: Math.max(at, this.#waiting.at(-1)?.at ?? at) });
    this.#timer ??= this.#wakeAt(at);
  }

  #wakeAt(at: number): NodeJS.Timeout {
    return setTimeout(() => this.#deliver(), Math.max(0, Math.ceil(at - performance.now())));
  }

  #deliver(): void {
    this.#timer = undefined;
    const now = performance.now();
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (next.at > now) {
        this.#timer = this.#wakeAt(next.at);
        return;
      }
      this.#waiting.shift();
      if (this.target.destroyed) continue;
      if (next.piece === 'end') this.target.end();
      else this.target.write(next.piece);
    }
  }
}

function until(moment: number): Promise<void> {
  const wait = moment - performance.now();
  return wait <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, wait));
}
