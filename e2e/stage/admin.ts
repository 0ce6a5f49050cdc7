import { setTimeout as pause } from 'node:timers/promises';
import type { ActiveFault, Fault, PresetId, PresetWishes } from './fault.ts';

/** What the tenant noted of one request; never a credential itself. */
export interface ReceivedRequest {
  readonly seq: number;
  readonly kind: 'http' | 'websocket';
  readonly method: string;
  readonly path: string;
  readonly queryNames: readonly string[];
  readonly origin?: string;
  /** 0 where nothing was answered. */
  readonly status: number;
  readonly user?: string;
  /** How the caller proved who it is, and as which OAuth client (cloud) or at which virtual proxy or port (client-managed). */
  readonly credential?: { readonly kind: string; readonly client: string };
  /** Whether a CSRF token came with it; cloud tenants only. */
  readonly csrf?: boolean;
  /** Why it was refused; the caller is told less. */
  readonly reason?: string;
  /** Ids of the faults that struck it. */
  readonly faults?: readonly string[];
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

  /** As at the start: runs, and knows nothing of what users did. */
  async reset(): Promise<void> {
    await this.call('POST', 'reset');
  }

  /** @param code 1006 breaks the connections. */
  async closeSockets(code?: number): Promise<void> {
    await this.call('POST', 'close-sockets', code === undefined ? {} : { code });
  }

  /** Has something go wrong, see sandbox/faults/README.md. @returns the fault's id */
  async fault(rule: Fault): Promise<string> {
    const { id } = (await this.call('POST', 'faults', rule)) as ActiveFault;
    return id;
  }

  /** Sets up a fault by name. @returns its faults; none where all of it happened at once */
  async preset(id: PresetId, wishes: PresetWishes = {}): Promise<readonly ActiveFault[]> {
    const { faults } = (await this.call('POST', `faults/presets/${id}`, wishes)) as {
      faults: readonly ActiveFault[];
    };
    return faults;
  }

  /** The faults there are, with how often each struck. */
  async faults(): Promise<readonly ActiveFault[]> {
    const { faults } = (await this.call('GET', 'faults')) as { faults: readonly ActiveFault[] };
    return faults;
  }

  async removeFault(id: string): Promise<void> {
    await this.call('DELETE', `faults/${id}`);
  }

  /** Takes all faults away; what they held back breaks off. */
  async clearFaults(): Promise<void> {
    await this.call('DELETE', 'faults');
  }

  /** Waits until a fault has struck. @throws {Error} when it does not in time */
  async waitForStrike(id: string, times = 1, limitMs = 10_000): Promise<void> {
    const deadline = Date.now() + limitMs;
    while (Date.now() < deadline) {
      const found = (await this.faults()).find((fault) => fault.id === id);
      if (found !== undefined && found.applied >= times) return;
      await pause(50);
    }
    throw new Error(`The fault ${id} did not strike ${times} times within ${limitMs} ms.`);
  }

  /** Sets how far the server's clock is ahead; 0 puts it right. */
  async moveClock(offsetSeconds: number): Promise<void> {
    await this.call('POST', 'clock', { offsetSeconds });
  }

  /** Closes the engine's sockets, with 4003 unless told otherwise, and ends its sessions with all objects. */
  async restartEngine(code?: number): Promise<void> {
    await this.call('POST', 'restart-engine', code === undefined ? {} : { code });
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
