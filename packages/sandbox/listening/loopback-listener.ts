import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type ServerOptions as TlsOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** Handles a connection that requests another protocol, here WebSocket. */
export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** A port could not be opened; `code` is Node's, for example `EADDRINUSE`. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  constructor(
    readonly code: string,
    readonly port: number,
    cause: unknown,
    /** The option of `startSandbox` that has the port. */
    option?: string,
  ) {
    const named = option === undefined ? '' : ` of the option ${option}`;
    const remedy = option === undefined ? '' : ' Choose another one, or 0 for any free one.';
    super(`Port ${port}${named} cannot be opened (${code}).${remedy}`, { cause });
  }
}

/**
 * Serves one handler on the loopback interface only, over IPv4 and, where the machine has it, IPv6: `localhost` means either. In a
 * container it serves another address, as the container's own network is between it and the machine.
 *
 * It can be stopped and started again on the same port, to simulate an outage.
 */
export class LoopbackListener {
  #servers: Server[] = [];
  readonly #connections = new Set<Duplex>();
  #port: number | undefined;

  constructor(
    private readonly handler: RequestListener,
    private readonly onUpgrade?: UpgradeListener,
    /** TLS options with the certificates; plain HTTP without them. */
    private readonly tls?: TlsOptions,
    /** An address in place of the loopback ones. */
    private readonly address?: string,
  ) {}

  /** The port in use, or used last; undefined before the first start. */
  get port(): number | undefined {
    return this.#port;
  }

  get isListening(): boolean {
    return this.#servers.length > 0;
  }

  /**
   * Opens the port. 0 asks for any free one on the first start and for the same one again on later starts.
   * @throws {ListenError} when the port cannot be opened.
   */
  async start(wanted: number): Promise<number> {
    if (this.isListening) {
      throw new Error('The listener is already listening.');
    }
    const first = this.#createServer();
    const port = await listen(first, this.address ?? '127.0.0.1', this.#port ?? wanted);
    this.#servers = [first];
    this.#port = port;
    if (this.address !== undefined) return port;
    const second = this.#createServer();
    try {
      await listen(second, '::1', port);
      this.#servers = [first, second];
    } catch (error) {
      // Machines without IPv6 are common in containers; a port in use on ::1 must not be shared with another program.
      if (error instanceof ListenError && (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT')) {
        return port;
      }
      await this.stop();
      throw error;
    }
    return port;
  }

  /** Closes the port and every connection on it, WebSockets included. */
  async stop(): Promise<void> {
    const servers = this.#servers;
    this.#servers = [];
    const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    for (const connection of this.#connections) {
      connection.destroy();
    }
    await Promise.all(closed);
  }

  #createServer(): Server {
    const server =
      this.tls === undefined ? createServer(this.handler) : createTlsServer(this.tls, this.handler);
    server.on('connection', (socket: Duplex) => {
      this.#connections.add(socket);
      socket.once('close', () => this.#connections.delete(socket));
    });
    if (this.onUpgrade !== undefined) {
      server.on('upgrade', this.onUpgrade);
    }
    return server;
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new ListenError(error.code ?? 'UNKNOWN', port, error));
    });
    server.listen({ host, port, exclusive: true }, () => {
      server.removeAllListeners('error');
      resolve((server.address() as AddressInfo).port);
    });
  });
}
