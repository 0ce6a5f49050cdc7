import { ɵisRecord as isRecord } from 'ngx-qlik/json';

/** enigma's codes for calls without an open socket. */
const NOT_CONNECTED = -1;
const SUSPENDED = -11;
/** The engine aborted a calculation because the app changed meanwhile. */
const ABORTED = 15;
/** "Object not found": from enigma, and from `@qlik/api`'s `getObject`. */
const NOT_FOUND: readonly number[] = [-2, 2];

/** The code of an error of enigma or `@qlik/api`. */
export function codeOf(thrown: unknown): number | undefined {
  const code = isRecord(thrown) ? thrown['code'] : undefined;
  return typeof code === 'number' ? code : undefined;
}

/**
 * Whether a call failed because the socket is closed, which says nothing about the call. The engine's "Invalid handle" has the code -1 too: the
 * errors that enigma makes of responses have a `parameter`, its own have none.
 * @see enigma.js 2.14, `errorResponseInterceptor`
 */
export function isDisconnection(thrown: unknown): boolean {
  const code = codeOf(thrown);
  return code === SUSPENDED || (code === NOT_CONNECTED && isRecord(thrown) && !('parameter' in thrown));
}

/** Whether the engine aborted the call, so that a retry may succeed. */
export function isAborted(thrown: unknown): boolean {
  return codeOf(thrown) === ABORTED;
}

/** How often a call is made again that the engine aborts again and again. */
export const MOST_ABORTIONS = 20;

/** Makes a call, and again as often as the engine aborts it because the app changes meanwhile. */
export async function repeatAborted<T>(call: () => Promise<T>): Promise<T> {
  for (let aborted = 0; ; aborted++) {
    try {
      return await call();
    } catch (thrown) {
      if (!isAborted(thrown) || aborted === MOST_ABORTIONS) throw thrown;
    }
  }
}

/** Whether a call failed because the thing that it fetched is not there. */
export function isNotFound(thrown: unknown): boolean {
  const code = codeOf(thrown);
  return code !== undefined && NOT_FOUND.includes(code);
}
