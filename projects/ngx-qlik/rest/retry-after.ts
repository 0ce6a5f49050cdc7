/**
 * Parses a `Retry-After` header (RFC 9110, section 10.2.3): a number of seconds, or a date.
 *
 * The core has the same function; its export would add to the size of the initial bundle.
 *
 * @returns whole seconds from now, never negative; `undefined` without a valid header
 */
export function readRetryAfter(header: string | null, now = Date.now()): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text);
  // An HTTP date starts with the name of a day; `Date.parse` accepts many other strings.
  const date = /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}
