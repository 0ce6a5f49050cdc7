import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { STOPPING } from '../errors/error-responses.ts';
import { Problem } from '../errors/problem.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import type { SocketRegistry } from './socket-registry.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Each TCP connection of this server. */
    socketRegistry: SocketRegistry;
    /** Stops this server in time. */
    shutdown: Shutdown;
  }
}

/** The close of a plugin may take this long after the last connection is gone. */
const PLUGINS_MS = 1_000;

/**
 * Stops the server: not ready at once, the port closed after a delay, and the connections that are left destroyed at a limit. Without the
 * delay `server.close()` does the same.
 */
export class Shutdown {
  readonly #server: FastifyInstance;
  readonly #registry: SocketRegistry;
  readonly #limits: ConnectionLimits;
  readonly #onPortClose = new Set<() => void>();
  #isStopping = false;
  #isPortClosed = false;

  constructor(server: FastifyInstance, registry: SocketRegistry, limits: ConnectionLimits) {
    this.#server = server;
    this.#registry = registry;
    this.#limits = limits;
  }

  /** Whether the server is not ready for new work. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  onPortClose(close: () => void): void {
    this.#onPortClose.add(close);
  }

  /** Resolves when the server has stopped, at the latest after delay, limit and a second. */
  async run(): Promise<void> {
    const { stopDelayMs, stopLimitMs } = this.#limits;
    this.#isStopping = true;
    if (stopDelayMs > 0) await delay(stopDelayMs);
    const limit = new AbortController();
    const late = delay(stopLimitMs + PLUGINS_MS, 'late', { signal: limit.signal });
    // Aborted when the close is earlier.
    late.catch(() => undefined);
    const outcome = await Promise.race([this.#server.close(), late]);
    limit.abort();
    if (outcome === 'late') this.#server.log.warn('plugins did not close in time');
  }

  /** Hooks of the server; registered before those of all plugins. */
  addHooks(): void {
    const server = this.#server;
    let limit: NodeJS.Timeout | undefined;
    server.addHook('onRequest', async () => {
      if (!this.#isPortClosed) return;
      throw stopping();
    });
    server.addHook('onSend', async (_request, reply) => {
      // The next request of a kept-alive connection goes to another instance.
      if (this.#isStopping) reply.header('connection', 'close');
    });
    server.addHook('preClose', async () => {
      this.#isStopping = true;
      this.#isPortClosed = true;
      for (const close of this.#onPortClose) close();
      this.#registry.startClosing();
      limit = setTimeout(() => {
        const destroyed = this.#registry.destroyAll();
        server.log.warn({ destroyed }, 'connections were destroyed at the limit of the stop');
      }, this.#limits.stopLimitMs);
    });
    server.addHook('onClose', async () => {
      clearTimeout(limit);
      this.#registry.stop();
    });
  }
}

/** The answer to what comes after the port was closed. */
export function stopping(): Problem {
  return new Problem(503, STOPPING, 'The server is stopping.', {
    remedy: 'Send the request again, on a new connection.',
    headers: { 'retry-after': '1' },
  });
}
