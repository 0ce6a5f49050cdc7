/** One received request in the log, with its user; never a credential or a value of a query. */
export interface LoggedRequest {
  /** Sequence number from 1, never reset. */
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly kind: 'http' | 'websocket';
  readonly method: string;
  readonly path: string;
  readonly queryNames: readonly string[];
  readonly origin: string | undefined;
  /** 0 without an answer. */
  readonly status: number;
  /** The user, where the request was authenticated. */
  readonly user: string | undefined;
  /** The kind of credential, and the client (cloud) or the virtual proxy or port (client-managed). */
  readonly credential: { readonly kind: string; readonly client: string } | undefined;
  /** Whether the request had a CSRF token, valid or not. Cloud tenants only. */
  readonly csrf?: boolean;
  /** The reason of a refusal in one sentence, for the operator; the caller gets less detail. */
  readonly reason?: string | undefined;
  /** Ids of the faults that applied to it. */
  readonly faults?: readonly string[] | undefined;
}

/** The part of an entry that a server passes to the log. */
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

  /** @param request the request of the entry: only the first entry of each request is kept */
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
