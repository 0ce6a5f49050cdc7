import { Agent } from 'undici';
import { WebSocket } from 'ws';

interface RequestSpec {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** For TLS: PEM of the server's authority, and the local address of the connections. */
interface TlsConnection {
  readonly ca: string;
  readonly localAddress: string;
}

let addresses = 0;

/** An HTTP client with a cookie jar. It follows no redirects. */
export class TestBrowser {
  readonly #cookies = new Map<string, string>();
  readonly #origin: string;

  /** Sent as `X-Forwarded-For`; the backend has to trust the loopback address. Default: none. */
  readonly #address: string | undefined;
  readonly #tls: TlsConnection | undefined;
  readonly #agent?: Agent;

  constructor(origin: string, address?: string, tls?: TlsConnection) {
    this.#origin = origin;
    this.#address = address;
    this.#tls = tls;
    if (tls === undefined) return;
    const { ca, localAddress } = tls;
    this.#agent = new Agent({ localAddress, connect: { ca, family: 4 } });
  }

  /** Creates a browser with an unused address, so that the limit of sign-ins per address does not apply. */
  static elsewhere(origin: string): TestBrowser {
    addresses += 1;
    return new TestBrowser(origin, `10.0.${addresses >> 8}.${addresses & 0xff}`);
  }

  get origin(): string {
    return this.#origin;
  }

  /** Returns another browser with a copy of the cookies. */
  copy(): TestBrowser {
    const copy = new TestBrowser(this.#origin, this.#address, this.#tls);
    for (const [name, value] of this.#cookies) copy.setCookie(name, value);
    return copy;
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  setCookie(name: string, value: string): void {
    this.#cookies.set(name, value);
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.send(path, { headers });
  }

  /** Sends a POST as a page of the application does. */
  post(path: string, body?: object, headers: Record<string, string> = {}): Promise<Response> {
    return this.send(path, {
      method: 'POST',
      headers: {
        origin: this.#origin,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async send(path: string, init: RequestSpec): Promise<Response> {
    const response = await fetch(new URL(path, this.#origin), {
      ...init,
      ...(this.#agent === undefined ? {} : { dispatcher: asDispatcher(this.#agent) }),
      redirect: 'manual',
      headers: {
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(this.#address === undefined ? {} : { 'x-forwarded-for': this.#address }),
        ...init.headers,
      },
    });
    for (const header of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(header)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }

  /** Closes the kept-alive TLS connections. */
  async close(): Promise<void> {
    await this.#agent?.destroy();
  }

  /** Signs in as a demo user. */
  async signIn(user: string): Promise<this> {
    const response = await this.send('/app/sign-in', {
      method: 'POST',
      headers: { origin: this.#origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ user, returnTo: '/spaces' }).toString(),
    });
    if (response.status !== 303)
      throw new Error(`Sign-in answered ${response.status}: ${await response.text()}`);
    return this;
  }

  openSocket(path: string, headers: Record<string, string> = {}): WebSocket {
    return new WebSocket(new URL(path, this.#origin.replace(/^http/, 'ws')), {
      ...(this.#tls === undefined ? {} : { ...this.#tls, family: 4 }),
      headers: { cookie: this.cookie, origin: this.#origin, ...headers },
    });
  }
}

/** Node's `fetch` accepts the agent; its types come from another version of undici. */
function asDispatcher(agent: Agent): NonNullable<RequestInit['dispatcher']> {
  return agent as unknown as NonNullable<RequestInit['dispatcher']>;
}

/** The body of a response, as an object. */
export async function json(response: Response): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown>;
}

/** Resolves when the socket is open, or with the status that refused it. */
export function openingOf(socket: WebSocket): Promise<'open' | number> {
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve('open'));
    socket.once('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.once('error', reject);
  });
}
