import type { BackendConnection } from '../configuration/connection-shapes.ts';
import { isSharedIdentity } from './shared-identity.ts';

/** Methods that only read. A WebSocket is a separate method: `qix-filter.ts` decides what passes through it. */
export const READING_METHODS = ['GET', 'HEAD'] as const;
const WRITING_METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** What a rule of the secrets file may name; `WEBSOCKET` is a `GET` that asks for an upgrade. */
export const RULE_METHODS = [...READING_METHODS, ...WRITING_METHODS, 'WEBSOCKET'] as const;
export type RuleMethod = (typeof RULE_METHODS)[number];

/** Lets requests through: one of the methods, to a path of the pattern. */
export interface AllowRule {
  readonly methods: readonly RuleMethod[];
  /** See `compilePattern`. */
  readonly path: string;
  /** See `compileRefusal`. */
  readonly except?: string;
}

const reading = (...paths: readonly string[]): AllowRule[] =>
  paths.map((path) => ({ methods: READING_METHODS, path }));
const anyMethod = (...paths: readonly string[]): AllowRule[] =>
  paths.map((path) => ({ methods: [...READING_METHODS, ...WRITING_METHODS], path }));

/** `/app/<app>[/identity/<name>][/ttl/<seconds>]`; `/app/engineData` is the engine without an app. */
const ENGINE: readonly AllowRule[] = [
  '/app/*',
  '/app/*/identity/*',
  '/app/*/ttl/*',
  '/app/*/identity/*/ttl/*',
].map((path) => ({ methods: ['WEBSOCKET'], path }));

/** Qlik's own code for browsers, and its first requests. They contain neither users nor data. */
const RUNTIME = reading('/resources/**', '/qlik-embed/**', '/assets/**');

/** Charts and themes that an administrator added; the same for all users. */
const CLOUD_LOOKS = reading(
  '/api/v1/extensions',
  '/api/v1/extensions/**',
  '/api/v1/themes',
  '/api/v1/themes/**',
  '/api/v1/brands/active',
  '/api/v1/brands/*/files/*',
);

/** What this library (`QlikRest`), its checks and Qlik's runtime read; of the user only the identity itself. */
const CLOUD_CONTENT = [
  '/api/v1/items',
  '/api/v1/items/*',
  '/api/v1/spaces',
  '/api/v1/spaces/*',
  '/api/v1/spaces/*/assignments',
  '/api/v1/apps/*',
  '/api/v1/apps/*/data/metadata',
  '/api/v1/apps/*/media/**',
  '/api/v1/users/me',
  '/api/v1/tenants/me',
] as const;

/** Requested by Qlik's runtime before and between calls; `temp-contents` is what `ExportData` answers with, under a name that cannot be guessed. */
const CLOUD_SESSION = reading(
  '/api/v1/csrf-token',
  '/api/v1/user-locale',
  '/api/v1/boot/core-init',
  '/api/v1/features',
  '/api/v1/licenses/status',
  '/api/v1/temp-contents/*',
);

/** What this library (`QlikRepository`) reads, and the single app or stream. */
const REPOSITORY_CONTENT = [
  '/qrs/about',
  '/qrs/app',
  '/qrs/app/full',
  '/qrs/app/hublist',
  '/qrs/stream',
  '/qrs/stream/full',
  '/qrs/stream/*',
] as const;

/** As an app's id, it lists the server's files. */
const IMPORT_FOLDER = '/qrs/app/importfolder';

/** Further paths of the repository for personal identities: the repository applies the user's rights. */
const REPOSITORY_PERSONAL = [
  '/qrs/about/**',
  '/qrs/app/**',
  '/qrs/stream/**',
  '/qrs/tag/**',
  '/qrs/extension/**',
  '/qrs/contentlibrary/**',
];

/** A client-managed server behind its virtual proxy. */
const PROXY: readonly AllowRule[] = [
  ...RUNTIME,
  ...reading(
    '/qps/user',
    '/qps/csrftoken',
    '/content/**',
    '/appcontent/**',
    '/tempcontent/**',
    '/extensions/**',
    '/api/about/**',
    '/about/**',
  ),
  ...anyMethod('/api/**', ...REPOSITORY_PERSONAL),
  ...ENGINE,
];

/**
 * The default rules of a connection without `allow`: the calls that this library makes, and Qlik's code in the page.
 *
 * The threat is a malicious signed-in user who runs a program instead of the page.
 *
 * - **Shared identities** (`m2m`, `apikey`, `pfx` with `asUser`) have rights that the user does not have. So only the data of views goes
 *   through: no lists of users (names and e-mail addresses of the whole tenant), keys, OAuth clients, webhooks, audits, data connections,
 *   reload logs or load scripts (credentials and addresses of data sources), and no export of a whole app, which a `GET` of the
 *   repository begins. With `access: "full"` the content may be changed too, under the same paths.
 * - **Personal identities** (`oauth2-web`, `header`, `pfx`) can do at Qlik what the user can do without this application. So all of the API
 *   goes through; see {@link NEVER} for what does not.
 */
export function defaultRules(connection: Pick<BackendConnection, 'type'> & Access): readonly AllowRule[] {
  const isReadOnly = connection.access === 'read';
  const content = (...paths: readonly string[]): readonly AllowRule[] =>
    isReadOnly ? reading(...paths) : anyMethod(...paths);
  switch (connection.type) {
    case 'm2m':
    case 'apikey':
      return [...RUNTIME, ...CLOUD_LOOKS, ...CLOUD_SESSION, ...content(...CLOUD_CONTENT), ...ENGINE];
    case 'oauth2-web':
      return [...RUNTIME, ...anyMethod('/api/**'), ...ENGINE];
    case 'header':
      return PROXY;
    case 'pfx':
      return isSharedIdentity(connection)
        ? [
            ...content(...REPOSITORY_CONTENT),
            ...content('/qrs/app/*').map((rule) => ({ ...rule, except: IMPORT_FOLDER })),
            ...ENGINE,
          ]
        : [...content(...REPOSITORY_PERSONAL), ...ENGINE];
    default:
      return [];
  }
}

interface Access {
  readonly access?: 'read' | 'full' | undefined;
  readonly asUser?: string | undefined;
}

/** A refusal that no rule of the secrets file lifts. */
export interface NeverRule {
  /** All when absent. */
  readonly methods?: readonly RuleMethod[];
  /** See `compileRefusal`. */
  readonly path: string;
  /** Completes "…: ". */
  readonly reason: string;
}

const SIGN_IN = 'signing in and out at Qlik is the backend’s part';
const CREDENTIAL = 'it gives out or changes credentials, which would outlive the user’s session';

/**
 * What goes through no connection, also with `allow`. Sign-in and sign-out would put another user's session in the place of the
 * backend's (session fixation) or end it for all; credentials in Qlik's responses would be valid without this application, long after
 * the user has been signed out of it.
 */
export const NEVER: readonly NeverRule[] = [
  ...[
    '/oauth/**',
    '/login/**',
    '/logout/**',
    '/api/v1/oauth-tokens/**',
    '/internal_windows_authentication/**',
    '/internal_forms_authentication/**',
  ].map((path) => ({ path, reason: SIGN_IN })),
  // The backend itself ends the session at the virtual proxy; the rest of the Proxy Service API makes tickets and sessions.
  { path: '/qps/user/**', methods: ['HEAD', ...WRITING_METHODS, 'WEBSOCKET'], reason: SIGN_IN },
  ...[
    '/qps/user/*/**',
    '/qps/ticket/**',
    '/qps/session/**',
    '/qps/*/ticket/**',
    '/qps/*/session/**',
    '/qps/*/user/**',
  ].map((path) => ({ path, reason: SIGN_IN })),
  ...[
    '/api/v1/api-keys/**',
    '/api/v1/oauth-clients/**',
    '/api/v1/web-integrations/**',
    '/api/v1/identity-providers/**',
    '/api/v1/data-credentials/**',
    '/qrs/virtualproxyconfig/**',
    '/qrs/proxyservice/**',
  ].map((path) => ({ path, methods: WRITING_METHODS, reason: CREDENTIAL })),
  ...['/qrs/certificatedistribution/**', '/qrs/download/certificates/**'].map((path) => ({
    path,
    reason: CREDENTIAL,
  })),
];
