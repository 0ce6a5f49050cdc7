/** What an auth type is: see {@link AUTH_TYPES}. */
export interface AuthTypeFacts {
  /** Where the type exists; `any` where the platform makes no difference. */
  readonly platform: 'cloud' | 'client-managed' | 'any';
  /**
   * How calls to Qlik prove who the user is: by an access token (`bearer`), by the cookies of a session at Qlik (`cookie`), by the application's
   * backend, which forwards them (`relay`), or not at all (`none`). With `runtime` only Qlik's own script makes calls; `own` is the type of an application.
   */
  readonly credential: 'bearer' | 'cookie' | 'relay' | 'none' | 'runtime' | 'own';
  /** Whether the user has to do something for a sign-in. */
  readonly isInteractive?: true;
  /** Whether the application's backend keeps a secret for it, and therefore has to know the user. */
  readonly usesBackend?: true;
  /** Whether the backend signs a JWT for the sign-in. */
  readonly signsJwt?: true;
  /** What may be listed. Default: `all`. With `apps` only apps, and with `nothing` an app is opened by its id. */
  readonly lists?: 'apps' | 'nothing';
  /** Who the user is: nameless (`anonymous`), or not known to a page (`unknown`). Default: Qlik tells the name. */
  readonly user?: 'anonymous' | 'unknown';
}

/**
 * The names in {@link AUTH_TYPES}. A table that has to name each type is a `Record` of them, so that a missing entry is an error of types.
 * Written out, as a union that TypeScript infers has another order in each build, and the report of the interface would change with it.
 */
export type BuiltInAuthType =
  | 'oauth2'
  | 'oauth2-impersonation'
  | 'oauth2-web'
  | 'm2m'
  | 'jwt'
  | 'cookie'
  | 'anonymous'
  | 'apikey'
  | 'ticket'
  | 'windows'
  | 'header'
  | 'jwt-virtual-proxy'
  | 'anonymous-virtual-proxy'
  | 'pfx'
  | 'none'
  | 'noauth'
  | 'reference';

/** The auth types of this library, by name. Code that depends on the type of a connection reads them here. */
export const AUTH_TYPES: Readonly<Record<BuiltInAuthType, AuthTypeFacts>> = {
  oauth2: { platform: 'cloud', credential: 'bearer', isInteractive: true },
  'oauth2-impersonation': { platform: 'cloud', credential: 'bearer', usesBackend: true },
  'oauth2-web': { platform: 'cloud', credential: 'relay', isInteractive: true, usesBackend: true },
  m2m: { platform: 'cloud', credential: 'relay', usesBackend: true },
  jwt: { platform: 'cloud', credential: 'cookie', usesBackend: true, signsJwt: true },
  cookie: { platform: 'cloud', credential: 'cookie', isInteractive: true },
  anonymous: { platform: 'cloud', credential: 'bearer', lists: 'apps', user: 'anonymous' },
  apikey: { platform: 'cloud', credential: 'relay', usesBackend: true },
  ticket: { platform: 'client-managed', credential: 'cookie', usesBackend: true },
  windows: { platform: 'client-managed', credential: 'cookie', isInteractive: true },
  header: { platform: 'client-managed', credential: 'relay', usesBackend: true },
  'jwt-virtual-proxy': {
    platform: 'client-managed',
    credential: 'cookie',
    usesBackend: true,
    signsJwt: true,
  },
  'anonymous-virtual-proxy': { platform: 'client-managed', credential: 'cookie', user: 'anonymous' },
  pfx: { platform: 'client-managed', credential: 'relay', usesBackend: true, user: 'unknown' },
  none: { platform: 'any', credential: 'none', user: 'unknown' },
  noauth: { platform: 'any', credential: 'runtime', lists: 'nothing', user: 'unknown' },
  reference: { platform: 'any', credential: 'runtime', lists: 'nothing', user: 'unknown' },
};

/** Of a type that an application adds: nothing is known of it, so it may ask the user. */
const OWN_TYPE: AuthTypeFacts = { platform: 'any', credential: 'own', isInteractive: true };

/** Returns the facts of an auth type: of this library, or of the application. */
export function factsOfAuthType(type: string): AuthTypeFacts {
  return isBuiltIn(type) ? AUTH_TYPES[type] : OWN_TYPE;
}

function isBuiltIn(type: string): type is BuiltInAuthType {
  return Object.hasOwn(AUTH_TYPES, type);
}
