import { HttpErrorResponse } from '@angular/common/http';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { QlikError } from '../errors/qlik-error';
import { readRetryAfter } from '../errors/retry-after';

/** What is known of a failed call for its repetition. */
export interface Failure {
  /** 0: no answer came. `undefined`: the failure is not transient, or unknown. */
  readonly status: number | undefined;
  /** As the server asked. */
  readonly retryAfterSeconds: number | undefined;
}

/** Reads an error of HttpClient, of this library, or of Qlik's own `invokeFetch` (`InvokeFetchError`: `status`, `headers`). */
export function readFailure(thrown: unknown): Failure {
  if (isFinal(thrown)) return NOT_RETRYABLE;
  if (thrown instanceof QlikError) {
    // A part of the application that only a reload brings is no call that may be answered later.
    const status = thrown.code === 'http-unreachable' && thrown.isRetryable ? 0 : thrown.status;
    return { status, retryAfterSeconds: thrown.retryAfterSeconds };
  }
  if (typeof thrown !== 'object' || thrown === null || !('status' in thrown)) return NOT_RETRYABLE;
  const { status } = thrown;
  if (typeof status !== 'number') return NOT_RETRYABLE;
  const headers = thrown instanceof HttpErrorResponse || 'headers' in thrown ? thrown.headers : undefined;
  return { status, retryAfterSeconds: readRetryAfter(hasGet(headers) ? headers.get('Retry-After') : null) };
}

const NOT_RETRYABLE: Failure = { status: undefined, retryAfterSeconds: undefined };

/** The backend answers 502 with `credential-refused` when Qlik refuses its credential: only an administrator can fix that. */
function isFinal(thrown: unknown): boolean {
  const body: unknown = thrown instanceof HttpErrorResponse ? thrown.error : thrown;
  return isRecord(body) && body['code'] === 'credential-refused';
}

function hasGet(headers: unknown): headers is { get(name: string): string | null } {
  return (
    typeof headers === 'object' && headers !== null && 'get' in headers && typeof headers.get === 'function'
  );
}
