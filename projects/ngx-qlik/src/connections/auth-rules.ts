import {
  addressOrPath,
  type FieldRule,
  type FieldRules,
  headerText,
  hostOrOwnPath,
  hosts,
  oneOf,
  optional,
  ownPath,
  text,
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
    clientId: text,
    redirectUri: optional(addressOrPath),
    scope: optional(text),
    issuers: optional(hosts),
    interaction: optional(oneOf('redirect', 'popup')),
    tokenStorage: optional(oneOf('memory', 'session', 'local')),
  },
};

export const IMPERSONATION_RULES: AuthRules = {
  fields: { clientId: text, backend: optional(addressOrPath) },
};

/** Of types whose calls go through the application's backend. */
export const THROUGH_BACKEND_RULES: AuthRules & { readonly hostRule: FieldRule } = {
  fields: { backend: optional(addressOrPath) },
  hostRule: ownPath,
};

/** Of types that begin a session of a virtual proxy with what the application's backend has. */
export const BACKEND_SIGN_IN_RULES: AuthRules = { fields: { backend: optional(addressOrPath) } };

export const JWT_RULES: AuthRules = {
  fields: { webIntegrationId: headerText, backend: optional(addressOrPath) },
};

export const COOKIE_RULES: AuthRules = { fields: { webIntegrationId: headerText } };

export const ANONYMOUS_RULES: AuthRules = { fields: { clientId: text, accessCode: text } };

/** Of `apikey` in development, where a key may be sent straight to a tenant. */
export const BROWSER_API_KEY_RULES: AuthRules & { readonly hostRule: FieldRule } = {
  fields: { backend: optional(addressOrPath) },
  hostRule: hostOrOwnPath,
};

export const NONE_RULES: AuthRules & { readonly hostRule: FieldRule } = {
  fields: {},
  hostRule: hostOrOwnPath,
};

export const REFERENCE_RULES: AuthRules = { fields: { reference: text } };

/** Of types that need nothing but a host. */
export const BARE_RULES: AuthRules = { fields: {} };
