/**
 * When a token ends, in milliseconds since 1970; `undefined` where the answer does not say.
 *
 * Qlik documents `expires_at` (ISO 8601); RFC 6749 has `expires_in` (seconds), which does not depend on this machine's clock.
 */
export function readExpiry(answer: {
  readonly expires_in?: unknown;
  readonly expires_at?: unknown;
}): number | undefined {
  if (typeof answer.expires_in === 'number') return Date.now() + answer.expires_in * 1000;
  const parsed = typeof answer.expires_at === 'string' ? Date.parse(answer.expires_at) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}
