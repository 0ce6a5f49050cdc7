import type { AuthType, QlikConnection } from 'ngx-qlik';

/** Types whose host is a path of the application: the backend forwards the calls to Qlik. */
const THROUGH_BACKEND: readonly AuthType[] = ['oauth2-web', 'm2m', 'apikey', 'header', 'pfx'];
/** Types that get their credential from the application's backend. */
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
/** Types for which only Qlik's runtime makes calls. */
const RUNTIME_ONLY: readonly AuthType[] = ['noauth', 'reference'];

/** The properties of a connection that determine its checks. */
export interface Traits {
  readonly usesBackend: boolean;
  readonly usesCookies: boolean;
  /** Whether each call sends an access token that the page can read. */
  readonly usesToken: boolean;
  /** Whether the backend signs a JWT for the sign-in. */
  readonly usesJwt: boolean;
  readonly makesCalls: boolean;
  /** Whether the host has the application's origin. */
  readonly isOwnOrigin: boolean;
}

/** Returns the properties of a connection. @param site origin of the application */
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
