import {
  addressOrPathField,
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

export const OAUTH2_RULES: AuthRules = {
  fields: {
    clientId: textField,
    redirectUri: optionalField(addressOrPathField),
    scope: optionalField(textField),
    issuers: optionalField(hostListField),
    interaction: optionalField(oneOfField('redirect', 'popup')),
    tokenStorage: optionalField(oneOfField('memory', 'session', 'local')),
  },
};

export const IMPERSONATION_RULES: AuthRules = {
  fields: { clientId: textField, backend: optionalField(addressOrPathField) },
};

/** Of types whose calls go through the application's backend. */
export const THROUGH_BACKEND_RULES: AuthRules & { readonly hostRule: FieldRule } = {
  fields: { backend: optionalField(addressOrPathField) },
  hostRule: ownPathField,
};

/** Of types that begin a session of a virtual proxy with what the application's backend has. */
export const BACKEND_SIGN_IN_RULES: AuthRules = { fields: { backend: optionalField(addressOrPathField) } };

export const JWT_RULES: AuthRules = {
  fields: { webIntegrationId: headerTextField, backend: optionalField(addressOrPathField) },
};

export const COOKIE_RULES: AuthRules = { fields: { webIntegrationId: headerTextField } };

export const ANONYMOUS_RULES: AuthRules = { fields: { clientId: textField, accessCode: textField } };

/** Of `apikey` in development, where a key may be sent straight to a tenant. */
export const BROWSER_API_KEY_RULES: AuthRules & { readonly hostRule: FieldRule } = {
  fields: { backend: optionalField(addressOrPathField) },
  hostRule: hostOrOwnPathField,
};

export const NONE_RULES: AuthRules & { readonly hostRule: FieldRule } = {
  fields: {},
  hostRule: hostOrOwnPathField,
};

export const REFERENCE_RULES: AuthRules = { fields: { reference: textField } };

/** Of types that need nothing but a host. */
export const BARE_RULES: AuthRules = { fields: {} };
