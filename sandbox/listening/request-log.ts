/** One request as the operator sees it: what arrived and who it was, never a credential or a value of a query. */
export interface LoggedRequest {
  /** Counts up from 1 and never starts over. */
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly kind: 'http' | 'websocket';
  readonly method: string;
  readonly path: string;
  readonly queryNames: readonly string[];
  readonly origin: string | undefined;
  /** 0 where nothing was answered. */
  readonly status: number;
  /** The user, where the request was authenticated. */
  readonly user: string | undefined;
  /** How the caller proved who it is, and as which client (cloud) or at which virtual proxy or port (client-managed). */
  readonly credential: { readonly kind: string; readonly client: string } | undefined;
  /** Did a CSRF token come with it, right or wrong? Cloud tenants only. */
  readonly csrf?: boolean;
  /** Why it was refused, in a sentence for the operator; the caller is told less. */
  readonly reason?: string | undefined;
  /** Ids of the faults that struck it. */
  readonly faults?: readonly string[] | undefined;
}

/** What a server writes into its log; the rest is added. */
export type RequestEntry = Omit<LoggedRequest, 'seq' | 'time' | 'path' | 'queryNames'> & {
  readonly url: string;
};

/** The last requests of a server. */
export class RequestLog {
  #entries: LoggedRequest[] = [];
  readonly #noted = new WeakSet<object>();
  #seq = 0;

  constructor(
    private readonly now: () => number,
    private readonly capacity = 5000,
  ) {}

  /** @param request what the entry is about: of each one only the first entry is kept */
  add(entry: RequestEntry, request: object): void {
    if (this.#noted.has(request)) {
      return;
    }
    this.#noted.add(request);
    const { url, ...rest } = entry;
    const [path = '', query = ''] = url.split(/\?(.*)/s);
    this.#seq += 1;
    this.#entries.push({
      seq: this.#seq,
      time: new Date(this.now()).toISOString(),
      path,
      queryNames: [...new Set(new URLSearchParams(query).keys())],
      ...rest,
    });
    if (this.#entries.length > this.capacity * 1.1) {
      this.#entries = this.#entries.slice(-this.capacity);
    }
  }

  /** Entries after that number, oldest first. */
  since(seq: number): readonly LoggedRequest[] {
    return this.#entries.filter((entry) => entry.seq > seq);
  }

  clear(): void {
    this.#entries = [];
  }
}
