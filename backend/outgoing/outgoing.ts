import type { Agent as HttpAgent } from 'node:http';
import { HttpsProxyAgent } from 'https-proxy-agent';
import {
  Agent,
  type Dispatcher,
  fetch as fetchWith,
  ProxyAgent,
  type RequestInit,
  type Response,
} from 'undici';
import type { BackendConnection } from '../configuration/connection-shapes.ts';

const MOST_CONNECTIONS_PER_HOST = 512;
const LONGEST_ANSWER_BYTES = 256 * 1024;
const CONNECT_LIMIT_MS = 10_000;

/** What a TLS connection to Qlik is made with. */
export interface TlsOptions {
  /** PEM; in place of the authorities that Node trusts. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly rejectUnauthorized: true;
  readonly minVersion: 'TLSv1.2';
}

/** How each outgoing connection is made, to Qlik, to a proxy and to the identity provider. */
export const VERIFYING = { rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const;

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

const dispatchers = new WeakMap<BackendConnection, Dispatcher>();

/** The keep-alive connections over which all HTTP requests of a connection go, through its proxy where it has one. */
export function dispatcherOf(connection: BackendConnection): Dispatcher {
  let dispatcher = dispatchers.get(connection);
  if (dispatcher === undefined) {
    dispatcher = createDispatcher(connection);
    dispatchers.set(connection, dispatcher);
  }
  return dispatcher;
}

/** Ends the connections to Qlik, requests under way included. */
export async function closeOutgoing(connections: Iterable<BackendConnection>): Promise<void> {
  await Promise.all(
    [...connections].map(async (connection) => {
      const dispatcher = dispatchers.get(connection);
      dispatchers.delete(connection);
      await dispatcher?.destroy();
    }),
  );
}

/**
 * One of the backend's own calls for a connection, such as for a token. Redirects are errors.
 * @throws {Error} as `fetch` does, also after the connection's time limit
 */
export function fetchFor(
  connection: BackendConnection,
  address: string | URL,
  init: RequestInit = {},
): Promise<Response> {
  return fetchWith(address, {
    redirect: 'error',
    signal: AbortSignal.timeout(connection.timeoutSeconds * 1000),
    ...init,
    dispatcher: dispatcherOf(connection),
  });
}

/**
 * The text of an answer to one of the backend's own calls.
 * @throws {Error} when it is longer than such answers are, or cut off
 */
export async function readShort(answer: Pick<Response, 'body'>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const part of answer.body ?? []) {
    const chunk = part as Uint8Array;
    size += chunk.length;
    // Leaving the loop cancels what is left.
    if (size > LONGEST_ANSWER_BYTES) throw new Error('The answer is too long.');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The agent for a WebSocket; `undefined` where there is no proxy. */
export function socketAgent({ proxy }: BackendConnection): HttpAgent | undefined {
  return proxy === undefined ? undefined : new HttpsProxyAgent(proxy, VERIFYING);
}

function createDispatcher(connection: BackendConnection): Dispatcher {
  const limitMs = connection.timeoutSeconds * 1000;
  const tls = tlsOptions(connection);
  const shared = {
    // A second request waits until the answer to the first has come whole.
    pipelining: 1,
    connections: MOST_CONNECTIONS_PER_HOST,
    headersTimeout: limitMs,
    bodyTimeout: limitMs,
  };
  const connect = { ...tls, timeout: Math.min(limitMs, CONNECT_LIMIT_MS) };
  if (connection.proxy === undefined) return new Agent({ ...shared, connect });
  return new ProxyAgent({
    ...shared,
    uri: connection.proxy,
    proxyTls: VERIFYING,
    requestTls: connect,
    // Also for http:, so that the proxy sees no credential in the clear that it could change.
    proxyTunnel: true,
  });
}
