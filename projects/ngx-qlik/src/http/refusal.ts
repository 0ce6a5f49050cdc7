import { HttpErrorResponse } from '@angular/common/http';

/** What Qlik Cloud says of a CSRF token that is missing or stale; read in `@qlik/api` 2.19, which repeats such calls as well. */
const STALE_CSRF_TOKEN = 'CSRF-TOKEN-2';

/** Whether a call failed for its credential, so that a new one may help: 401, or 403 for the CSRF token of a session. */
export function isRefusal(error: unknown): error is HttpErrorResponse {
  if (!(error instanceof HttpErrorResponse)) return false;
  return error.status === 401 || (error.status === 403 && codesOf(error.error).includes(STALE_CSRF_TOKEN));
}

/** The codes in an error body of Qlik's: `{ code }`, or `{ errors: [{ code }] }`. */
function codesOf(body: unknown): readonly unknown[] {
  const parsed = typeof body === 'string' ? parse(body) : body;
  if (!isRecord(parsed)) return [];
  const { code, errors } = parsed;
  const inner: readonly unknown[] = Array.isArray(errors) ? errors : [];
  return [code, ...inner.map((each) => (isRecord(each) ? each['code'] : undefined))];
}

/** Calls for a text get their error as a text too. */
function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Not from Qlik's REST API, so it has no code.
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
