import { HttpErrorResponse } from '@angular/common/http';
import {
  type QlikConnection,
  QlikError,
  type QlikErrorCode,
  type QlikErrorDetails,
  toQlikError,
  ɵloopbackRemedy as loopbackRemedy,
  ɵquoteText as quoteText,
  ɵreadRetryAfter as readRetryAfter,
  ɵsilenceRemedy as silenceRemedy,
} from 'ngx-qlik';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';

/** Code, what the connection did (its label precedes it), remedy, and whether a repetition may help. */
type Failure = readonly [code: QlikErrorCode, what: string, remedy: string, isRetryable?: boolean];

/**
 * Converts the error of a REST call to a {@link QlikError}: the status determines the code, the message contains Qlik's error text.
 *
 * @see https://qlik.dev/apis/rest — `{ errors: [{ code, title, detail }], traceId }`
 */
export function toRestError(thrown: unknown, connection: QlikConnection): QlikError {
  return convert(thrown, connection, ngDevMode ? loopbackRemedy(connection) : undefined);
}

/** As {@link toRestError}, for development: a server of this machine that refuses the page is not reported as one that is not there. */
export async function toRestErrorOfLoopback(
  thrown: HttpErrorResponse,
  connection: QlikConnection,
): Promise<QlikError> {
  return convert(thrown, connection, await silenceRemedy(connection));
}

/** Whether {@link toRestErrorOfLoopback} is for it. */
export function isLoopbackFailure(thrown: unknown, connection: QlikConnection): thrown is HttpErrorResponse {
  return (
    thrown instanceof HttpErrorResponse && thrown.status === 0 && loopbackRemedy(connection) !== undefined
  );
}

function convert(thrown: unknown, connection: QlikConnection, sandbox: string | undefined): QlikError {
  if (!(thrown instanceof HttpErrorResponse)) return toQlikError(thrown, connection.id);
  const [code, what, usual, isRetryable = false] = describeFailure(thrown.status, connection, sandbox);
  const retryAfterSeconds = readRetryAfter(thrown.headers.get('Retry-After'));
  const isBusy = thrown.status === 429 || thrown.status >= 500;
  const remedy =
    isBusy && retryAfterSeconds !== undefined ? `Wait ${retryAfterSeconds} s and try again.` : usual;
  // Of a call without an answer a server has said nothing.
  const isUnanswered = thrown.status === 0;
  const serverText = isUnanswered ? undefined : readErrorText(thrown);
  const given = readRemedy(thrown);
  return new QlikError(
    code,
    `${connection.label} ${what}${serverText === undefined ? '.' : `: ${withFullStop(serverText)}`}`,
    {
      remedy: given ?? remedy,
      connectionId: connection.id,
      isRetryable,
      status: isUnanswered ? undefined : thrown.status,
      retryAfterSeconds,
      cause: thrown,
      ...(isUnanswered && unreachable(connection, sandbox)),
      ...(thrown.status === 401 && { variant: 'call' }),
      ...((serverText ?? given) !== undefined && {
        params: { ...(serverText && { reason: serverText }), ...(given && { remedy: given }) },
      }),
    },
  );
}

/** What translations name of an error without an answer. */
function unreachable(
  connection: QlikConnection,
  sandbox: string | undefined,
): Pick<QlikErrorDetails, 'variant' | 'params'> {
  const { host } = new URL(connection.host);
  return { variant: sandbox ? 'loopback' : 'host', params: { host } };
}

/** Returns the error for a response that is not one of Qlik's API: from another server, a sign-in page, a proxy. */
export function unexpectedResponse(connection: QlikConnection, cause?: unknown): QlikError {
  return new QlikError(
    'http-unexpected-answer',
    `The response of ${connection.label} is not one of Qlik’s API.`,
    {
      remedy: NOT_QLIK,
      connectionId: connection.id,
      isRetryable: true,
      cause,
    },
  );
}

/** Returns the error for a link of a server that leads out of the connection. @param what it leads to */
export function foreignLink({ id, label }: QlikConnection, what: string): QlikError {
  return new QlikError('http-foreign-link', `${label} names ${what} that is not on its own host.`, {
    remedy: 'Contact the administrator: a proxy must rewrite its links.',
    connectionId: id,
  });
}

function describeFailure(status: number, connection: QlikConnection, sandbox: string | undefined): Failure {
  if (status === 0) {
    const remedy = `Check the network, and that ${connection.host} is right and allows this page's origin; then try again.`;
    return ['http-unreachable', 'could not be reached', sandbox ?? remedy, true];
  }
  if (status < 300) return ['http-unexpected-answer', 'answered, but not in JSON', NOT_QLIK, true];
  if (status >= 500)
    return ['http-server-error', `has an internal error (${status})`, 'Try again in a moment.', true];
  return (
    CLIENT_FAILURES[status] ?? [
      'http-bad-request',
      `did not accept the request (${status})`,
      'Change the request and try again.',
    ]
  );
}

const NOT_QLIK = 'Check that the host is a Qlik server and that no proxy answers instead; then try again.';

const CLIENT_FAILURES: Readonly<Record<number, Failure>> = {
  401: [
    'credential-refused',
    'refused this call, and not the sign-in',
    "Check what the user and the OAuth client's scopes allow. If no call works, add qlikInterceptor to HttpClient.",
  ],
  403: [
    'http-forbidden',
    'does not allow this user to do that',
    'Ask the owner or an administrator for access.',
  ],
  404: [
    'http-not-found',
    'has no such resource, or none for this user',
    'Go back and choose again, or ask the owner for access.',
  ],
  408: ['http-unreachable', 'did not get the request in time', 'Try again.', true],
  429: ['http-rate-limited', 'asks for a pause after too many requests', 'Try again in a moment.', true],
};

/**
 * Returns the first title and detail of Qlik Cloud's error body; older services have them at the top level. Client-managed servers send
 * text.
 */
function readErrorText({ error, headers }: HttpErrorResponse): string | undefined {
  const body: unknown = error;
  if (typeof body === 'string') {
    const isShortText = headers.get('Content-Type')?.startsWith('text/plain') && body.trim().length <= 300;
    return isShortText && body.trim() !== '' ? quoteText(body) : undefined;
  }
  if (!isRecord(body)) return undefined;
  const first: unknown = Array.isArray(body['errors']) ? body['errors'][0] : body;
  if (!isRecord(first)) return undefined;
  const texts = [first['title'], first['detail']].filter(
    (each, index, all) => typeof each === 'string' && each.trim() !== '' && all.indexOf(each) === index,
  );
  return texts.length === 0 ? undefined : quoteText(texts.join(', '));
}

/** Returns the remedy in an error of the application's backend (RFC 9457, with a member `remedy`). */
function readRemedy({ error, headers }: HttpErrorResponse): string | undefined {
  if (!headers.get('Content-Type')?.startsWith('application/problem+json') || !isRecord(error))
    return undefined;
  const { remedy } = error;
  return typeof remedy === 'string' && remedy.trim() !== '' ? quoteText(remedy) : undefined;
}

function withFullStop(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
