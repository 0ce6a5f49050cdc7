import type { QlikConnection } from '../../connections/connection';
import { QlikError } from '../../errors/qlik-error';
import { adviseToWait, readRetryAfter } from '../../retries/retry-after';
import { timedFetch } from './timed-fetch';

const LIMIT_MS = 20_000;

/** One request of a sign-in, by `fetch`: they bypass the interceptor, which would wait for the credential that they fetch. */
export interface RequestSpec {
  readonly address: string;
  readonly init: RequestInit;
  /** Remedy when no response arrives; browsers do not distinguish network, CORS and policy errors. */
  readonly remedy: string;
}

/**
 * Sends a request and returns the response, whatever its status.
 * @throws {QlikError} `http-unreachable`
 */
export async function request(
  connection: QlikConnection,
  { address, init, remedy }: RequestSpec,
): Promise<Response> {
  try {
    return await timedFetch(connection, address, {
      cache: 'no-store',
      signal: AbortSignal.timeout(LIMIT_MS),
      ...init,
    });
  } catch (cause) {
    const message = `${new URL(address).host} could not be reached.`;
    throw unreachable(connection, { message, remedy, cause });
  }
}

function unreachable(
  connection: QlikConnection,
  { message, ...details }: { readonly message: string; readonly remedy: string; readonly cause: unknown },
): QlikError {
  return new QlikError('http-unreachable', message, {
    ...details,
    connectionId: connection.id,
    isRetryable: true,
  });
}

/** Returns the JSON object of a response body; an empty one for any other body. */
export async function readJsonObject(response: Response): Promise<Readonly<Record<string, unknown>>> {
  const body: unknown = await response.json().catch(() => undefined);
  return isRecord(body) ? body : {};
}

/**
 * As {@link readJsonObject}, for callers that rely on missing fields: throws when the response was cut off.
 * @throws {QlikError} `http-unreachable`
 */
export async function readJsonBody(
  connection: QlikConnection,
  response: Response,
): Promise<Readonly<Record<string, unknown>>> {
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    throw unreachable(connection, {
      message: 'The answer of the server broke off half-way.',
      remedy: 'Check the network, and try again.',
      cause,
    });
  }
  return readJsonObject(new Response(text));
}

/** Returns the text of an error body in Qlik's form (`{ errors: [{ title, detail }] }`) or that of RFC 9457 (`{ title, detail }`). */
export function describeProblem(body: Readonly<Record<string, unknown>>): string | undefined {
  const { errors } = body;
  const first: unknown = Array.isArray(errors) ? errors[0] : body;
  const message = isRecord(first) ? (first['detail'] ?? first['title']) : undefined;
  return typeof message === 'string' ? message : undefined;
}

/** Returns the error for a response that the caller does not handle: a rate limit, a server error, or an unexpected status. */
export function unexpectedResponse(
  connection: QlikConnection,
  response: Response,
  { reason, remedy }: { readonly reason?: string | undefined; readonly remedy?: string | undefined } = {},
): QlikError {
  const { status } = response;
  const suffix = reason === undefined ? '' : `: ${reason.replace(/\.$/, '')}`;
  const retryAfterSeconds = readRetryAfter(response.headers.get('Retry-After'));
  const details = { connectionId: connection.id, status, isRetryable: true, retryAfterSeconds };
  if (status === 429) {
    return new QlikError('http-rate-limited', `Too many requests were made${suffix}.`, {
      ...details,
      remedy: remedy ?? adviseToWait(retryAfterSeconds),
    });
  }
  return new QlikError(
    status >= 500 ? 'http-server-error' : 'http-unexpected-answer',
    `The server answered ${status}${suffix}.`,
    { ...details, remedy: remedy ?? 'Try again in a moment; if it stays, ask the administrator.' },
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
