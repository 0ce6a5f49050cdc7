/** A server of the sandbox as `GET /health` tells of it. */
export interface Server {
  readonly id: string;
  readonly origin: string;
  readonly status: 'running' | 'stopped';
}

/** A fault with how often it struck. */
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

/** What `GET /tenants/:id/faults` answers. */
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

/** A fault by name. */
export interface Preset {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly group: string;
  readonly platforms: readonly string[];
}

/** After so long the sandbox counts as not answering. */
const LIMIT_MS = 10_000;

/**
 * Calls the operator's API, which this page is served by.
 * @throws {Error} with a text for people
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
    throw new Error(
      'The sandbox does not answer. Is it still running? This page goes on by itself when it is.',
      {
        cause,
      },
    );
  }
  const text = await answer.text();
  const content: unknown = text === '' ? undefined : JSON.parse(text);
  if (!answer.ok) {
    const { error } = content as { error: { message: string } };
    throw new Error(error.message);
  }
  return content as T;
}
