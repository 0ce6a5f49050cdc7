import { randomBytes } from 'node:crypto';
import type { QlikUser, UserAttribute } from '../users/qlik-user.ts';
import type { VirtualProxy } from '../proxy/virtual-proxy.ts';

/** The user and the attributes of a ticket. */
export interface Ticket {
  readonly user: QlikUser;
  readonly attributes: readonly UserAttribute[];
}

/** The ticket, or the reason for the refusal in one sentence. */
export type Redemption = { readonly ticket: Ticket } | { readonly refusal: string };

/** Source: Qlik's help, Proxy Service API, "Ticket: Add": valid for one minute. */
const LIFETIME_MS = 60_000;

interface Issued {
  readonly ticket: Ticket;
  readonly proxy: VirtualProxy;
  until: number;
  isUsed: boolean;
}

/** Issues tickets and redeems each one once, within a minute, at the virtual proxy that it was issued for. */
export class TicketStore {
  readonly #issued = new Map<string, Issued>();

  constructor(private readonly now: () => number) {}

  issue(proxy: VirtualProxy, ticket: Ticket): string {
    this.#removeOld();
    // 16 characters of base64url, as in Qlik's tickets.
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

  /** Expires every ticket. @returns the number of tickets that were still valid */
  expireAll(): number {
    const open = [...this.#issued.values()].filter(({ isUsed, until }) => !isUsed && until > this.now());
    for (const issued of open) {
      issued.until = this.now();
    }
    return open.length;
  }

  /** Expired tickets are kept for a while, so that the log distinguishes a late ticket from an unknown one. */
  #removeOld(): void {
    for (const [id, { until }] of this.#issued) {
      if (until + 10 * LIFETIME_MS > this.now()) {
        break;
      }
      this.#issued.delete(id);
    }
  }
}
