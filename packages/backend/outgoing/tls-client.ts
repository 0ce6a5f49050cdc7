import type { Agent } from 'node:http';
import { HttpsProxyAgent } from 'https-proxy-agent';
import type { BackendConnection } from '../configuration/connection-shapes.ts';
import { type EndOfRequest, HttpClient, type TlsOptions, VERIFYING } from './http-client.ts';
import { call, type CallInit } from './short-responses.ts';

/**
 * The certificates that go with a connection. The server's certificate and host name are always verified: the value is given
 * explicitly, so that neither `NODE_TLS_REJECT_UNAUTHORIZED` nor `--tls-min-v1.0` changes it.
 */
export function tlsOptions(connection: BackendConnection): TlsOptions {
  return {
    ...(connection.ca === undefined ? {} : { ca: connection.ca }),
    ...('certificate' in connection ? { cert: connection.certificate, key: connection.key } : {}),
    ...VERIFYING,
  };
}

const clients = new WeakMap<BackendConnection, HttpClient>();
const observers = new WeakMap<BackendConnection, RequestObserver>();

/** Is told of each request of a connection as it begins. */
type RequestObserver = (
  connection: string,
  request: { readonly origin: URL; readonly method: string },
) => EndOfRequest;

/** Has an observer told of each request of these connections. To be called before their first one. */
export function observeOutgoing(connections: Iterable<BackendConnection>, observe: RequestObserver): void {
  for (const connection of connections) observers.set(connection, observe);
}

/** The client for all HTTP requests of a connection, through its proxy where it has one. */
export function httpClientOf(connection: BackendConnection): HttpClient {
  let client = clients.get(connection);
  if (client === undefined) {
    const { proxy, timeoutSeconds } = connection;
    client = new HttpClient({
      tls: tlsOptions(connection),
      proxy,
      silenceMs: timeoutSeconds * 1000,
      observe: (request) => observers.get(connection)?.(connection.id, request) ?? (() => undefined),
    });
    clients.set(connection, client);
  }
  return client;
}

/** Ends the connections to Qlik, requests under way included. */
export function closeOutgoing(connections: Iterable<BackendConnection>): void {
  for (const connection of connections) {
    clients.get(connection)?.close();
    clients.delete(connection);
  }
}

/**
 * Sends one of the backend's own requests for a connection, such as for a token.
 * @throws {Error} as {@link call} does, also after the connection's time limit
 */
export function fetchFor(
  connection: BackendConnection,
  address: string | URL,
  init: Partial<CallInit> = {},
): Promise<Response> {
  const signal = AbortSignal.timeout(connection.timeoutSeconds * 1000);
  return call(httpClientOf(connection), address, { signal, ...init });
}

/** The agent for a WebSocket; `undefined` where there is no proxy. */
export function socketAgent({ proxy }: BackendConnection): Agent | undefined {
  return proxy === undefined ? undefined : new HttpsProxyAgent(proxy, VERIFYING);
}
