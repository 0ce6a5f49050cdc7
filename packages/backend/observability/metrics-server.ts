import { createServer, type Server } from 'node:http';
import { collectDefaultMetrics } from 'prom-client';
import type { Metrics } from './metrics.ts';

/** Where the metrics are served: a port of its own, which the public does not reach. */
export interface MetricsAddress {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
}

const REQUEST_LIMIT_MS = 10_000;

/**
 * Serves `GET /metrics`, with those of the process.
 * @throws {Error} when the port is in use
 */
export async function serveMetrics({ registry }: Metrics, { host, port }: MetricsAddress): Promise<Server> {
  collectDefaultMetrics({ register: registry });
  const server = createServer({ requestTimeout: REQUEST_LIMIT_MS }, (request, response) => {
    if (request.url?.split('?', 1)[0] !== '/metrics' || request.method !== 'GET') {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('There is GET /metrics only.\n');
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => response.writeHead(500, { 'content-type': 'text/plain' }).end('The metrics cannot be read.\n'),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return server;
}
