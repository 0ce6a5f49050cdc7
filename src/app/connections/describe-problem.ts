import { type QlikError, redact, redactText } from 'ngx-qlik';
import type { Problem } from '../ui/problem';

/** What an error panel shows of an error of the library: nothing in it is a credential. */
export function describeProblem(error: QlikError): Problem {
  const details = [
    error.connectionId === undefined ? undefined : `connection: ${error.connectionId}`,
    error.status === undefined ? undefined : `status: ${error.status}`,
    error.retryAfterSeconds === undefined ? undefined : `retry after: ${error.retryAfterSeconds} s`,
    describeCause(error.cause),
  ].filter((line) => line !== undefined);
  const problem = { message: redactText(error.message), remedy: error.remedy, code: error.code };
  return details.length === 0 ? problem : { ...problem, details: details.join('\n') };
}

function describeCause(cause: unknown): string | undefined {
  if (cause === undefined || cause === null) return undefined;
  if (cause instanceof Error) return `cause: ${redactText(`${cause.name}: ${cause.message}`)}`;
  try {
    return `cause: ${JSON.stringify(redact(cause), null, 2)}`;
  } catch {
    // A cause that cannot be written down (a circle) is still worth its type.
    return `cause: ${Object.prototype.toString.call(cause)}`;
  }
}
