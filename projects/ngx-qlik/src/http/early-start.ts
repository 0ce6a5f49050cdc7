import type { HttpRequest } from '@angular/common/http';

/** What `qlik-early-start.js` began before Angular for the connection of this page. Each answer is to be taken once. */
export interface EarlyStart {
  /**
   * What `fetch` would resolve to. A failure or a refusal is not taken over: the request is sent again then, as if nothing had been begun.
   * @param id of the connection; `undefined` for the file of the connections
   * @returns `undefined` where no such request was begun
   */
  (id: string | undefined, address: string | URL, init: RequestInit): Promise<Response> | undefined;
  /**
   * The answer to a call with exactly these headers, whatever it is.
   * @returns `undefined` where none was begun; it resolves to `undefined` where no answer came
   */
  (id: string, request: HttpRequest<unknown>): Promise<Response | undefined> | undefined;
  /** Drops what was not taken: another sign-in begins. */
  (id: string): void;
  /** What the requests to a client-managed server have as their Xrfkey, see `createXrfkey`. */
  readonly xrfkey: string;
}

/** What was begun in this page; nothing without the script, and on a server. */
export function earlyStart(): EarlyStart | undefined {
  const { ngxQlikEarlyStart: found } = globalThis as { readonly ngxQlikEarlyStart?: unknown };
  // Elements of the page can have this name, too.
  return found instanceof Function ? (found as EarlyStart) : undefined;
}
