import { Agent, type Dispatcher, fetch, type RequestInit } from 'undici';
import { VERIFYING } from './outgoing.ts';

/** What `openid-client` and `jose` take in place of `fetch`. */
type CustomFetch = (address: string, options: object) => Promise<Response>;

/**
 * `fetch` for the libraries that speak OpenID Connect, over the connections of a dispatcher.
 * @param dispatcher one that verifies certificates
 */
export function openidFetch(dispatcher: Dispatcher): CustomFetch {
  return async (address, options) => {
    const { body, status, statusText, headers } = await fetch(address, {
      ...(options as RequestInit),
      dispatcher,
    });
    // The libraries ask for an instance of the platform's own class.
    return new Response(body as ReadableStream | null, { status, statusText, headers: [...headers] });
  };
}

/** Connections that verify certificate and host name, whatever `NODE_TLS_REJECT_UNAUTHORIZED` says. */
export function verifyingDispatcher(): Dispatcher {
  return new Agent({ connect: VERIFYING });
}
