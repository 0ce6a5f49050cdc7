import type { QlikConnection } from 'ngx-qlik';
import { factsOfAuthType } from 'ngx-qlik/auth-types';

/** The properties of a connection that determine its checks. */
export interface ConnectionFacts {
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
export function factsOfConnection({ auth: { type }, host }: QlikConnection, site: string): ConnectionFacts {
  const { credential, usesBackend = false, signsJwt = false } = factsOfAuthType(type);
  return {
    usesBackend,
    usesCookies: credential === 'cookie',
    usesToken: credential === 'bearer',
    usesJwt: signsJwt,
    makesCalls: credential !== 'runtime',
    isOwnOrigin: host.startsWith('/') || new URL(host).origin === site,
  };
}
