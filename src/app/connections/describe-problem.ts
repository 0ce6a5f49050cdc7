import { HttpErrorResponse } from '@angular/common/http';
import { type QlikError, redactValue, redactText, redactUrl } from 'ngx-qlik';
import type { Problem } from '../ui/problem';

/** What an error panel shows of an error of the library: nothing in it is a credential. */
export function describeProblem(error: QlikError): Problem {
  const details = [
    error.connectionId === undefined ? undefined : `connection: ${error.connectionId}`,
    error.status === undefined ? undefined : `status: ${error.status}`,
    error.retryAfterSeconds === undefined ? undefined : `retry after: ${error.retryAfterSeconds} s`,
    describeCause(error.cause),
  ].filter((line) => line !== undefined);
  const problem = {
    message: redactText(error.message),
    remedy: error.remedy,
    code: error.code,
    ...(needsReload(error) && { needsReload: true }),
  };
  return details.length === 0 ? problem : { ...problem, details: details.join('\n') };
}

/** A part of the application that did not arrive, and that this page cannot ask for again. */
function needsReload({ code, isRetryable }: QlikError): boolean {
  return code === 'http-unreachable' && !isRetryable;
}

function describeCause(cause: unknown): string | undefined {
  if (cause === undefined || cause === null) return undefined;
  if (cause instanceof HttpErrorResponse) return describeAnswer(cause);
  if (cause instanceof Error) return `cause: ${redactText(`${cause.name}: ${cause.message}`)}`;
  return `cause: ${writeDown(cause)}`;
}

function describeAnswer({ url, error }: HttpErrorResponse): string {
  const address = `address: ${url === null ? 'unknown' : redactUrl(url)}`;
  const body: unknown = error;
  // Without an answer there is the browser's event, which says nothing.
  return body === null || body instanceof Event ? address : `${address}\nanswer: ${writeDown(body)}`;
}

function writeDown(value: unknown): string {
  try {
    return JSON.stringify(redactValue(value), null, 2);
  } catch {
    // What cannot be written down (a circle) is still worth its type.
    return Object.prototype.toString.call(value);
  }
}
