import type { HttpErrorResponse } from '@angular/common/http';

/**
 * What Qlik Cloud says of a CSRF token that is missing or stale: a `code`, of the body or in its list `errors`. Read in `@qlik/api` 2.19, which
 * repeats such calls as well.
 */
const STALE_CSRF_TOKEN = '"CSRF-TOKEN-2"';

/**
 * Whether a call failed for its credential, so that a new one may help: 401, or 403 for the CSRF token of a session.
 * @param body what Angular has made of it, a value of JSON or a text; of calls for bytes it has to be read first
 */
export function isRefusal({ status }: HttpErrorResponse, body: unknown): boolean {
  if (status !== 403) return status === 401;
  const text = typeof body === 'string' ? body : (JSON.stringify(body) as string | undefined);
  return text?.includes(STALE_CSRF_TOKEN) ?? false;
}
