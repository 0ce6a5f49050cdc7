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
  private readonly opened: Promise<unknown>;
  private id = 0;

  constructor(url: string) {
    this.socket = new WebSocket(url);
    this.opened = once(this.socket, 'open');
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

  async call(handle: number, method: string, params: unknown): Promise<Answer> {
    await this.opened;
    this.id += 1;
    const { id } = this;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`The engine did not answer ${method} in ${LIMIT_MS / 1000} s.`)),
        LIMIT_MS,
      );
      this.waiting.set(id, (answer) => {
        clearTimeout(timer);
        this.waiting.delete(id);
        resolve(answer);
      });
      this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, handle, method, params }));
    });
  }

  close(): void {
    this.socket.terminate();
  }
}
