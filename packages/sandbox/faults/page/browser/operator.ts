/** A server of the sandbox in the answer of `GET /health`. */
export interface Server {
  readonly id: string;
  readonly origin: string;
  readonly status: 'running' | 'stopped';
}

/** A fault with the number of times that it applied. */
export interface ActiveFault {
  readonly id: string;
  readonly match: {
    readonly path?: string | readonly string[];
    readonly method?: string;
    readonly user?: string;
    readonly kind: string;
  };
  readonly count?: number;
  readonly applied: number;
  readonly isExhausted: boolean;
  readonly effect: { readonly type: string } & Readonly<Record<string, unknown>>;
}

/** The answer of `GET /tenants/:id/faults`. */
export interface ServerState {
  readonly platform: string;
  readonly clock: { readonly offsetSeconds: number; readonly now: string };
  readonly faults: readonly ActiveFault[];
}

/** One line of a server's request log. */
export interface ReceivedRequest {
  readonly seq: number;
  readonly time: string;
  readonly kind: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly user?: string;
  readonly reason?: string;
  readonly faults?: readonly string[];
}

/** A call that a server does not support, in the answer of `GET /tenants/:id/unsupported-calls`. */
export interface UnsupportedCall {
  readonly name: string;
  readonly count: number;
}

/** A preset in the answer of `GET /faults/presets`. */
export interface Preset {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly group: string;
  readonly platforms: readonly string[];
}

/** Timeout of a call. */
const LIMIT_MS = 10_000;

/**
 * Calls the admin API, on the host of this page.
 * @throws {Error} with a readable message
 */
export async function callApi<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      signal: AbortSignal.timeout(LIMIT_MS),
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch (cause) {
    throw new Error('The sandbox does not answer. Is it still running? This page reconnects automatically.', {
      cause,
    });
  }
  const text = await answer.text();
  const content: unknown = text === '' ? undefined : JSON.parse(text);
  if (!answer.ok) {
    const { error } = content as { error: { message: string } };
    throw new Error(error.message);
  }
  return content as T;
}
