import { Agent, type Dispatcher, fetch, type RequestInit } from 'undici';
import { readShort, VERIFYING } from './outgoing.ts';

/** What `openid-client` and `jose` take in place of `fetch`. */
type CustomFetch = (address: string, options: object) => Promise<Response>;

/**
 * `fetch` for the libraries that speak OpenID Connect, over the connections of a dispatcher.
 * Answers that are longer than such answers are fail.
 * @param dispatcher one that verifies certificates
 */
export function openidFetch(dispatcher: Dispatcher): CustomFetch {
  return async (address, options) => {
    const answer = await fetch(address, { ...(options as RequestInit), dispatcher });
    const { status, statusText, headers } = answer;
    const text = await readShort(answer);
    // The libraries ask for an instance of the platform's own class.
    return new Response(text === '' ? null : text, { status, statusText, headers: [...headers] });
  };
}

/** Connections that verify certificate and host name, whatever `NODE_TLS_REJECT_UNAUTHORIZED` says. */
export function verifyingDispatcher(): Dispatcher {
  return new Agent({ connect: VERIFYING });
}
