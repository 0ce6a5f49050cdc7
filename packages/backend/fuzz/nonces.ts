/** A sent request. Its number is sent to the upstream server and returned in the response. */
export interface Sent {
  readonly nonce: string;
  /** The signed-in user who sends the request; `undefined` without a valid session. */
  readonly user: string | undefined;
  readonly connection: string;
  /** Whether it may arrive at the upstream server. */
  readonly mayArrive: boolean;
  /** Whether methods that change an app may arrive over its WebSocket. */
  readonly isReadOnly: boolean;
}

const KEPT = 200_000;

/** The requests of the run by their numbers. */
export class Nonces {
  readonly #sent = new Map<string, Sent>();
  #next = 0;

  /** Of 12 digits, to be put into the path as `n` and the digits. */
  create(what: Partial<Omit<Sent, 'nonce'>> & Pick<Sent, 'connection'>): string {
    const nonce = String(this.#next).padStart(12, '0');
    this.#next += 1;
    this.#sent.set(nonce, { user: undefined, mayArrive: false, isReadOnly: false, ...what, nonce });
    // The oldest are long answered.
    for (const oldest of this.#sent.keys()) {
      if (this.#sent.size <= KEPT) break;
      this.#sent.delete(oldest);
    }
    return nonce;
  }

  get(nonce: string): Sent | undefined {
    return this.#sent.get(nonce);
  }

  /** Of the request line, the first one. */
  static of(text: string): string | undefined {
    return /[/=]n(\d{12})/.exec(text)?.[1];
  }
}
