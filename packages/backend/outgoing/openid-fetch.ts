import { HttpClient, VERIFYING } from './http-client.ts';
import { call } from './short-responses.ts';

const SILENCE_MS = 30_000;

/** The custom `fetch` of `openid-client` and `jose`. */
type CustomFetch = (address: string, options: object) => Promise<Response>;

interface FetchOptions {
  readonly method?: string;
  readonly headers?: ConstructorParameters<typeof Headers>[0];
  readonly body?: string | URLSearchParams | null;
  readonly signal?: AbortSignal | null;
}

/** `fetch` for the libraries that speak OpenID Connect, by a client that verifies certificates. Redirects are errors. */
export function openidFetch(client: HttpClient): CustomFetch {
  return async (address, options) => {
    const { method, headers, body, signal } = options as FetchOptions;
    return call(client, address, {
      ...(method === undefined ? {} : { method }),
      headers: Object.fromEntries(new Headers(headers ?? {})),
      // Both send forms, as text or as `URLSearchParams`.
      ...(body === undefined || body === null ? {} : { body: String(body) }),
      signal: signal ?? AbortSignal.timeout(SILENCE_MS),
    });
  };
}

/** Verifies certificate and host name, also with `NODE_TLS_REJECT_UNAUTHORIZED=0`. */
export function verifyingClient(): HttpClient {
  return new HttpClient({ tls: VERIFYING, silenceMs: SILENCE_MS });
}
