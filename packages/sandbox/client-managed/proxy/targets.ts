import { randomUUID } from 'node:crypto';

/** The targets of sign-in redirects, by an id that the authentication module passes back. */
export class Targets {
  readonly #targets = new Map<string, { readonly uri: string; readonly until: number }>();

  constructor(
    private readonly now: () => number,
    private readonly lifetimeMs = 10 * 60_000,
    private readonly capacity = 10_000,
  ) {}

  remember(uri: string): string {
    const [oldest] = this.#targets.keys();
    if (oldest !== undefined && this.#targets.size >= this.capacity) {
      this.#targets.delete(oldest);
    }
    const id = randomUUID();
    this.#targets.set(id, { uri, until: this.now() + this.lifetimeMs });
    return id;
  }

  find(id: string): string | undefined {
    const target = this.#targets.get(id);
    return target === undefined || target.until <= this.now() ? undefined : target.uri;
  }
}
