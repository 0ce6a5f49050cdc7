import type { AuthType, QlikConnection } from 'ngx-qlik';

/** Types whose host is a path of the application itself, where its backend answers in the place of Qlik. */
const THROUGH_BACKEND: readonly AuthType[] = ['oauth2-web', 'm2m', 'apikey', 'header', 'pfx'];
/** Types that ask the application's backend for what they sign in with. */
const WITH_BACKEND: readonly AuthType[] = [
  ...THROUGH_BACKEND,
  ...(['oauth2-impersonation', 'jwt', 'ticket', 'jwt-virtual-proxy'] as const),
];
const WITH_COOKIES: readonly AuthType[] = [
  ...(['cookie', 'jwt', 'ticket', 'windows'] as const),
  ...(['jwt-virtual-proxy', 'anonymous-virtual-proxy'] as const),
];
const WITH_TOKENS: readonly AuthType[] = ['oauth2', 'oauth2-impersonation', 'anonymous'];
const WITH_JWTS: readonly AuthType[] = ['jwt', 'jwt-virtual-proxy'];
/** Types with which Qlik's runtime does everything, and this library makes no call. */
const RUNTIME_ONLY: readonly AuthType[] = ['noauth', 'reference'];

/** What about a connection decides how it is examined. */
export interface Traits {
  readonly usesBackend: boolean;
  readonly usesCookies: boolean;
  /** Whether each call carries an access token that the page can look into. */
  readonly usesToken: boolean;
  /** Whether the backend signs a JWT to sign in with. */
  readonly usesJwt: boolean;
  readonly makesCalls: boolean;
  /** Whether the host is the application's own: no other origin is involved. */
  readonly isOwnOrigin: boolean;
}

/** @param site origin of the application */
export function traitsOf({ auth: { type }, host }: QlikConnection, site: string): Traits {
  return {
    usesBackend: WITH_BACKEND.includes(type),
    usesCookies: WITH_COOKIES.includes(type),
    usesToken: WITH_TOKENS.includes(type),
    usesJwt: WITH_JWTS.includes(type),
    makesCalls: !RUNTIME_ONLY.includes(type),
    isOwnOrigin: host.startsWith('/') || new URL(host).origin === site,
  };
}
