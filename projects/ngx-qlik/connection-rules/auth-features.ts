import type { BuiltInAuthType } from 'ngx-qlik/auth-types';

/** The function of `ngx-qlik` that adds an auth type to `provideQlik(…)`. */
export const AUTH_FEATURES: Readonly<Record<BuiltInAuthType, `with${string}`>> = {
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
