import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import type { BuiltInAuthTypes } from '../connections/connection-auth';

/** The function that adds an auth type of this library to `provideQlik(…)`. */
const FEATURES: Readonly<Record<keyof BuiltInAuthTypes, `with${string}`>> = {
  oauth2: 'withOAuth2',
  'oauth2-impersonation': 'withOAuth2Impersonation',
  'oauth2-web': 'withOAuth2Web',
  m2m: 'withM2M',
  jwt: 'withJwt',
  cookie: 'withCookie',
  anonymous: 'withAnonymous',
  apikey: 'withApiKey',
  ticket: 'withTicket',
  windows: 'withWindows',
  header: 'withHeader',
  'jwt-virtual-proxy': 'withJwtVirtualProxy',
  'anonymous-virtual-proxy': 'withAnonymousVirtualProxy',
  pfx: 'withPfx',
  none: 'withNone',
  noauth: 'withNoAuth',
  reference: 'withReference',
};

/** The types of `auth` that an application provides, such as a `Map` by type. */
interface ProvidedTypes {
  has(type: string): boolean;
}

/** A type of this library that the application does not provide. */
interface MissingAuthType {
  readonly type: keyof BuiltInAuthTypes;
  /** The call to add to `provideQlik(…)`: `withOAuth2()`. */
  readonly feature: string;
}

/** Returns the type of a connection where it is one of this library's that the application does not provide. */
export function findMissing(
  written: Readonly<Record<string, unknown>>,
  provided: ProvidedTypes,
): MissingAuthType | undefined {
  const type = isRecord(written['auth']) ? written['auth']['type'] : undefined;
  if (typeof type !== 'string' || !isBuiltIn(type) || provided.has(type)) return undefined;
  return { type, feature: `${FEATURES[type]}()` };
}

/** Lists the types of this library that the application does not provide, for a message. */
export function listOtherTypes(provided: ProvidedTypes): string {
  return Object.keys(FEATURES)
    .filter((type) => !provided.has(type))
    .map((type) => `"${type}"`)
    .join(', ');
}

function isBuiltIn(type: string): type is keyof BuiltInAuthTypes {
  return Object.hasOwn(FEATURES, type);
}
