import { once } from 'node:events';
import WebSocket from 'ws';
import { isRecord } from '../json/is-record.ts';

const LIMIT_MS = 60_000;

/** What the engine answers. */
export interface Answer {
  readonly result?: unknown;
  readonly error?: string;
}

/** Returns the handle of what a method opened. */
export function handleOf({ result }: Answer): number | undefined {
  const returned = isRecord(result) ? result['qReturn'] : undefined;
  const handle = isRecord(returned) ? returned['qHandle'] : undefined;
  return typeof handle === 'number' ? handle : undefined;
}

/** A client of the engine's protocol: JSON-RPC over a WebSocket. */
export class QixClient {
  private readonly socket: WebSocket;
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private readonly closing = new AbortController();
  private readonly opened: Promise<unknown>;
  private id = 0;

  constructor(url: string) {
    this.socket = new WebSocket(url);
    this.opened = once(this.socket, 'open');
    // Each call awaits it.
    this.opened.catch(() => undefined);
    // An error is followed by the close.
    this.socket.on('error', () => undefined);
    this.socket.on('close', (code) =>
      this.closing.abort(new Error(`The engine closed the socket (${code}).`)),
    );
    this.socket.on('message', (data: Buffer) => {
      const message: unknown = JSON.parse(data.toString('utf8'));
      if (!isRecord(message) || typeof message['id'] !== 'number') return;
      const { error } = message;
      const text = isRecord(error) ? String(error['message']) : undefined;
      this.waiting.get(message['id'])?.({
        result: message['result'],
        ...(text === undefined ? {} : { error: text }),
      });
    });
  }

  /** @throws {Error} without an answer in time, and at once when the socket closes or is closed */
  async call(handle: number, method: string, params: unknown): Promise<Answer> {
    await this.opened;
    this.id += 1;
    const { id } = this;
    const { signal } = this.closing;
    signal.throwIfAborted();
    let end: (reason: Error) => void = () => undefined;
    const onClose = () => end(signal.reason as Error);
    const timer = setTimeout(
      () => end(new Error(`The engine did not answer ${method} in ${LIMIT_MS / 1000} s.`)),
      LIMIT_MS,
    );
    try {
      return await new Promise((resolve, reject) => {
        end = reject;
        signal.addEventListener('abort', onClose);
        this.waiting.set(id, resolve);
        this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, handle, method, params }));
      });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onClose);
      this.waiting.delete(id);
    }
  }

  close(): void {
    this.socket.terminate();
  }
}
