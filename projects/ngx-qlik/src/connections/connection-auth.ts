/** Where an OAuth access token waits between page loads. `memory` ends with the page and is the safest. */
export type TokenStorage = 'memory' | 'session' | 'local';

/** How an interactive sign-in is shown: the whole page leaves and comes back, or a window opens. */
export type SignInInteraction = 'redirect' | 'popup';

/** Parameters of an authorization request that this library sets, or that would change what its answer is. */
export type ProtocolParameter =
  | 'response_type'
  | 'response_mode'
  | 'client_id'
  | 'redirect_uri'
  | 'scope'
  | 'state'
  | 'nonce'
  | 'code_challenge'
  | 'code_challenge_method'
  | 'request'
  | 'request_uri';

/**
 * Further parameters of the request to `<host>/oauth/authorize`. Qlik documents `login_hint`, `max_age` and `prompt` (`login`); the others are those
 * of OpenID Connect, which a tenant may hand on to its identity provider or ignore.
 *
 * @see https://qlik.dev/apis/rest/oauth/#get-oauth-authorize
 * @see OpenID Connect Core 1.0, section 3.1.2.1
 */
export type AuthorizeParameters = {
  /** What the server asks again. Not `none`: see `silentSignIn`. */
  readonly prompt?: 'login' | 'consent';
  /** A name to fill into the login page. */
  readonly login_hint?: string;
  /** A sign-in that is older is repeated, in seconds. */
  readonly max_age?: number;
  /** Languages of the login page in order of preference, separated by spaces: `de-CH de en`. */
  readonly ui_locales?: string;
  /** The ways to sign in that are asked for, in order of preference, separated by spaces. */
  readonly acr_values?: string;
  readonly [name: string]: string | number | undefined;
} & { readonly [Name in ProtocolParameter]?: never };

/**
 * OAuth2 authorization code with PKCE for a browser: a *single-page application* client, no secret.
 *
 * @see docs/auth/oauth2.md
 */
export interface OAuth2Auth {
  readonly type: 'oauth2';
  readonly clientId: string;
  /** Absolute, or a path of this application. Default: `oauth-callback.html` beside the application's base address. */
  readonly redirectUri?: string;
  /** Space-separated. Default: `user_default`; add `offline_access` for renewal without a new sign-in. */
  readonly scope?: string;
  /**
   * Other names of the tenant, for tenants of several host names: an answer that says who it is from (`iss`, RFC 9207) must be from
   * `host` or from one of these. Where there is a list, an answer that does not say so is refused. Default: none.
   */
  readonly issuers?: readonly string[];
  /** Default: `redirect`. */
  readonly interaction?: SignInInteraction;
  /** Default: `memory`. */
  readonly tokenStorage?: TokenStorage;
  /**
   * Whether a page whose user signed in before gets a new token without the user, in a hidden frame (`prompt=none`): after a reload with
   * `memory`, and instead of a renewal without `offline_access`. Needs the tenant's cookies in a frame of this page. Default: false.
   *
   * @see docs/auth/oauth2.md#without-the-user
   */
  readonly silentSignIn?: boolean;
  /** Further parameters of each sign-in; those of `SignInOptions.parameters` come before them. */
  readonly authorizeParameters?: AuthorizeParameters;
}

/** Where a connection's secret is kept: the application's own backend. */
export interface BackendSettings {
  /** Absolute, or a path of this application. Default: `/api/qlik/<connection id>`. */
  readonly backend?: string;
}

/**
 * OAuth2 with an access token that the application's backend fetches for its user (impersonation).
 *
 * @see docs/auth/oauth2-impersonation.md
 */
export interface OAuth2ImpersonationAuth extends BackendSettings {
  readonly type: 'oauth2-impersonation';
  /** Of the OAuth client that the backend uses; the page names it when it exchanges a token for a WebSocket's. */
  readonly clientId: string;
}

/**
 * A session of the Qlik Cloud tenant itself: the user signs in on the tenant's own page, and cookies do the rest.
 *
 * @see docs/auth/cookie.md
 */
export interface CookieAuth extends RestoreSettings {
  readonly type: 'cookie';
  /** Of the web integration that lists this page's origin. */
  readonly webIntegrationId: string;
}

/** Of types whose session only Qlik knows: a page has to ask for it. */
interface RestoreSettings {
  /**
   * When a page that opens asks Qlik whether its user has a session. `any-session`: always, so that one that was begun elsewhere is taken
   * up too. `own-sign-in`: only in a browser in which the user signed in to this application before, and did not sign out. Otherwise nothing
   * is asked, and no browser's console shows the refusal; {@link QlikAuthService.signIn} takes up a session that there is. Default: `any-session`
   */
  readonly restore?: 'any-session' | 'own-sign-in';
}

/**
 * A session of the Qlik Cloud tenant, begun with a JWT that the application's backend signs for its user.
 *
 * @see docs/auth/jwt.md
 */
export interface JwtAuth extends BackendSettings {
  readonly type: 'jwt';
  /** Of the web integration that lists this page's origin. */
  readonly webIntegrationId: string;
}

/**
 * Types whose credential never reaches the browser: the application's backend answers at `/qlik/<connection id>`, the connection's
 * `host`, and puts the credential in.
 *
 * - `oauth2-web`: the user's own sign-in at the tenant, run and kept by the backend (docs/auth/oauth2-web.md)
 * - `m2m`: an OAuth client as itself, for every user alike (docs/auth/m2m.md)
 * - `apikey`: the API key of one user, for every user alike (docs/auth/apikey.md)
 * - `header`: a header that a client-managed server trusts (docs/auth/header.md)
 * - `pfx`: a client-managed server's client certificate (docs/auth/pfx.md)
 */
export interface ThroughBackendAuth<
  T extends 'oauth2-web' | 'm2m' | 'apikey' | 'header' | 'pfx',
> extends BackendSettings {
  readonly type: T;
}

/**
 * Anonymous users of one app of a Qlik Cloud tenant, by a public access code.
 *
 * @see docs/auth/anonymous.md
 */
export interface AnonymousAuth {
  readonly type: 'anonymous';
  /** Of the OAuth client, type *anonymous embed*. */
  readonly clientId: string;
  /** Of the anonymous share; public, as it is part of the page. */
  readonly accessCode: string;
}

/**
 * A session at a virtual proxy of a client-managed server, begun by something that the application's backend has:
 *
 * - `ticket`: a ticket of the Proxy Service API (docs/auth/ticket.md)
 * - `jwt-virtual-proxy`: a JWT that the backend signs (docs/auth/jwt-virtual-proxy.md)
 */
export interface VirtualProxyAuth<T extends 'ticket' | 'jwt-virtual-proxy'> extends BackendSettings {
  readonly type: T;
}

/** A session at a virtual proxy that knows the user by the Windows account. @see docs/auth/windows.md */
export interface WindowsAuth extends RestoreSettings {
  readonly type: 'windows';
}

/** A session at a virtual proxy that allows anonymous users. @see docs/auth/anonymous-virtual-proxy.md */
export interface AnonymousVirtualProxyAuth {
  readonly type: 'anonymous-virtual-proxy';
}

/**
 * No credential at all: for servers that need none, for reverse proxies that add one, and for tests.
 *
 * @see docs/auth/none.md
 */
export interface NoneAuth {
  readonly type: 'none';
}

/**
 * No requests to any server: for pages that only embed content without data. Neither calls nor sockets are possible.
 *
 * @see docs/auth/none.md
 */
export interface NoAuthAuth {
  readonly type: 'noauth';
}

/**
 * A host config that Qlik's runtime knows by name: another connection, or one that the page has registered there itself.
 *
 * @see docs/auth/none.md
 */
export interface ReferenceAuth {
  readonly type: 'reference';
  /** The id of that connection, or the name that was registered. */
  readonly reference: string;
}

/** The auth types of this library. */
export interface BuiltInAuthTypes {
  oauth2: OAuth2Auth;
  'oauth2-impersonation': OAuth2ImpersonationAuth;
  'oauth2-web': ThroughBackendAuth<'oauth2-web'>;
  m2m: ThroughBackendAuth<'m2m'>;
  apikey: ThroughBackendAuth<'apikey'>;
  jwt: JwtAuth;
  cookie: CookieAuth;
  anonymous: AnonymousAuth;
  ticket: VirtualProxyAuth<'ticket'>;
  'jwt-virtual-proxy': VirtualProxyAuth<'jwt-virtual-proxy'>;
  windows: WindowsAuth;
  'anonymous-virtual-proxy': AnonymousVirtualProxyAuth;
  header: ThroughBackendAuth<'header'>;
  pfx: ThroughBackendAuth<'pfx'>;
  none: NoneAuth;
  noauth: NoAuthAuth;
  reference: ReferenceAuth;
}

/**
 * The auth types that an application may use: those of this library and, by module augmentation, those of the application. Each member is
 * an interface whose `type` is the name of the member.
 *
 * @example
 * declare module 'ngx-qlik' {
 *   interface QlikAuthTypes {
 *     'session-header': { readonly type: 'session-header'; readonly header: string };
 *   }
 * }
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- an application adds the members
export interface QlikAuthTypes extends BuiltInAuthTypes {}

type KeyOfAny<Union> = Union extends unknown ? keyof Union : never;

/** Each member of a union, with the fields that only others have forbidden. */
type Exclusive<Member, Union = Member> = Member extends unknown
  ? Member & { readonly [Foreign in Exclude<KeyOfAny<Union>, keyof Member>]?: never }
  : never;

/** How a connection signs in. The `type` decides which fields exist; a foreign field is a compile error. */
export type ConnectionAuth = Exclusive<QlikAuthTypes[keyof QlikAuthTypes]>;

/** The names in {@link QlikAuthTypes}. */
export type AuthType = keyof QlikAuthTypes;
