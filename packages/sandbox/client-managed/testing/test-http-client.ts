import { WebSocket } from 'ws';
import type { ClientManagedServer } from '../server.ts';

/** A response with its body as text. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** An HTTP client that stores cookies and follows no redirects. */
export class TestHttpClient {
  readonly #cookies = new Map<string, string>();

  constructor(private readonly server: ClientManagedServer) {}

  async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('GET', path, { headers });
  }

  async send(method: string, path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = new Headers(init.headers);
    if (this.cookie !== '') {
      headers.set('cookie', this.cookie);
    }
    const response = await fetch(new URL(path, this.server.origin), {
      redirect: 'manual',
      ...init,
      method,
      headers,
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (value === '') {
        this.#cookies.delete(name);
      } else {
        this.#cookies.set(name, value);
      }
    }
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async csrfToken(prefix: string): Promise<string> {
    const answer = await this.get(`${prefix}/qps/csrftoken`);
    return answer.headers.get('qlik-csrf-token') ?? '';
  }

  /** Opens a socket with the cookies, the CSRF token and, by default, the server's own origin. */
  async socket(
    prefix: string,
    options: { readonly token?: string; readonly origin?: string; readonly appId?: string } = {},
  ): Promise<TestSocket> {
    const token = options.token ?? (await this.csrfToken(prefix));
    return openSocket(
      `${this.server.origin.replace(/^http/, 'ws')}${prefix}/app/${options.appId ?? 'engineData'}?qlik-csrf-token=${token}`,
      { cookie: this.cookie, origin: options.origin ?? this.server.origin },
    );
  }
}

/** A received notification or answer. */
interface Message {
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly id?: number;
  readonly result?: unknown;
}

/** A socket with its received messages. */
export interface TestSocket {
  readonly socket: WebSocket;
  readonly messages: Message[];
  /** Resolves with the first notification of that name. */
  notification(method: string): Promise<Message>;
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
}

/** Thrown when the server refuses the handshake. */
class HandshakeRefused extends Error {
  override readonly name = 'HandshakeRefused';
  constructor(readonly status: number) {
    super(`The WebSocket handshake was refused with ${status}.`);
  }
}

const TIMEOUT_MS = 3_000;

/** Opens a socket with the given headers. @throws {HandshakeRefused} */
export async function openSocket(
  url: string,
  headers: Record<string, string>,
  tls: object = {},
): Promise<TestSocket> {
  const socket = new WebSocket(url, { headers, ...tls });
  const messages: Message[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data: Buffer) => {
    messages.push(JSON.parse(data.toString()) as Message);
    waiting.forEach((check) => check());
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('unexpected-response', (request, response) => {
      reject(new HandshakeRefused(response.statusCode ?? 0));
      request.destroy();
    });
    socket.once('error', reject);
  });
  return {
    socket,
    messages,
    closed,
    notification: (method) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`${method} was not received; received: ${JSON.stringify(messages)}`)),
          TIMEOUT_MS,
        );
        const check = (): void => {
          const found = messages.find((message) => message.method === method);
          if (found !== undefined) {
            clearTimeout(timer);
            waiting.delete(check);
            resolve(found);
          }
        };
        waiting.add(check);
        check();
      }),
  };
}
