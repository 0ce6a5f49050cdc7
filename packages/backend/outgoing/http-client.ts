import {
  Agent as HttpAgent,
  type IncomingMessage,
  request as requestHttp,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Readable } from 'node:stream';
import { HttpsProxyAgent } from 'https-proxy-agent';

const MAX_CONNECTIONS_PER_HOST = 512;
/** The time-out of idle connections and of connecting. */
const IDLE_MS = 4_000;

/** Options of each outgoing connection, to Qlik, to a proxy and to the identity provider. */
export const VERIFYING = { rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const;

/** Options of a TLS connection. Certificate and host name are always verified. */
export interface TlsOptions {
  /** PEM; in place of the authorities that Node trusts. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly rejectUnauthorized: true;
  readonly minVersion: 'TLSv1.2';
}

/** An outgoing request. */
export interface OutgoingRequest {
  readonly origin: URL;
  /** With the query, byte for byte. */
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** With the length where it is known: the framing is set here. */
  readonly body?: { readonly stream: Readable; readonly length: number | undefined } | string | undefined;
  readonly signal: AbortSignal;
}

interface HttpClientOptions {
  readonly tls: TlsOptions;
  /** Address of a proxy; every request goes through a tunnel of it then. */
  readonly proxy?: string | undefined;
  /** The time-out without a byte from the server. */
  readonly silenceMs: number;
  /** Is told of each request as it begins. */
  readonly observe?: ((request: Pick<OutgoingRequest, 'origin' | 'method'>) => EndOfRequest) | undefined;
}

/** Is called once for each request: with the status of the response, or `failed`. */
export type EndOfRequest = (result: number | 'failed') => void;

/** Keep-alive connections with the same certificates and proxy, one request at a time on each. */
export class HttpClient {
  readonly #options: HttpClientOptions;
  readonly #http: HttpAgent;
  readonly #https: HttpAgent;

  constructor(options: HttpClientOptions) {
    this.#options = options;
    const shared = { keepAlive: true, maxSockets: MAX_CONNECTIONS_PER_HOST, timeout: IDLE_MS };
    const { proxy } = options;
    // The tunnel is for http: too, so that the proxy sees no credential in the clear that it could change.
    const tunnel = proxy === undefined ? undefined : new HttpsProxyAgent(proxy, { ...shared, ...VERIFYING });
    this.#http = tunnel ?? new HttpAgent(shared);
    this.#https = tunnel ?? new HttpsAgent(shared);
  }

  /**
   * Sends a request.
   * @returns the response with its headers and an unread body, which fails when the server breaks off
   * @throws {Error} when there is no response, the server is silent for too long, or the request is aborted
   */
  request({ origin, path, method, headers, body, signal }: OutgoingRequest): Promise<IncomingMessage> {
    const isTls = origin.protocol === 'https:';
    const options: RequestOptions = {
      ...(isTls ? this.#options.tls : {}),
      agent: isTls ? this.#https : this.#http,
      hostname: origin.hostname.replace(/^\[|\]$/g, ''),
      port: origin.port,
      path,
      method,
      headers: { ...headers, host: origin.host, ...framing(body) },
      signal,
    };
    const ended = this.#options.observe?.({ origin, method });
    return new Promise((resolve, reject) => {
      const sent = isTls ? requestHttps(options) : requestHttp(options);
      let answer: IncomingMessage | undefined;
      sent.once('socket', (socket) => {
        const silent = (): void => {
          // While received bytes are not read here, the server does not count as silent.
          if (answer !== undefined && answer.readableLength > 0) return wait();
          sent.destroy(Object.assign(new Error('the other side is silent'), { code: 'ETIMEDOUT' }));
        };
        const wait = (): void => {
          socket.setTimeout(this.#options.silenceMs);
        };
        // The request's own event of this name comes once, the socket's each time.
        socket.on('timeout', silent);
        // The connection is kept for other requests, and the agent sets how long.
        sent.once('close', () => socket.off('timeout', silent));
        wait();
      });
      // The listener stays: later errors are emitted by the response body.
      sent.on('error', reject);
      // Without a response the connection may only close.
      sent.once('close', () => {
        if (answer === undefined) ended?.('failed');
        reject(Object.assign(new Error('closed before a response'), { code: 'ECONNRESET' }));
      });
      sent.once('response', (response) => {
        answer = response;
        ended?.(response.statusCode ?? 0);
        resolve(response);
      });
      if (body === undefined || typeof body === 'string') sent.end(body);
      else {
        body.stream.once('error', (error) => sent.destroy(error));
        body.stream.pipe(sent);
      }
    });
  }

  /** Ends the connections, requests under way included. */
  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}

/** Always explicit: without it, Node writes a body of `DELETE` with no frame at all. */
function framing(body: OutgoingRequest['body']): Readonly<Record<string, string>> {
  if (body === undefined) return {};
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  return length === undefined ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(length) };
}
