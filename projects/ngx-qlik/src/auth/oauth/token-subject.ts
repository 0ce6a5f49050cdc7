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
