import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { loggedMethod } from './logged-method.ts';

/** From a cached token to a large export. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

declare module 'fastify' {
  interface FastifyInstance {
    metrics: Metrics;
  }
}

/** What is known of a server's sockets when the metrics are read. */
interface SocketCounts {
  /** Connections to this server. */
  readonly connections: () => number;
}

/** How an outgoing request ended: its status, or that there was no response. */
export type OutgoingResult = number | 'failed';

/**
 * The metrics of one server, in the form of Prometheus. Labels are names from the configuration and the routes only: never a user, an address
 * of an app, or anything that a client may choose.
 */
export class Metrics {
  readonly registry = new Registry();
  readonly #requests: Histogram<'route' | 'method' | 'status'>;
  readonly #outgoing: Histogram<'connection' | 'method' | 'status'>;
  readonly #events: Counter<'event' | 'connection' | 'result'>;
  #webSockets: (() => ReadonlyMap<string, number>) | undefined;

  constructor({ connections }: SocketCounts) {
    const registers = [this.registry];
    this.#requests = new Histogram({
      name: 'ngx_qlik_http_request_duration_seconds',
      help: 'Requests to the backend, by route, method and status.',
      labelNames: ['route', 'method', 'status'],
      buckets: SECONDS,
      registers,
    });
    this.#outgoing = new Histogram({
      name: 'ngx_qlik_qlik_request_duration_seconds',
      help: 'Requests to Qlik until the headers of the response, by connection, method and status; failed: there was no response.',
      labelNames: ['connection', 'method', 'status'],
      buckets: SECONDS,
      registers,
    });
    this.#events = new Counter({
      name: 'ngx_qlik_events_total',
      help: 'Events of the audit log, such as sign-ins and credentials, by connection and result.',
      labelNames: ['event', 'connection', 'result'],
      registers,
    });
    new Gauge({
      name: 'ngx_qlik_tcp_connections',
      help: 'TCP connections to the backend, WebSockets included.',
      registers,
      collect() {
        this.set(connections());
      },
    });
    const webSockets = (): ReadonlyMap<string, number> => this.#webSockets?.() ?? new Map();
    new Gauge({
      name: 'ngx_qlik_websockets',
      help: 'WebSockets that are relayed, by connection.',
      labelNames: ['connection'],
      registers,
      collect() {
        this.reset();
        for (const [connection, count] of webSockets()) this.set({ connection }, count);
      },
    });
  }

  /** Says where the open WebSockets are counted, by the id of the connection. */
  countWebSockets(count: () => ReadonlyMap<string, number>): void {
    this.#webSockets = count;
  }

  /** Counts an event of the audit log. */
  event(labels: { readonly event: string; readonly connection: string; readonly result: string }): void {
    this.#events.inc(labels);
  }

  /** Records a request to Qlik. */
  outgoing(connection: string, method: string, result: OutgoingResult, seconds: number): void {
    this.#outgoing.observe({ connection, method: loggedMethod(method), status: String(result) }, seconds);
  }

  /** Records each response of a server. */
  addTo(server: FastifyInstance): void {
    server.addHook('onResponse', async (request, reply) => {
      // Without a route the address is the client's choice.
      const route = request.routeOptions.url ?? 'none';
      const labels = { route, method: loggedMethod(request.method), status: String(reply.statusCode) };
      this.#requests.observe(labels, reply.elapsedTime / 1000);
    });
  }
}
