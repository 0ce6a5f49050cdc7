import { once } from 'node:events';
import WebSocket from 'ws';
import { isRecord } from '../../json/is-record.ts';
import { toObject, type JsonObject } from '../protocol/json.ts';

/** A JSON-RPC client without Qlik's libraries, for specs of the messages on the wire. */
export class TestQixClient {
  readonly received: JsonObject[] = [];
  closeCode: number | undefined;
  private nextId = 1;
  private readonly pendingRejections = new Set<(reason: Error) => void>();
  private readonly pendingResponses = new Map<unknown, (message: JsonObject) => void>();

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => {
      const message = toObject(JSON.parse(String(data)));
      this.received.push(message);
      this.pendingResponses.get(message['id'])?.(message);
    });
    socket.on('close', (code) => {
      this.closeCode = code;
      for (const reject of this.pendingRejections) reject(new Error(`closed with ${code}`));
    });
  }

  /** Connects and waits for `OnConnected`. */
  static async connect(port: number, path: string): Promise<TestQixClient> {
    const client = new TestQixClient(new WebSocket(`ws://localhost:${port}${path}`));
    await once(client.socket, 'message');
    return client;
  }

  /** Sends a request and returns the response. */
  async request(handle: number, method: string, params: unknown = []): Promise<JsonObject> {
    const id = this.nextId;
    this.nextId += 1;
    const response = this.responseTo(id);
    this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, handle, method, params }));
    return response;
  }

  /** Sends a request and returns its result. @throws {Error} for an error response */
  async result(handle: number, method: string, params: unknown = []): Promise<JsonObject> {
    const response = await this.request(handle, method, params);
    if (!isRecord(response['result'])) throw new Error(JSON.stringify(response['error']));
    return response['result'];
  }

  /** Opens an object or a field and returns its handle. */
  async open(method: string, params: unknown): Promise<number> {
    const returned = toObject((await this.result(1, method, params))['qReturn']);
    return Number(returned['qHandle']);
  }

  responseTo(id: unknown): Promise<JsonObject> {
    return new Promise((resolve, reject) => {
      this.pendingResponses.set(id, resolve);
      this.pendingRejections.add(reject);
    });
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    this.socket.close();
    await once(this.socket, 'close');
  }
}
