import { lookup } from 'node:dns/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { WebSocket } from 'ws';
import {
  type ɵCertificateFacts as CertificateFacts,
  ɵMessageBuffer as MessageBuffer,
  type ɵNameFacts as NameFacts,
  type ɵObservation as Observation,
  type ɵOpenedSocket as OpenedSocket,
  type ɵQixSocket as QixSocket,
} from 'ngx-qlik/checks';
import { toCookieHeaders, type CookieJar } from './cookie-jar.ts';

/** One request. */
export interface HostRequest {
  readonly address: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The result of a request, with the system's error code on failure. */
export type HostResult = Observation & { readonly systemError?: string };

const MAX_BODY_BYTES = 4_000_000;

/** Sends requests from the command line, which may read more than a page. */
export class HostClient {
  /**
   * @param jar stores the host's cookies between requests
   * @param ca PEM of a certificate authority to trust in addition to the system's
   */
  constructor(
    private readonly jar: CookieJar,
    private readonly ca: string | undefined,
  ) {}

  async lookupName(hostname: string): Promise<NameFacts> {
    const name = hostname.replace(/^\[|\]$/g, '');
    try {
      const found = await lookup(name, { all: true });
      return { name, addresses: found.map(({ address }) => address) };
    } catch (error) {
      return { name, addresses: [], problem: codeOf(error) };
    }
  }

  /** Reads the host's certificate without verifying it. */
  certificate(address: string, signal: AbortSignal): Promise<CertificateFacts> {
    const { hostname, port } = new URL(address);
    const name = hostname.replace(/^\[|\]$/g, '');
    return new Promise((resolve) => {
      const socket = connect(
        {
          host: name,
          port: port === '' ? 443 : Number(port),
          servername: isIP(name) === 0 ? name : '',
          // The TLS check reports whether it is trusted; nothing is sent over this connection.
          rejectUnauthorized: false,
          ...(this.ca === undefined ? {} : { ca: this.ca }),
        },
        () => {
          const { subject, issuer, valid_to: validTo } = socket.getPeerCertificate();
          // Node's type is Error; the value is the error code.
          const distrust = socket.authorized ? undefined : codeOf(socket.authorizationError);
          socket.destroy();
          resolve({
            ...{ name, distrust, now: Date.now(), validTo: Date.parse(validTo) },
            ...{ subject: nameOf(subject.CN), issuer: nameOf(issuer.CN) },
          });
        },
      );
      const fail = (problem: string): void => {
        socket.destroy();
        resolve({ name, problem, now: Date.now() });
      };
      socket.on('error', (error) => fail(codeOf(error)));
      signal.addEventListener('abort', () => fail('no answer in time'));
    });
  }

  /** Sends a request. Does not follow redirects. Never rejects. */
  request(
    { address, method = 'GET', headers = {}, body }: HostRequest,
    signal: AbortSignal,
  ): Promise<HostResult> {
    const url = new URL(address);
    const start = performance.now();
    return new Promise((resolve) => {
      const send = url.protocol === 'https:' ? requestHttps : requestHttp;
      const fail = (error: unknown): void =>
        resolve({ failure: signal.aborted ? 'time' : 'network', systemError: codeOf(error) });
      const request = send(
        url,
        {
          method,
          signal,
          headers: { 'accept-encoding': 'identity', ...toCookieHeaders(this.jar, url), ...headers },
          ...(this.ca === undefined ? {} : { ca: this.ca }),
        },
        (response) => {
          this.jar.setCookies(url, response.headers['set-cookie'] ?? []);
          const chunks: Buffer[] = [];
          let size = 0;
          response.on('data', (chunk: Buffer) => {
            size += chunk.length;
            if (size > MAX_BODY_BYTES) request.destroy();
            chunks.push(chunk);
          });
          response.on('error', () => resolve({ failure: signal.aborted ? 'time' : 'cut' }));
          response.on('aborted', () => resolve({ failure: signal.aborted ? 'time' : 'cut' }));
          response.on('end', () => {
            const status = response.statusCode ?? 0;
            resolve({
              answer: {
                status,
                isRedirect: status >= 300 && status < 400 && status !== 304,
                headers: Object.fromEntries(
                  Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
                ),
                body: Buffer.concat(chunks).toString('utf8'),
                milliseconds: performance.now() - start,
              },
            });
          });
        },
      );
      request.on('error', fail);
      request.end(body);
    });
  }

  /** Opens a WebSocket; reports the status of a refusal, unlike a browser. Never rejects. */
  open(
    address: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<OpenedSocket> {
    const start = performance.now();
    const url = new URL(address);
    return new Promise((resolve) => {
      const socket = new WebSocket(address, {
        headers: { ...toCookieHeaders(this.jar, new URL(address.replace(/^ws/, 'http'))), ...headers },
        ...(this.ca === undefined ? {} : { ca: this.ca }),
      });
      const qixSocket = new NodeSocket(socket);
      socket.on('open', () =>
        resolve({ socket: qixSocket, outcome: { result: 'open', milliseconds: performance.now() - start } }),
      );
      socket.on('unexpected-response', (_request, response) => {
        response.resume();
        socket.terminate();
        resolve({ outcome: { result: 'refused', status: response.statusCode ?? 0 } });
      });
      socket.on('error', (error) =>
        resolve({ outcome: { result: 'refused', systemError: `${url.host}: ${codeOf(error)}` } }),
      );
      signal.addEventListener('abort', () => {
        if (socket.readyState === WebSocket.CONNECTING) socket.terminate();
        resolve({ outcome: { result: 'time' } });
      });
    });
  }
}

/** A WebSocket of Node that buffers messages until a listener is set. */
class NodeSocket implements QixSocket {
  private readonly inbox = new MessageBuffer();

  constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.inbox.add(data.toString('utf8')));
  }

  send(text: string): void {
    this.socket.send(text);
  }

  close(): void {
    this.socket.close();
  }

  onText(listener: (text: string) => void): void {
    this.inbox.listen(listener);
  }

  onClose(listener: (code: number, reason: string) => void): void {
    this.socket.on('close', (code: number, reason: Buffer) => listener(code, reason.toString('utf8')));
  }
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  if (error instanceof Error)
    return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
  return String(error);
}

/** Returns the common name. A certificate may have none or several, unlike Node's type. */
function nameOf(name: unknown): string {
  return (
    [name]
      .flat()
      .filter((each) => typeof each === 'string')
      .join(', ') || 'no common name'
  );
}
