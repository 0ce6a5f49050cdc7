import {
  ANONYMOUS_RULES,
  BACKEND_SIGN_IN_RULES,
  BARE_RULES,
  BROWSER_API_KEY_RULES,
  COOKIE_RULES,
  IMPERSONATION_RULES,
  JWT_RULES,
  NONE_RULES,
  OAUTH2_RULES,
  REFERENCE_RULES,
  THROUGH_BACKEND_RULES,
  type AuthRules,
} from './auth-rules';
import type { BuiltInAuthTypes } from './connection-auth';

/**
 * The rules of every auth type of this library, to check a file without knowing which strategies the application provides: where they
 * differ between development and production, those of development.
 */
export const AUTH_RULES: Readonly<Record<keyof BuiltInAuthTypes, AuthRules>> = {
  oauth2: OAUTH2_RULES,
  'oauth2-impersonation': IMPERSONATION_RULES,
  'oauth2-web': THROUGH_BACKEND_RULES,
  m2m: THROUGH_BACKEND_RULES,
  apikey: BROWSER_API_KEY_RULES,
  header: THROUGH_BACKEND_RULES,
  pfx: THROUGH_BACKEND_RULES,
  jwt: JWT_RULES,
  cookie: COOKIE_RULES,
  anonymous: ANONYMOUS_RULES,
  ticket: BACKEND_SIGN_IN_RULES,
  'jwt-virtual-proxy': BACKEND_SIGN_IN_RULES,
  windows: BARE_RULES,
  'anonymous-virtual-proxy': BARE_RULES,
  none: NONE_RULES,
  noauth: BARE_RULES,
  reference: REFERENCE_RULES,
};
