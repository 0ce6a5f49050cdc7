import type { QlikConnection } from '../../connections/connection';
import { QlikError, type QlikErrorDetails } from '../../errors/qlik-error';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { ɵquoteText as quoteText } from 'ngx-qlik/quoting';
import { silenceRemedy } from '../../errors/loopback-remedy';
import { earlyStart } from '../../http/early-start';
import { readRetryAfter } from '../../errors/retry-after';
import { waitAtMost } from '../../errors/time-limit';
import type { QlikCredential } from '../strategy';
import { QLIK_CALL_MEASURE, type QlikCallDetail } from './call-measure';

/** How long a request may take. */
const LIMIT_MS = 20_000;

/** One request of a sign-in, by `fetch`: they bypass the interceptor, which would wait for the credential that they fetch. */
export interface RequestSpec {
  readonly address: string;
  readonly init: RequestInit;
  /** Remedy when no response arrives; browsers do not distinguish network, CORS and policy errors. */
  readonly remedy: string;
  /** That of the remedy. Default: `host`. */
  readonly variant?: string;
}

/**
 * Sends a request and returns the response, whatever its status.
 * @throws {QlikError} `http-unreachable`
 */
export async function request(
  connection: QlikConnection,
  { address, init, remedy, variant = 'host' }: RequestSpec,
): Promise<Response> {
  try {
    return await timedFetch(connection, address, {
      cache: 'no-store',
      signal: AbortSignal.timeout(LIMIT_MS),
      ...init,
    });
  } catch (cause) {
    const { host } = new URL(address);
    /* istanbul ignore next: production builds have the last branch only */
    const sandbox = ngDevMode ? await silenceRemedy(connection, address) : undefined;
    throw unreachable(connection, {
      message: `${host} could not be reached.`,
      remedy: sandbox ?? remedy,
      variant: sandbox ? 'loopback' : variant,
      params: { host },
      cause,
    });
  }
}

function unreachable(
  connection: QlikConnection,
  { message, ...details }: QlikErrorDetails & { readonly message: string },
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
      variant: 'broken-off',
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
  return typeof message === 'string' ? quoteText(message) : undefined;
}

/** What a server says of a failure: why, and what to do about it. */
interface ServerTexts {
  readonly reason?: string | undefined;
  readonly remedy?: string | undefined;
}

/** Texts of an error that may be those of a server. */
interface ResponseTexts extends ServerTexts {
  /** That of the remedy, where it is none of a server. */
  readonly variant?: string | undefined;
}

/** Returns the parameters of an error that has texts of a server. */
function paramsOf(texts: ServerTexts): QlikErrorDetails['params'] {
  const given = Object.entries(texts).filter(([, text]) => text !== undefined);
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}

/** Returns the error for a response that the caller does not handle: a rate limit, a server error, or an unexpected status. */
export function unexpectedResponse(
  connection: QlikConnection,
  response: Response,
  { reason, remedy, variant }: ResponseTexts = {},
): QlikError {
  const { status } = response;
  const suffix = reason === undefined ? '' : `: ${reason.replace(/\.$/, '')}`;
  const retryAfterSeconds = readRetryAfter(response.headers.get('Retry-After'));
  const params = paramsOf({ reason, remedy: variant === undefined ? remedy : undefined });
  const details = { connectionId: connection.id, status, isRetryable: true, retryAfterSeconds, variant };
  const isBusy = status === 429 || status >= 500;
  const wait =
    isBusy && retryAfterSeconds !== undefined ? `Wait ${retryAfterSeconds} s and try again.` : undefined;
  if (status === 429) {
    return new QlikError('http-rate-limited', `Too many requests were made${suffix}.`, {
      ...details,
      params,
      remedy: remedy ?? wait ?? 'Wait a moment and try again.',
    });
  }
  return new QlikError(
    isBusy ? 'http-server-error' : 'http-unexpected-answer',
    `The server answered ${status}${suffix}.`,
    {
      ...details,
      params,
      remedy: remedy ?? wait ?? 'Try again in a moment; if it stays, ask the administrator.',
    },
  );
}

/** Each user may read these, so that a refusal here is one of the credential. */
const PATHS = { cloud: '/api/v1/users/me', 'client-managed': '/qrs/about' } as const;

/**
 * Asks Qlik with a credential that one call was refused with. What may not be read with it (403) is accepted all the same.
 *
 * @throws {QlikError} `http-*` when the server could not be asked
 * @see RFC 9110, section 15.5.2: 401 says that the credential is missing or invalid
 */
export async function acceptsCredential(
  connection: QlikConnection,
  credential: QlikCredential,
): Promise<boolean> {
  const response = await requestWith(connection, credential, PATHS[connection.platform]);
  if (isRefused(response)) return false;
  if (response.status === 429 || response.status >= 500) throw unexpectedResponse(connection, response);
  return true;
}

/**
 * Reads a path of the connection's host with a credential.
 * @throws {QlikError} `http-unreachable`
 */
export function requestWith(
  connection: QlikConnection,
  { headers, queryParams, cookies }: QlikCredential,
  path: string,
): Promise<Response> {
  const address = new URL(connection.host + path);
  Object.entries(queryParams).forEach(([name, value]) => address.searchParams.set(name, value));
  return request(connection, {
    address: address.href,
    // A client-managed server sends calls without a session to its sign-in page.
    init: { headers: { ...headers }, credentials: cookies, redirect: 'manual' },
    remedy: 'Check the network, and try again.',
  });
}

/** Whether the answer to {@link requestWith} says that the credential is not accepted. */
export function isRefused({ status, type }: Response): boolean {
  return status === 401 || type === 'opaqueredirect';
}

/**
 * Calls `fetch`, or takes over what was begun before Angular, and records it in the browser's performance timeline as {@link QLIK_CALL_MEASURE}, which developer tools show and an
 * application can observe. The entry is not kept.
 */
export async function timedFetch(
  connection: QlikConnection,
  address: string,
  init: RequestInit,
): Promise<Response> {
  const start = performance.now();
  let status = 0;
  try {
    const answer = await (earlyStart()?.(connection.id, address, init) ?? fetch(address, init));
    ({ status } = answer);
    return answer;
  } finally {
    const detail: QlikCallDetail = {
      connectionId: connection.id,
      method: init.method ?? 'GET',
      address: quoteText(address.replace(/[?#].*/s, '')),
      status,
    };
    performance.measure(QLIK_CALL_MEASURE, { start, end: performance.now(), detail });
    performance.clearMeasures(QLIK_CALL_MEASURE);
  }
}

/**
 * The sign-outs that a server has not answered yet. A sign-in waits for them: the cookies or the user are the same, so a late answer would
 * end the new session.
 */
export class PendingSignOut {
  private pending: Promise<unknown> | undefined;

  /** Registers work that ends a session on the server, and returns it. */
  add<T>(work: Promise<T>): Promise<T> {
    const pending: Promise<unknown> = Promise.allSettled([this.pending, work]).then(() => {
      if (this.pending === pending) this.pending = undefined;
    });
    this.pending = pending;
    return work;
  }

  /** Waits for all registered work, as long as a request may take. Never rejects. */
  async wait(): Promise<void> {
    if (this.pending) await waitAtMost(this.pending, LIMIT_MS);
  }
}

/** The error when the server sent the user back before the sign-in was complete, or the user signed out meanwhile. */
export function signInAbandoned(connection: QlikConnection): QlikError {
  return new QlikError('sign-in-failed', 'The sign-in was left before it was done.', {
    remedy: 'Sign in again.',
    connectionId: connection.id,
    isRetryable: true,
  });
}

/** The error when the server began a session and the browser does not send its cookies from this page. */
export function cookiesBlocked(connection: QlikConnection): QlikError {
  return new QlikError(
    'cookies-blocked',
    `The sign-in to ${connection.label} took place, but the browser does not send its cookies from this page.`,
    {
      remedy:
        'The page and the server belong to different sites, and the browser blocks third-party cookies: allow them for this page, serve both from one site, or use an auth type without cookies, such as oauth2.',
      connectionId: connection.id,
    },
  );
}

/** The error when the server identifies the user and refuses access. */
export function signInRefused(
  connection: QlikConnection,
  details: {
    readonly reason: string | undefined;
    readonly status: number;
    readonly remedy: string;
    /** The remedy, where it is that of a server. */
    readonly given?: string | undefined;
    readonly variant?: string | undefined;
  },
): QlikError {
  const { reason, given, ...texts } = details;
  const suffix = reason === undefined ? '' : `: ${reason.replace(/\.$/, '')}`;
  return new QlikError('sign-in-refused', `The sign-in to ${connection.label} was refused${suffix}.`, {
    ...texts,
    connectionId: connection.id,
    isRetryable: true,
    params: paramsOf({ reason, remedy: given }),
  });
}

/** Whether the error means that the user has to sign in first. */
export function isSignInRequired(thrown: unknown): thrown is QlikError {
  return thrown instanceof QlikError && thrown.code === 'sign-in-required';
}
