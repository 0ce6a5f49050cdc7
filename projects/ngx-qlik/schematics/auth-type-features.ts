import type { BuiltInAuthType } from 'ngx-qlik/auth-types';

/** The function of `ngx-qlik` that adds an auth type to `provideQlik(…)`. */
export const FEATURES: Readonly<Record<BuiltInAuthType, string>> = {
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

/** The types that a command line can set up: `reference` and `noauth` need code of the application. */
export const OFFERED: readonly BuiltInAuthType[] = (Object.keys(FEATURES) as BuiltInAuthType[]).filter(
  (type) => type !== 'reference' && type !== 'noauth',
);
