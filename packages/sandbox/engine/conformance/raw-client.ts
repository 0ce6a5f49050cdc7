import { once } from 'node:events';
import WebSocket from 'ws';
import { isRecord } from '../../json/is-record.ts';
import { toObject, type JsonObject } from '../protocol/json.ts';

/** A client that writes and reads JSON-RPC by hand, to see exactly what goes over the wire. */
export class RawClient {
  readonly received: JsonObject[] = [];
  closeCode: number | undefined;
  private nextId = 1;
  private readonly failing = new Set<(reason: Error) => void>();
  private readonly waiting = new Map<unknown, (message: JsonObject) => void>();

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => {
      const message = toObject(JSON.parse(String(data)));
      this.received.push(message);
      this.waiting.get(message['id'])?.(message);
    });
    socket.on('close', (code) => {
      this.closeCode = code;
      for (const fail of this.failing) fail(new Error(`closed with ${code}`));
    });
  }

  /** Connects and waits for `OnConnected`. */
  static async connect(port: number, path: string): Promise<RawClient> {
    const client = new RawClient(new WebSocket(`ws://localhost:${port}${path}`));
    await once(client.socket, 'message');
    return client;
  }

  /** Sends a request and answers with the whole response. */
  async request(handle: number, method: string, params: unknown = []): Promise<JsonObject> {
    const id = this.nextId;
    this.nextId += 1;
    const answer = this.answerTo(id);
    this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, handle, method, params }));
    return answer;
  }

  /** Sends a request and answers with its result. @throws {Error} when the response is an error. */
  async result(handle: number, method: string, params: unknown = []): Promise<JsonObject> {
    const response = await this.request(handle, method, params);
    if (!isRecord(response['result'])) throw new Error(JSON.stringify(response['error']));
    return response['result'];
  }

  /** Opens an object or a field and answers with its handle. */
  async open(method: string, params: unknown): Promise<number> {
    const returned = toObject((await this.result(1, method, params))['qReturn']);
    return Number(returned['qHandle']);
  }

  answerTo(id: unknown): Promise<JsonObject> {
    return new Promise((resolve, reject) => {
      this.waiting.set(id, resolve);
      this.failing.add(reject);
    });
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    this.socket.close();
    await once(this.socket, 'close');
  }
}
