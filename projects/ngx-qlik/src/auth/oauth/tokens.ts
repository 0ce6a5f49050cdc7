import type { QlikCredential } from '../strategy';

/** The tokens of one sign-in. */
export interface OAuthTokens {
  readonly accessToken: string;
  readonly refreshToken?: string;
  /** Milliseconds since 1970. */
  readonly expiresAt?: number;
  /** Identifies the sign-in; the same after each renewal. */
  readonly signIn?: string;
}

/** An access token on a REST call. */
export function toBearer({ accessToken, expiresAt }: OAuthTokens): QlikCredential {
  return {
    headers: { Authorization: `Bearer ${accessToken}` },
    queryParams: {},
    cookies: 'omit',
    isReusable: true,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

/** A temporary token in the address of a WebSocket or resource; it works once. */
export function toTemporary(token: string): QlikCredential {
  return { headers: {}, queryParams: { accessToken: token }, cookies: 'omit', isReusable: false };
}

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

/**
 * Returns the subject of an access token (RFC 7519, `sub`). The signature is not verified: use it only to distinguish users.
 *
 * @returns `undefined` for opaque tokens and tokens without a subject
 */
export function subjectOf(accessToken: string): string | undefined {
  try {
    const [, payload] = accessToken.replaceAll('-', '+').replaceAll('_', '/').split('.');
    const claims: unknown = JSON.parse(atob(String(payload)));
    const { sub } = claims as { readonly sub?: unknown };
    return typeof sub === 'string' ? sub : undefined;
  } catch {
    // Not a JWT, or an encrypted one.
    return undefined;
  }
}
