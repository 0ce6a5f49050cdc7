import { HttpErrorResponse } from '@angular/common/http';
import { type QlikError, redactValue, redactText, redactUrl } from 'ngx-qlik';
import type { Problem } from '../ui/problem';

/** Returns the content of an error panel for a `QlikError`. It contains no credentials. */
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

/** Whether a lazily loaded part failed to load and only a reload of the page helps. */
export function needsReload({ code, isRetryable }: QlikError): boolean {
  return code === 'http-unreachable' && !isRetryable;
}

function describeCause(cause: unknown): string | undefined {
  if (cause === undefined || cause === null) return undefined;
  if (cause instanceof HttpErrorResponse) return describeResponse(cause);
  if (cause instanceof Error) return `cause: ${redactText(`${cause.name}: ${cause.message}`)}`;
  return `cause: ${stringify(cause)}`;
}

function describeResponse({ url, error }: HttpErrorResponse): string {
  const address = `address: ${url === null ? 'unknown' : redactUrl(url)}`;
  const body: unknown = error;
  // Without a response, `error` is a browser event without information.
  return body === null || body instanceof Event ? address : `${address}\nanswer: ${stringify(body)}`;
}

function stringify(value: unknown): string {
  try {
    return JSON.stringify(redactValue(value), null, 2);
  } catch {
    // Not serializable (a cycle): show the type.
    return Object.prototype.toString.call(value);
  }
}
