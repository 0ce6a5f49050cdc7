import { lookup } from 'node:dns/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { ConnectionLimits } from './connection-limits.ts';
import type { SocketRegistry } from './socket-registry.ts';

const CHECK_MS = 500;
const DROP_LOG_MS = 10_000;

/** The HTTP server with all limits set, its connections known to the registry. */
export function createHttpServer(
  handler: RequestListener,
  { limits, registry }: { readonly limits: ConnectionLimits; readonly registry: SocketRegistry },
): Server {
  const { requestMs, headersMs, keepAliveMs, maxConnections } = limits;
  const server = createServer(
    {
      requestTimeout: requestMs,
      headersTimeout: Math.min(headersMs, requestMs),
      keepAliveTimeout: keepAliveMs,
      // Node's default, 30 s, doubles the limits above.
      connectionsCheckingInterval: CHECK_MS,
      // Node's own response to a missing host has no body and no request id; `requireRequestForm` answers instead.
      requireHostHeader: false,
    },
    handler,
  );
  server.maxConnections = maxConnections;
  // Refused by `requireRequestForm`; without a listener Node sends its own response.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  registry.watch(server);
  return server;
}

/** Logs connections above the limit, one line in ten seconds at most. */
export function logDroppedConnections(server: TcpServer, log: FastifyBaseLogger): void {
  let dropped = 0;
  let timer: NodeJS.Timeout | undefined;
  const write = (): void => {
    timer = undefined;
    if (dropped === 0) return;
    log.warn({ dropped, maxConnections: server.maxConnections }, 'connections above the limit were closed');
    dropped = 0;
    timer = setTimeout(write, DROP_LOG_MS).unref();
  };
  server.on('drop', () => {
    dropped += 1;
    if (timer === undefined) write();
  });
}

/**
 * Listens on each address of the host: `localhost` is an IPv4 and an IPv6 address, and clients try either. A server that Fastify makes
 * for the second address has neither limits nor the responses to malformed requests, so its connections are given to the first one.
 *
 * @throws {Error} when the port is in use
 */
export async function listenOn(
  server: FastifyInstance,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  await server.listen({ port, host });
  if (host !== 'localhost') return;
  const main = server.server.address() as AddressInfo;
  for (const { address } of await lookup(host, { all: true })) {
    if (address === main.address) continue;
    const other = createTcpServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      server.server.emit('connection', socket),
    );
    other.maxConnections = server.server.maxConnections;
    logDroppedConnections(other, server.log);
    await new Promise<void>((resolve) => {
      other.once('listening', () => resolve());
      other.once('error', (error) => {
        // A machine without IPv6 has the name all the same; the first address is enough.
        server.log.debug({ err: error, address }, 'not listening on this address');
        resolve();
      });
      other.listen({ host: address, port: main.port });
    });
    server.shutdown.onPortClose(() => other.close());
  }
}
