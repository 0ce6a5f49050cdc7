import type { FastifyBaseLogger } from 'fastify';
import type { StateSessionStore } from '../accounts/session-store.ts';

const CHECK_MS = 10_000;

/** A WebSocket that is being relayed. */
export interface OpenSocket {
  readonly session: string;
  readonly connection: string;
  /** Tells the browser why, and closes both sides. */
  readonly close: (code: number, reason: string) => void;
}

/** Close codes of RFC 6455, section 7.4.1. */
export const GOING_AWAY = 1001;
export const NOT_ALLOWED = 1008;

/** The WebSockets of this copy of the backend: they end with the session that opened them, wherever that was ended. */
export class OpenSockets {
  readonly #sockets = new Set<OpenSocket>();
  readonly #sessions: StateSessionStore;
  readonly #log: FastifyBaseLogger;
  readonly #checker: NodeJS.Timeout;

  constructor(sessions: StateSessionStore, log: FastifyBaseLogger) {
    this.#sessions = sessions;
    this.#log = log;
    this.#checker = setInterval(() => void this.closeEnded(), CHECK_MS);
    this.#checker.unref();
  }

  get count(): number {
    return this.#sockets.size;
  }

  add(socket: OpenSocket): void {
    this.#sockets.add(socket);
  }

  delete(socket: OpenSocket): void {
    this.#sockets.delete(socket);
  }

  /** Closes the sockets of a session, of one connection or of all. */
  closeOf(session: string, connection?: string): void {
    for (const socket of this.#sockets) {
      const isMeant = connection === undefined || socket.connection === connection;
      if (socket.session === session && isMeant) socket.close(NOT_ALLOWED, 'signed out');
    }
  }

  /** Closes the sockets of sessions that ended elsewhere or by themselves. */
  async closeEnded(): Promise<void> {
    try {
      for (const session of new Set([...this.#sockets].map((socket) => socket.session))) {
        if (!(await this.#sessions.isAlive(session))) this.closeOf(session);
      }
    } catch (error) {
      // Without an answer nobody is thrown out; it is asked again.
      this.#log.warn({ err: error }, 'sessions could not be checked');
    }
  }

  stop(): void {
    clearInterval(this.#checker);
    for (const socket of this.#sockets) socket.close(GOING_AWAY, 'the backend is stopping');
  }
}
