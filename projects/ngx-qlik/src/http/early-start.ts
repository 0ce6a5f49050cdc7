import type { HttpRequest } from '@angular/common/http';

/** What `qlik-early-start.js` began before Angular, each to be taken once. */
export interface EarlyStart {
  /** The file of the connections, asked for again where it did not arrive; `undefined` for another file, and once it has been taken. */
  takeConnections(address: URL): Promise<Response> | undefined;
  /**
   * The answer to a GET for JSON with exactly this address and credential; `undefined` where none was begun. It resolves to `undefined` where
   * there is none to be used.
   */
  takeAnswer(request: HttpRequest<unknown>): Promise<EarlyAnswer | undefined> | undefined;
}

/** What a server said, read as HttpClient reads it. */
export interface EarlyAnswer {
  readonly ok: boolean;
  readonly status: number;
  readonly url: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** What was begun in this page; nothing without the script, and on a server. */
export function earlyStart(): Partial<EarlyStart> | undefined {
  return (globalThis as { readonly ngxQlikEarlyStart?: Partial<EarlyStart> }).ngxQlikEarlyStart;
}
