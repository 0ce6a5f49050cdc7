import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';

/** A response of the backend, complete or cut off. */
export interface Answer {
  /** 0 when the connection ended before. */
  readonly status: number;
  /** Names in lower case, values of the same name joined by line breaks. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The response was cut off. */
  readonly isBroken: boolean;
}

interface CallOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Uses a separate HTTP connection. */
  readonly isAlone?: boolean;
}

interface ExchangeOptions {
  /** Closes the connection this long after the last byte. */
  readonly quietMs: number;
  readonly limitMs: number;
}

const FINAL_STATUS = /HTTP\/1\.1 (?:101|[2-5]\d\d)/;
const ANSWER_LIMIT_MS = 25_000;
/** Few connections for all users, as a proxy has them: a response on the wrong one would show. */
const CONNECTIONS = 12;

/** Sends requests to the backend: well-formed ones over shared connections, and bytes as they are. Every response goes past `onAnswer`. */
export class BackendClient {
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  readonly #open = new Set<Socket>();
  readonly #onAnswer: (status: number, text: string) => void;

  constructor(port: number, onAnswer: (status: number, text: string) => void) {
    this.#port = port;
    this.#onAnswer = onAnswer;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  /** @throws {Error} when there is neither a response nor an end in time */
  call(
    path: string,
    { method = 'GET', headers = {}, body, isAlone = false }: CallOptions = {},
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let status = 0;
      let received: Record<string, string> = {};
      const finish = (isBroken: boolean): void => {
        clearTimeout(limit);
        const text = Buffer.concat(chunks).toString();
        this.#onAnswer(
          status,
          `${Object.entries(received)
            .map((pair) => pair.join(': '))
            .join('\r\n')}\r\n\r\n${text}`,
        );
        resolve({ status, headers: received, text, isBroken });
      };
      const sent = request(
        {
          host: '127.0.0.1',
          port: this.#port,
          agent: isAlone ? false : this.#agent,
          method,
          path,
          headers: {
            ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
            ...headers,
          },
        },
        (response) => {
          status = response.statusCode ?? 0;
          received = Object.fromEntries(
            Object.entries(response.headers).map(([name, value]) => [name, [value ?? []].flat().join('\n')]),
          );
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', () => finish(true));
          response.once('end', () => finish(!response.complete));
        },
      );
      const limit = setTimeout(() => {
        reject(new Error(`no end of the answer within ${ANSWER_LIMIT_MS / 1000} s (status ${status})`));
        sent.destroy();
      }, ANSWER_LIMIT_MS);
      sent.once('error', () => finish(true));
      sent.end(body);
    });
  }

  /** Sends bytes on a separate connection. @returns all received bytes */
  exchange(bytes: string | Buffer, { quietMs, limitMs }: ExchangeOptions): Promise<string> {
    return new Promise((resolve) => {
      const socket = this.connect();
      const chunks: Buffer[] = [];
      const end = (): void => void socket.destroy();
      const limit = setTimeout(end, limitMs);
      let quiet: NodeJS.Timeout | undefined;
      // After "100 Continue" the response is still to come.
      let isFinal = false;
      socket.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        clearTimeout(quiet);
        isFinal ||= FINAL_STATUS.test(chunk.toString('latin1'));
        if (isFinal) quiet = setTimeout(end, quietMs);
      });
      socket.once('end', end);
      socket.once('close', () => {
        clearTimeout(limit);
        clearTimeout(quiet);
        const text = Buffer.concat(chunks).toString('latin1');
        for (const [, status] of text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)) this.#onAnswer(Number(status), '');
        this.#onAnswer(-1, text);
        resolve(text);
      });
      socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
    });
  }

  connect(): Socket {
    return this.keep(connect({ port: this.#port, host: '127.0.0.1' }));
  }

  /** Destroys a socket with the others at the end. */
  keep(socket: Socket): Socket {
    this.#open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#open.delete(socket));
    return socket;
  }

  get openSockets(): number {
    return this.#open.size + Object.values(this.#agent.sockets).flat().length;
  }

  /** Ends all connections; the next call opens others. */
  close(): void {
    this.#agent.destroy();
    for (const socket of this.#open) socket.destroy();
  }
}
