import type { BuiltInAuthType } from 'ngx-qlik/auth-types';
import {
  addressOrPathField,
  authorizeParametersField,
  booleanField,
  type FieldRule,
  type FieldRules,
  headerTextField,
  hostOrOwnPathField,
  hostListField,
  oneOfField,
  optionalField,
  ownPathField,
  textField,
} from './field-rules';

/** What the configuration of one auth type looks like. */
export interface AuthRules {
  /** The fields that `auth` may have besides `type`, and what each must be. */
  readonly fields: FieldRules;
  /** What `host` must be. Default: the address of a server. */
  readonly hostRule?: FieldRule;
}

const OAUTH2_RULES: AuthRules = {
  fields: {
    clientId: textField,
    redirectUri: optionalField(addressOrPathField),
    scope: optionalField(textField),
    issuers: optionalField(hostListField),
    interaction: optionalField(oneOfField('redirect', 'popup')),
    tokenStorage: optionalField(oneOfField('memory', 'session', 'local')),
    silentSignIn: optionalField(booleanField),
    authorizeParameters: optionalField(authorizeParametersField),
  },
};

const IMPERSONATION_RULES: AuthRules = {
  fields: { clientId: textField, backend: optionalField(addressOrPathField) },
};

/** Of types whose calls go through the application's backend. */
const THROUGH_BACKEND_RULES: AuthRules = {
  fields: { backend: optionalField(addressOrPathField) },
  hostRule: ownPathField,
};

/** Of types that begin a session of a virtual proxy with what the application's backend has. */
const BACKEND_SIGN_IN_RULES: AuthRules = { fields: { backend: optionalField(addressOrPathField) } };

const JWT_RULES: AuthRules = {
  fields: { webIntegrationId: headerTextField, backend: optionalField(addressOrPathField) },
};

const restoreField = optionalField(oneOfField('any-session', 'own-sign-in'));

const COOKIE_RULES: AuthRules = { fields: { webIntegrationId: headerTextField, restore: restoreField } };

const WINDOWS_RULES: AuthRules = { fields: { restore: restoreField } };

const ANONYMOUS_RULES: AuthRules = { fields: { clientId: textField, accessCode: textField } };

/** Of `apikey` in development, where a key may be sent straight to a tenant. */
const BROWSER_API_KEY_RULES: AuthRules = {
  fields: { backend: optionalField(addressOrPathField) },
  hostRule: hostOrOwnPathField,
};

const NONE_RULES: AuthRules = {
  fields: {},
  hostRule: hostOrOwnPathField,
};

const REFERENCE_RULES: AuthRules = { fields: { reference: textField } };

/** Of types that need nothing but a host. */
const BARE_RULES: AuthRules = { fields: {} };

/**
 * The rules of each auth type of this library: for a check of a file without knowing which types the application provides. Where the rules
 * differ between development and production, those of development.
 */
export const AUTH_RULES: Readonly<Record<BuiltInAuthType, AuthRules>> = {
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
  windows: WINDOWS_RULES,
  'anonymous-virtual-proxy': BARE_RULES,
  none: NONE_RULES,
  noauth: BARE_RULES,
  reference: REFERENCE_RULES,
};
