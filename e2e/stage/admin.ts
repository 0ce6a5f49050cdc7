import { setTimeout as pause } from 'node:timers/promises';

/** What the tenant noted of one request; never a credential itself. */
export interface ReceivedRequest {
  readonly seq: number;
  readonly kind: 'http' | 'websocket';
  readonly method: string;
  readonly path: string;
  readonly queryNames: readonly string[];
  readonly origin?: string;
  readonly status: number;
  readonly user?: string;
  /** How the caller proved who it is, and as which OAuth client (cloud) or at which virtual proxy or port (client-managed). */
  readonly credential?: { readonly kind: string; readonly client: string };
  /** Whether a CSRF token came with it; cloud tenants only. */
  readonly csrf?: boolean;
  /** Why it was refused; the caller is told less. */
  readonly reason?: string;
}

/** The sandbox's operator: sees what arrived and makes things go wrong on purpose. */
export class Admin {
  /** @param tenant the server that it operates: `cloud`, `cloud-eu` or `client-managed` */
  constructor(
    private readonly address: string,
    private readonly tenant: 'cloud' | 'cloud-eu' | 'client-managed' = 'cloud',
  ) {}

  async requests(): Promise<readonly ReceivedRequest[]> {
    const { requests } = (await this.call('GET', 'requests?since=0')) as { requests: ReceivedRequest[] };
    return requests;
  }

  async forgetRequests(): Promise<void> {
    await this.call('DELETE', 'requests');
  }

  /** Ends access tokens now; refresh tokens and the sessions of cookies too where asked for. Client-managed: sessions. */
  async expireTokens(
    which: { readonly user?: string; readonly refreshTokens?: boolean; readonly sessions?: boolean } = {},
  ): Promise<void> {
    await this.call('POST', 'expire-tokens', which);
  }

  async stop(sessions: 'keep' | 'lose'): Promise<void> {
    await this.call('POST', 'stop', { sessions });
  }

  async start(): Promise<void> {
    await this.call('POST', 'start');
  }

  async closeSockets(code?: number): Promise<void> {
    await this.call('POST', 'close-sockets', code === undefined ? {} : { code });
  }

  /** Waits until a request that fits has arrived. @throws {Error} when none does in time */
  async waitForRequest(
    fits: (request: ReceivedRequest) => boolean,
    limitMs = 10_000,
  ): Promise<ReceivedRequest> {
    const deadline = Date.now() + limitMs;
    while (Date.now() < deadline) {
      const found = (await this.requests()).find(fits);
      if (found) return found;
      await pause(100);
    }
    throw new Error(`No such request arrived within ${limitMs} ms.`);
  }

  /** Any other of the operator's switches. */
  async operate(path: string, body: object = {}): Promise<unknown> {
    return this.call('POST', path, body);
  }

  private async call(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.address}/tenants/${this.tenant}/${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The sandbox's operator API answered ${answer.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
