import WebSocket from 'ws';
import { isRecord } from '../../json/is-record.ts';

type Json = Readonly<Record<string, unknown>>;

/** The engine refused a call. */
export class QixCallError extends Error {
  override readonly name = 'QixCallError';
}

const CALL_LIMIT_MS = 60_000;

/** A client of the tenant's engine, as a service of the tenant has one. */
export class QixClient {
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, { resolve: (result: Json) => void; reject: (reason: Error) => void }>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#receive(JSON.parse(data.toString()) as unknown));
    socket.on('close', () => this.#fail(new Error('The connection to the engine was closed.')));
  }

  /** @param headers the credential */
  static connect(url: string, headers: Readonly<Record<string, string>>): Promise<QixClient> {
    // The certificate is the sandbox's own.
    const socket = new WebSocket(url, {
      headers,
      rejectUnauthorized: false,
      handshakeTimeout: CALL_LIMIT_MS,
    });
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(new QixClient(socket)));
      socket.on('error', reject);
    });
  }

  /**
   * @param limitMs how long the answer is waited for
   * @throws {QixCallError} when the engine refuses the call @throws {Error} without an answer
   */
  call(
    handle: number,
    method: string,
    params: readonly unknown[] = [],
    limitMs = CALL_LIMIT_MS,
  ): Promise<Json> {
    this.#lastId += 1;
    const id = this.#lastId;
    let timer: NodeJS.Timeout | undefined;
    return new Promise<Json>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      timer = setTimeout(() => reject(new Error(`The engine did not answer ${method}.`)), limitMs);
      this.#socket.send(JSON.stringify({ jsonrpc: '2.0', id, handle, method, params }));
    }).finally(() => {
      clearTimeout(timer);
      this.#pending.delete(id);
    });
  }

  /** Returns the handle of an object or field; undefined when there is none. */
  async open(handle: number, method: string, params: readonly unknown[]): Promise<number | undefined> {
    const { qReturn } = await this.call(handle, method, params);
    const found = isRecord(qReturn) ? qReturn['qHandle'] : undefined;
    return typeof found === 'number' ? found : undefined;
  }

  close(): void {
    this.#socket.close();
  }

  #receive(message: unknown): void {
    if (!isRecord(message) || typeof message['id'] !== 'number') return;
    const pending = this.#pending.get(message['id']);
    const { result, error } = message;
    if (isRecord(result)) pending?.resolve(result);
    else pending?.reject(new QixCallError(isRecord(error) ? String(error['message']) : 'no result'));
  }

  #fail(reason: Error): void {
    for (const { reject } of this.#pending.values()) reject(reason);
  }
}
