import { objectId } from '../users/object-id.ts';

/** An origin with its rights on the tenant's own pages. Part of Qlik's `csp-origins` API. */
export interface CspOrigin {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Scheme, host and port, as a browser names an origin. */
  readonly origin: string;
  /** May put the tenant's pages into a frame. */
  readonly frameAncestors: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** The members of an entry that an admin sets. */
export type CspOriginContent = Pick<CspOrigin, 'name' | 'description' | 'origin' | 'frameAncestors'>;

/** The tenant's list of such origins. The sandbox applies `frameAncestors` only. */
export class CspOrigins {
  readonly #entries = new Map<string, CspOrigin>();
  #made = 0;

  constructor(
    origins: readonly string[],
    private readonly now: () => number,
  ) {
    for (const origin of origins) {
      this.add({ name: origin, description: 'An application of the sandbox', origin, frameAncestors: true });
    }
  }

  get all(): readonly CspOrigin[] {
    return [...this.#entries.values()];
  }

  find(id: string): CspOrigin | undefined {
    return this.#entries.get(id);
  }

  add(content: CspOriginContent): CspOrigin {
    this.#made += 1;
    const now = this.now();
    const id = objectId('csp-origin', String(this.#made));
    return this.#put({ ...content, id, createdAt: now, modifiedAt: now });
  }

  change(entry: CspOrigin, content: CspOriginContent): CspOrigin {
    return this.#put({ ...entry, ...content, modifiedAt: this.now() });
  }

  remove(id: string): void {
    this.#entries.delete(id);
  }

  /** The value of the directive `frame-ancestors` for the tenant's pages. */
  frameAncestors(): string {
    const origins = this.all.filter((entry) => entry.frameAncestors).map(({ origin }) => origin);
    return ["'self'", ...new Set(origins)].join(' ');
  }

  #put(entry: CspOrigin): CspOrigin {
    this.#entries.set(entry.id, entry);
    return entry;
  }
}
