import type { StateStore } from '../state/state-store.ts';

const MAX_LENGTH = 4_096;
const MAX_COOKIES = 20;

/**
 * A client-managed server's cookies, kept here per session and connection. Without them each request would begin a new session
 * there, and a user may have five.
 */
export class CookieJar {
  readonly #state: StateStore;
  readonly #lifetimeMs: number;

  constructor(state: StateStore, lifetimeMs: number) {
    this.#state = state;
    this.#lifetimeMs = lifetimeMs;
  }

  /** The value of a `Cookie` header; `undefined` for an empty jar. */
  async read(owner: string): Promise<string | undefined> {
    return header(await this.#load(owner));
  }

  /** Takes over the `Set-Cookie` headers of a response. */
  async keep(owner: string, headers: readonly string[]): Promise<void> {
    if (headers.length === 0) return;
    await this.#state.withLock(`cookies:${owner}`, async () => {
      const cookies = await this.#load(owner);
      for (const header of headers) {
        const [pair = '', ...attributes] = header.split(';');
        const [, name, value] = /^\s*([\w!#$%&'*+.^`|~-]+)=([\x21-\x7e]*)\s*$/.exec(pair) ?? [];
        if (name === undefined || value === undefined || pair.length > MAX_LENGTH) continue;
        if (value === '' || attributes.some(isOver)) cookies.delete(name);
        else cookies.set(name, value);
      }
      const kept = [...cookies].slice(-MAX_COOKIES);
      await this.#state.set(`cookies:${owner}`, JSON.stringify(kept), this.#lifetimeMs);
    });
  }

  /** Empties the jar unless it has other cookies by now: those may be of a session that began meanwhile. */
  async emptyOf(owner: string, cookie: string): Promise<void> {
    await this.#state.withLock(`cookies:${owner}`, async () => {
      if ((await this.read(owner)) === cookie) await this.#state.delete(`cookies:${owner}`);
    });
  }

  /** Reads and empties in one step. */
  async take(owner: string): Promise<string | undefined> {
    return header(parse(await this.#state.take(`cookies:${owner}`)));
  }

  async #load(owner: string): Promise<Map<string, string>> {
    return parse(await this.#state.get(`cookies:${owner}`));
  }
}

function parse(text: string | undefined): Map<string, string> {
  // Written by `keep`.
  return new Map(text === undefined ? [] : (JSON.parse(text) as [string, string][]));
}

function header(cookies: ReadonlyMap<string, string>): string | undefined {
  return cookies.size === 0 ? undefined : [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

function isOver(attribute: string): boolean {
  const [name = '', value = ''] = attribute.split('=', 2).map((part) => part.trim());
  if (name.toLowerCase() === 'max-age') return Number(value) <= 0;
  return name.toLowerCase() === 'expires' && Date.parse(value) <= Date.now();
}
