import { randomBytes } from 'node:crypto';
import type { QlikUser, UserAttribute } from '../users/qlik-user.ts';
import type { VirtualProxy } from '../proxy/virtual-proxy.ts';

/** What a ticket stands for. */
export interface Ticket {
  readonly user: QlikUser;
  readonly attributes: readonly UserAttribute[];
}

/** The ticket, or why it is worth nothing, in a sentence. */
export type Redemption = { readonly ticket: Ticket } | { readonly refusal: string };

/** Source: Qlik's help, Proxy Service API, "Ticket: Add": valid for one minute. */
const LIFETIME_MS = 60_000;

interface Issued {
  readonly ticket: Ticket;
  readonly proxy: VirtualProxy;
  until: number;
  isUsed: boolean;
}

/** Issues tickets and takes each back once, within a minute, at the virtual proxy it was issued for. */
export class TicketStore {
  readonly #issued = new Map<string, Issued>();

  constructor(private readonly now: () => number) {}

  issue(proxy: VirtualProxy, ticket: Ticket): string {
    this.#removeOld();
    // 16 characters of base64url, as Qlik's tickets look.
    const id = randomBytes(12).toString('base64url');
    this.#issued.set(id, { ticket, proxy, until: this.now() + LIFETIME_MS, isUsed: false });
    return id;
  }

  redeem(proxy: VirtualProxy, id: string): Redemption {
    const issued = this.#issued.get(id);
    if (issued?.proxy !== proxy) {
      return { refusal: 'The ticket is unknown at this virtual proxy.' };
    }
    if (issued.isUsed) {
      return { refusal: 'The ticket was used before; each is good for one session.' };
    }
    if (this.now() >= issued.until) {
      return { refusal: 'The ticket is older than one minute.' };
    }
    issued.isUsed = true;
    return { ticket: issued.ticket };
  }

  /** Makes every ticket that is out too old. @returns how many could still have been redeemed */
  expireAll(): number {
    const open = [...this.#issued.values()].filter(({ isUsed, until }) => !isUsed && until > this.now());
    for (const issued of open) {
      issued.until = this.now();
    }
    return open.length;
  }

  /** Kept a while after their time, so that a late ticket can be told from a made-up one. */
  #removeOld(): void {
    for (const [id, { until }] of this.#issued) {
      if (until + 10 * LIFETIME_MS > this.now()) {
        break;
      }
      this.#issued.delete(id);
    }
  }
}
