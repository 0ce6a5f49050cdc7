/** The authentication method of a virtual proxy. Windows sign-in is `ticket` with the server's own authentication module, as in Qlik. */
export type ProxyAuthentication =
  | {
      readonly method: 'ticket';
      /** The redirect for users without a session; default: the server's own Windows and form sign-in. */
      readonly authenticationModule?: string;
    }
  | {
      readonly method: 'header';
      readonly headerName: string;
      /** One directory for all, or a pattern such as `$ud\\$id` that finds directory and id in the header. */
      readonly userDirectory: { readonly fixed: string } | { readonly pattern: string };
    }
  | {
      readonly method: 'jwt';
      /** PEM; only the public key is used. */
      readonly certificate: string;
      readonly userIdClaim: string;
      /** A name in brackets, `[CORP]`, is itself the directory of all users. */
      readonly userDirectoryClaim: string;
      /** Claims that become attributes of the session. */
      readonly attributes: readonly { readonly claim: string; readonly attribute: string }[];
    };

/** One virtual proxy, with the settings of the management console. */
export interface VirtualProxy {
  /** First part of the path; empty for the default one. */
  readonly prefix: string;
  readonly description: string;
  readonly authentication: ProxyAuthentication;
  readonly anonymousAccess: 'none' | 'allow' | 'always';
  /** Without the `-HTTP` that is added where the proxy speaks plain HTTP. */
  readonly sessionCookieName: string;
  readonly sameSite: 'none' | 'lax' | 'strict' | 'unset';
  readonly inactivityMinutes: number;
  /** Browsers with this text in their `User-Agent` get Windows sign-in, all others the form. */
  readonly windowsPattern: string;
  /** Host names, with port where it is not the usual one, of pages that may open WebSockets and of targets of sign-in. Changed by operators. */
  hostAllowList: readonly string[];
  /** Fixed headers of every answer. */
  readonly additionalResponseHeaders: Readonly<Record<string, string>>;
  /** The answer to `OPTIONS` without a session: the headers above, or the redirect to sign-in. */
  readonly preflight: 'answer' | 'authenticate';
  /** Old servers have no `/qlik-embed/main.js`. */
  readonly servesEmbedRuntime: boolean;
  /** The check against cross-site WebSocket hijacking and the CSRF token for it, since November 2024. */
  readonly csrfProtection: boolean;
  /** When a socket gets `OnAuthenticationInformation`; by Qlik's help only after the client's first message. */
  readonly authenticationInformation: 'at-once' | 'after-first-message';
}

/** Options of the demo virtual proxies. */
export interface DemoProxyOptions {
  /** Origins of the pages that use the server. */
  readonly appOrigins: readonly string[];
  /** The certificate (PEM) that verifies JWTs at `jwt`. */
  readonly jwtCertificate: string;
}

/** Header with the user for the virtual proxy `header`. */
const DEMO_USER_HEADER = 'X-Qlik-Demo-User';

/** One virtual proxy per way of signing in; see the README. */
export function demoVirtualProxies({ appOrigins, jwtCertificate }: DemoProxyOptions): VirtualProxy[] {
  const base = {
    anonymousAccess: 'none',
    sameSite: 'lax',
    inactivityMinutes: 30,
    windowsPattern: 'Windows',
    hostAllowList: appOrigins.map((origin) => new URL(origin).host),
    additionalResponseHeaders: crossOriginHeaders(appOrigins),
    preflight: 'answer',
    servesEmbedRuntime: true,
    csrfProtection: true,
    authenticationInformation: 'at-once',
  } as const satisfies Partial<VirtualProxy>;
  const named = (prefix: string): { prefix: string; sessionCookieName: string } => ({
    prefix,
    sessionCookieName: prefix === '' ? 'X-Qlik-Session' : `X-Qlik-Session-${prefix}`,
  });
  return [
    { ...base, ...named(''), description: 'Windows sign-in', authentication: { method: 'ticket' } },
    { ...base, ...named('ticket'), description: 'Tickets', authentication: { method: 'ticket' } },
    {
      ...base,
      ...named('header'),
      description: 'Header from a trusted reverse proxy',
      authentication: {
        method: 'header',
        headerName: DEMO_USER_HEADER,
        userDirectory: { pattern: String.raw`$ud\\$id` },
      },
    },
    {
      ...base,
      ...named('jwt'),
      description: 'JSON Web Tokens',
      authentication: {
        method: 'jwt',
        certificate: jwtCertificate,
        userIdClaim: 'userId',
        userDirectoryClaim: 'userDirectory',
        attributes: [
          { claim: 'name', attribute: 'name' },
          { claim: 'email', attribute: 'email' },
          { claim: 'groups', attribute: 'group' },
        ],
      },
    },
    {
      ...base,
      ...named('anonymous'),
      description: 'Anonymous users',
      authentication: { method: 'ticket' },
      anonymousAccess: 'always',
    },
    {
      ...base,
      ...named('legacy'),
      description: 'A server before qlik-embed and the WebSocket check',
      authentication: { method: 'ticket' },
      servesEmbedRuntime: false,
      csrfProtection: false,
      authenticationInformation: 'after-first-message',
    },
  ];
}

/**
 * "Additional response headers" for pages of other origins. Several origins are separated by commas; the proxy answers with the caller's. Source: Qlik support article 2509211, "Extended WebSocket CSRF protection".
 */
function crossOriginHeaders(origins: readonly string[]): Record<string, string> {
  return {
    'access-control-allow-origin': origins.join(','),
    'access-control-allow-credentials': 'true',
    'access-control-allow-headers':
      'authorization,content-type,qlik-api-version,qlik-csrf-token,user-agent,x-qlik-xrfkey',
    'access-control-allow-methods': 'GET,POST,PUT,DELETE,OPTIONS',
    'access-control-expose-headers': 'qlik-csrf-token',
  };
}

/** Returns the virtual proxy of a path, and the rest of the path. */
export function routeToProxy(
  proxies: readonly VirtualProxy[],
  path: string,
): { readonly proxy: VirtualProxy; readonly rest: string } | undefined {
  const first = path.split('/')[1] ?? '';
  const named = first === '' ? undefined : proxies.find((proxy) => proxy.prefix === first);
  if (named !== undefined) {
    return { proxy: named, rest: path.slice(first.length + 1) || '/' };
  }
  const fallback = proxies.find((proxy) => proxy.prefix === '');
  return fallback === undefined ? undefined : { proxy: fallback, rest: path };
}

/** Returns the path of the virtual proxy without a trailing slash: empty or `/prefix`. */
export function basePath(proxy: VirtualProxy): string {
  return proxy.prefix === '' ? '' : `/${proxy.prefix}`;
}
