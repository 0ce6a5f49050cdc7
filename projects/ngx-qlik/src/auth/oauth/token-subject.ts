/**
 * The user whom an access token is for, as it says itself (RFC 7519, `sub`). Nobody has checked it: good for telling one user from the
 * next, and for nothing else.
 *
 * @returns `undefined` for tokens that do not tell
 */
export function subjectOf(accessToken: string): string | undefined {
  try {
    const payload = accessToken.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
    const claims: unknown = JSON.parse(atob(payload));
    const subject = typeof claims === 'object' && claims !== null && 'sub' in claims ? claims.sub : undefined;
    return typeof subject === 'string' ? subject : undefined;
  } catch {
    // Not a JWT, or an encrypted one.
    return undefined;
  }
}
