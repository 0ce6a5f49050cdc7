import type { FastifyBaseLogger } from 'fastify';
import type { SignInEpochs } from '../accounts/sign-in-epochs.ts';
import type { StateSessionStore } from '../accounts/session-store.ts';
import { Problem } from '../errors/problem.ts';
import { stopping } from '../sockets/shutdown.ts';

const CHECK_MS = 10_000;
const PING_MS = 30_000;
/** The longest time between two checks of a socket's session. */
const UNCHECKED_LIMIT_MS = 5 * 60_000;

/** The session, user and connection of a WebSocket. */
export interface SocketOwner {
  readonly hostSessionId: string;
  /** Id of the host's user. */
  readonly user: string;
  readonly connection: string;
}

/** The limits of WebSockets per user and of their idle time. */
interface SocketLimits {
  readonly perUser: number;
  readonly idleMs: number;
}

/** A WebSocket that is being relayed, from its handshake on. */
export interface OpenSocket extends SocketOwner {
  /** The sign-in that it belongs to; see {@link SignInEpochs}. */
  readonly epoch: string;
  /** Closes both sides with a code and reason; ends a handshake that is under way. */
  readonly close: (code: number, reason: string) => void;
  /** Pings both sides, and closes the connection when one did not answer the last ping. */
  readonly ping: () => void;
  /** Milliseconds since 1970. */
  readonly lastMessageAt: () => number;
}

/** Close codes of RFC 6455, section 7.4.1, and the engine's own for a session in which nothing happens. */
const GOING_AWAY = 1001;
export const NOT_ALLOWED = 1008;
export const IDLE = 4001;
/** IANA's WebSocket close code registry. */
const TRY_AGAIN_LATER = 1013;

interface OpenSocketsOptions {
  readonly sessions: StateSessionStore;
  readonly epochs: SignInEpochs;
  readonly limits: SocketLimits;
  readonly log: FastifyBaseLogger;
}

/** The WebSockets of this instance of the backend: they end with the session that opened them, also when another instance ends it. */
export class OpenSockets {
  readonly #sockets = new Set<OpenSocket>();
  readonly #with: OpenSocketsOptions;
  readonly #timers: readonly NodeJS.Timeout[];
  /** Milliseconds since 1970 of the last successful check of all sessions. */
  #checkedAt = Date.now();
  #isStopped = false;

  constructor(options: OpenSocketsOptions) {
    this.#with = options;
    this.#timers = [
      setInterval(() => void this.closeEnded(), CHECK_MS),
      setInterval(() => this.ping(), PING_MS),
    ];
    for (const timer of this.#timers) timer.unref();
  }

  get count(): number {
    return this.#sockets.size;
  }

  /** The number of sockets of each connection, by its id. */
  countByConnection(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { connection } of this.#sockets) counts.set(connection, (counts.get(connection) ?? 0) + 1);
    return counts;
  }

  /** @throws {Problem} 429 when the user has reached the limit, 503 after the stop: the socket would be closed by nothing */
  requireBelowLimit({ user, connection }: SocketOwner): void {
    if (this.#isStopped) throw stopping();
    const { perUser } = this.#with.limits;
    const own = [...this.#sockets].filter((socket) => socket.user === user).length;
    if (own < perUser) return;
    throw new Problem(429, 'too-many-sockets', `You have ${perUser} WebSockets open, which is the limit.`, {
      connection,
      remedy: 'Close other tabs of the application, and try again.',
      headers: { 'retry-after': '30' },
    });
  }

  /** Begins to watch a socket. Its handshake may still be under way. */
  add(socket: OpenSocket): void {
    this.#sockets.add(socket);
  }

  delete(socket: OpenSocket): void {
    this.#sockets.delete(socket);
  }

  /** Closes the sockets of a session, of one connection or of all. */
  closeOf(hostSessionId: string, connection?: string): void {
    for (const socket of this.#sockets) {
      const isOfConnection = connection === undefined || socket.connection === connection;
      if (socket.hostSessionId === hostSessionId && isOfConnection) socket.close(NOT_ALLOWED, 'signed out');
    }
  }

  /** Returns whether the sign-in of a socket has ended, here or in another instance. */
  async isEnded({
    hostSessionId,
    connection,
    epoch,
  }: Pick<OpenSocket, 'hostSessionId' | 'connection' | 'epoch'>): Promise<boolean> {
    const { sessions, epochs } = this.#with;
    return (
      !(await sessions.isAlive(hostSessionId)) || (await epochs.read(hostSessionId, connection)) !== epoch
    );
  }

  /**
   * Closes the sockets of sign-ins that ended in another instance or expired, and idle ones. While sessions cannot be
   * checked, sockets stay for some minutes: a restart of the state store signs no one out.
   */
  async closeEnded(now = Date.now()): Promise<void> {
    const { limits, log } = this.#with;
    for (const socket of [...this.#sockets]) {
      if (now - socket.lastMessageAt() > limits.idleMs) socket.close(IDLE, 'nothing happened for too long');
    }
    /** Sockets of one sign-in share the response. */
    const ended = new Map<string, boolean>();
    try {
      for (const socket of [...this.#sockets]) {
        const signIn = JSON.stringify([socket.hostSessionId, socket.connection, socket.epoch]);
        const isOver = ended.get(signIn) ?? (await this.isEnded(socket));
        ended.set(signIn, isOver);
        if (isOver) socket.close(NOT_ALLOWED, 'signed out');
      }
      this.#checkedAt = now;
    } catch (error) {
      log.warn({ err: error }, 'sessions could not be checked');
      if (now - this.#checkedAt < UNCHECKED_LIMIT_MS) return;
      for (const socket of [...this.#sockets]) socket.close(TRY_AGAIN_LATER, 'the session cannot be checked');
    }
  }

  ping(): void {
    for (const socket of this.#sockets) socket.ping();
  }

  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    for (const socket of this.#sockets) socket.close(GOING_AWAY, 'the backend is stopping');
  }
}
