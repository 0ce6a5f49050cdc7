import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ConnectionLimits } from './connection-limits.ts';

interface Entry {
  /** When the last response ended; before the first one, when the connection was made. */
  idleSince: number;
  /** Responses that have not ended. */
  readonly responses: Set<ServerResponse>;
  /** Closes when its responses have ended. */
  isLast: boolean;
  /** Was ended on this side; what still arrives is discarded. */
  isEnding: boolean;
  /** Belongs to the WebSocket relay, which has separate limits. */
  isUpgraded: boolean;
}

/** The state of a socket, for the response to a malformed request. */
export type SocketState = 'free' | 'answering' | 'answer-begun' | 'ending';

const SWEEP_MS = 250;
/** From this share on, idle connections are closed. */
const FULL_SHARE = 0.9;
/** A client needs this long to send a request on a new connection. */
const SETTLE_MS = 100;

/** Tracks each TCP connection of the server, upgraded ones too, and destroys those that only occupy a descriptor. */
export class SocketRegistry {
  readonly #entries = new Map<Duplex, Entry>();
  readonly #limits: ConnectionLimits;
  readonly #sweeper: NodeJS.Timeout;
  #isClosing = false;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_MS);
    this.#sweeper.unref();
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Tracks the connections, requests and time-outs of a server. Upgrades are added by {@link addUpgrade}. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => this.#add(socket));
    server.prependListener('request', (_request, response) => this.#begin(response.req.socket, response));
    server.setTimeout(this.#limits.stallMs, this.#stalled);
  }

  /** The refusal of a handshake is an ordinary response, but Node does not track the socket any more. */
  addUpgrade(socket: Duplex, response: ServerResponse): void {
    this.#begin(socket, response);
    if ('setTimeout' in socket)
      (socket as Socket).setTimeout(this.#limits.stallMs, () => this.#stalled(socket));
    response.once('finish', () => this.end(socket));
  }

  /** Passes a socket to the WebSocket relay; it is destroyed with the others at the end. */
  detachUpgrade(socket: Duplex): void {
    const entry = this.#entries.get(socket);
    if (entry === undefined) return;
    entry.isUpgraded = true;
    entry.responses.clear();
    if ('setTimeout' in socket) (socket as Socket).setTimeout(0);
  }

  stateOf(socket: Duplex): SocketState {
    const entry = this.#entries.get(socket);
    if (entry === undefined) return 'free';
    if (entry.isEnding || entry.isLast) return 'ending';
    const responses = [...entry.responses];
    if (responses.some(({ req }) => req.complete)) return 'answering';
    return responses.some(({ headersSent }) => headersSent) ? 'answer-begun' : 'free';
  }

  /** Stops reading and closes after the responses that are under way. */
  endAfterAnswers(socket: Duplex): void {
    const entry = this.#entries.get(socket);
    if (entry === undefined || entry.responses.size === 0) {
      this.end(socket);
      return;
    }
    entry.isLast = true;
    for (const response of entry.responses) response.shouldKeepAlive = false;
    socket.pause();
  }

  /**
   * Ends this side, and destroys the socket when the client has not ended its own in time. Until then what arrives is discarded: to
   * destroy the socket before would reset the connection, and the client could lose the response.
   * @see RFC 9112, section 9.6
   */
  end(socket: Duplex, data?: string): void {
    const entry = this.#entries.get(socket);
    if (entry !== undefined) entry.isEnding = true;
    if (data === undefined) socket.end();
    else socket.end(data);
    socket.resume();
    const timer = setTimeout(() => socket.destroy(), this.#limits.graceMs);
    timer.unref();
    socket.once('close', () => clearTimeout(timer));
  }

  /** From now on a connection lives no longer than its responses. */
  startClosing(): void {
    this.#isClosing = true;
    this.#sweep();
  }

  /** @returns their number */
  destroyAll(): number {
    const count = this.#entries.size;
    for (const socket of this.#entries.keys()) socket.destroy();
    return count;
  }

  stop(): void {
    clearInterval(this.#sweeper);
  }

  #add(socket: Socket): void {
    this.#entries.set(socket, {
      idleSince: Date.now(),
      responses: new Set(),
      isLast: false,
      isEnding: false,
      isUpgraded: false,
    });
    socket.once('close', () => this.#entries.delete(socket));
    this.#closeIdle();
  }

  #begin(socket: Duplex, response: ServerResponse): void {
    const entry = this.#entries.get(socket);
    if (entry === undefined) return;
    entry.responses.add(response);
    response.once('close', () => {
      entry.responses.delete(response);
      entry.idleSince = Date.now();
      if (entry.isLast && entry.responses.size === 0) this.end(socket);
    });
  }

  /** Near the maximum, closes the connections that are idle for longest: idle connections cannot keep out those with work. */
  #closeIdle(): void {
    const excess = this.#entries.size - Math.floor(this.#limits.maxConnections * FULL_SHARE);
    if (excess <= 0) return;
    const settled = Date.now() - SETTLE_MS;
    const waiting = [...this.#entries].filter(
      ([, { isUpgraded, responses, idleSince }]) =>
        !isUpgraded && responses.size === 0 && idleSince < settled,
    );
    waiting.sort(([, one], [, other]) => one.idleSince - other.idleSince);
    for (const [socket] of waiting.slice(0, excess)) {
      this.#entries.delete(socket);
      socket.destroy();
    }
  }

  /** Emitted only when no byte moved in either direction; a slow download does not stall. */
  readonly #stalled = (socket: Duplex): void => {
    const isWaitingForServer = (this.#entries.get(socket)?.responses.size ?? 0) > 0;
    if (isWaitingForServer && socket.writableLength === 0) return;
    socket.destroy();
  };

  /** Node's own limits begin with a byte that belongs to a request: empty lines between requests are none. */
  #sweep(): void {
    this.#closeIdle();
    const { headersMs, keepAliveMs } = this.#limits;
    const oldest = this.#isClosing ? Infinity : Date.now() - keepAliveMs - headersMs;
    for (const [socket, { isUpgraded, isEnding, responses, idleSince }] of this.#entries) {
      if (!isUpgraded && !isEnding && responses.size === 0 && idleSince < oldest) socket.destroy();
    }
  }
}
