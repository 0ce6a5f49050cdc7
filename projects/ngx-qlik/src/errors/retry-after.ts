/**
 * The seconds to wait that a `Retry-After` header names (RFC 9110, section 10.2.3): a number of seconds, or a date.
 *
 * @returns whole seconds from now, never negative; `undefined` where there is no readable header
 */
export function readRetryAfter(header: string | null, now = Date.now()): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text);
  // A date of HTTP begins with the name of a day; `Date.parse` alone takes much else for a date.
  const date = /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}
