import { HttpErrorResponse } from '@angular/common/http';
import {
  type QlikConnection,
  QlikError,
  type QlikErrorCode,
  toQlikError,
  ɵloopbackRemedy as loopbackRemedy,
  ɵquoteText as quoteText,
  ɵreadRetryAfter as readRetryAfter,
} from 'ngx-qlik';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';

interface Failure {
  readonly code: QlikErrorCode;
  readonly message: string;
  readonly remedy: string;
  readonly isRetryable?: boolean;
}

/**
 * Converts the error of a REST call to a {@link QlikError}: the status determines the code, the message contains Qlik's error text.
 *
 * @see https://qlik.dev/apis/rest — `{ errors: [{ code, title, detail }], traceId }`
 */
export function toRestError(thrown: unknown, connection: QlikConnection): QlikError {
  if (!(thrown instanceof HttpErrorResponse)) return toQlikError(thrown, connection.id);
  const { code, message, remedy: usual, isRetryable } = describeFailure(thrown.status, connection);
  const retryAfterSeconds = readRetryAfter(thrown.headers.get('Retry-After'));
  const remedy = retryAfterSeconds === undefined ? usual : `Wait ${retryAfterSeconds} s and try again.`;
  const serverText = readErrorText(thrown);
  return new QlikError(
    code,
    serverText === undefined ? `${message}.` : `${message}: ${withFullStop(serverText)}`,
    {
      remedy: readRemedy(thrown) ?? remedy,
      connectionId: connection.id,
      isRetryable: isRetryable ?? false,
      status: thrown.status === 0 ? undefined : thrown.status,
      retryAfterSeconds,
      cause: thrown,
      ...(serverText !== undefined && { params: { reason: serverText } }),
    },
  );
}

/** Returns the error for a response that is not one of Qlik's API: from another server, a sign-in page, a proxy. */
export function unexpectedResponse(connection: QlikConnection, cause?: unknown): QlikError {
  return new QlikError(
    'http-unexpected-answer',
    `The response of ${connection.label} is not one of Qlik’s API.`,
    {
      remedy:
        "Check that the connection's host is a Qlik server and that no proxy answers instead; then try again.",
      connectionId: connection.id,
      isRetryable: true,
      cause,
    },
  );
}

/** Returns the error for a link of a server that leads out of the connection. @param what it leads to */
export function foreignLink({ id, label }: QlikConnection, what: string): QlikError {
  return new QlikError('http-foreign-link', `${label} names ${what} that is not on its own host.`, {
    remedy:
      'A proxy in front of the server must rewrite the links in its responses: contact the administrator.',
    connectionId: id,
  });
}

function describeFailure(status: number, connection: QlikConnection): Failure {
  const { label, host } = connection;
  if (status === 0) {
    return {
      code: 'http-unreachable',
      message: `${label} could not be reached`,
      remedy:
        loopbackRemedy(connection) ??
        `Check the network, that ${host} is right, and that it allows this page's origin; then try again.`,
      isRetryable: true,
    };
  }
  if (status < 300) {
    return {
      code: 'http-unexpected-answer',
      message: `The response of ${label} is not JSON`,
      remedy:
        "Check that the connection's host is a Qlik server and that no proxy answers instead; then try again.",
      isRetryable: true,
    };
  }
  if (status >= 500) {
    return {
      code: 'http-server-error',
      message: `${label} has an internal error (${status})`,
      remedy: 'Try again in a moment.',
      isRetryable: true,
    };
  }
  return CLIENT_FAILURES[status]?.(label) ?? badRequest(label, status);
}

const CLIENT_FAILURES: Readonly<Record<number, (label: string) => Failure>> = {
  401: (label) => ({
    code: 'credential-refused',
    message: `${label} refused this call, and not the sign-in`,
    remedy:
      "Check that the user, and with OAuth the client's scopes, allow this call. If no call works, check that qlikInterceptor is among the interceptors of HttpClient.",
  }),
  403: (label) => ({
    code: 'http-forbidden',
    message: `${label} does not allow this user to do that`,
    remedy: 'Ask the owner or an administrator for access.',
  }),
  404: (label) => ({
    code: 'http-not-found',
    message: `${label} has no such resource, or this user may not see it`,
    remedy: 'Go back and choose again, or ask the owner for access.',
  }),
  408: (label) => ({
    code: 'http-unreachable',
    message: `${label} did not get the request in time`,
    remedy: 'Try again.',
    isRetryable: true,
  }),
  429: (label) => ({
    code: 'http-rate-limited',
    message: `${label} asks for a pause: there were too many requests`,
    remedy: 'Wait a moment and try again.',
    isRetryable: true,
  }),
};

function badRequest(label: string, status: number): Failure {
  return {
    code: 'http-bad-request',
    message: `${label} did not accept the request (${status})`,
    remedy: 'Change the request and try again.',
  };
}

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
