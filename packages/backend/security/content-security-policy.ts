/** Qlik Cloud's runtime script loads its modules, fonts and images from here. */
const QLIK_CLOUD_CDN = 'https://cdn.qlikcloud.com';

/** The directives of a Content-Security-Policy, by name. */
export type PolicyDirectives = Readonly<Record<string, readonly string[]>>;

/** A source of a directive, and its reason. */
export interface PolicySource {
  readonly source: string;
  readonly reason: string;
}

/**
 * Returns the policy of a page that connects to these origins only.
 *
 * @param origins of the configured connections, such as `https://tenant.eu.qlikcloud.com`
 */
export function contentSecurityPolicy(origins: readonly string[]): PolicyDirectives {
  return Object.fromEntries(
    Object.entries(explainPolicy(origins)).map(([name, sources]) => [
      name,
      sources.map(({ source }) => source),
    ]),
  );
}

/** The same policy with a reason for each source. */
export function explainPolicy(origins: readonly string[]): Readonly<Record<string, readonly PolicySource[]>> {
  const cdn = origins.some(isQlikCloud) ? [QLIK_CLOUD_CDN] : [];
  const fromQlik = (what: string): readonly PolicySource[] => [
    ...because(origins, `${what} of Qlik`),
    ...because(cdn, `${what} that the runtime of Qlik Cloud loads from Qlik's content network`),
  ];
  return {
    'default-src': because(["'none'"], 'what is not named below is not allowed'),
    'script-src': [...because(["'self'"], "the application's own code"), ...fromQlik('the runtime script')],
    // Angular adds the styles of components, and Qlik's charts and web components theirs, as <style> elements and style
    // attributes at run time. Qlik's have no nonce, and a nonce beside 'unsafe-inline' would switch the latter off.
    'style-src': [
      ...because(["'self'"], "the application's style sheets"),
      ...because(["'unsafe-inline'"], "styles that Angular and Qlik's charts add at run time"),
      ...fromQlik('style sheets'),
    ],
    'connect-src': [
      ...because(["'self'"], 'the backend and the connections file'),
      ...fromQlik('the REST APIs'),
      ...because(origins.map(toWebSocket), "WebSockets to Qlik's engine"),
    ],
    'img-src': [
      ...because(["'self'"], "the application's pictures"),
      ...because(['data:', 'blob:'], 'pictures that charts draw and export'),
      ...fromQlik('pictures'),
    ],
    'font-src': [
      ...because(["'self'"], "the application's fonts"),
      ...because(['data:'], "icon fonts inside Qlik's styles"),
      ...fromQlik('fonts'),
    ],
    'worker-src': [
      ...because(["'self'"], "the application's workers"),
      ...because(['blob:'], 'charts that compute in a worker of their own making'),
    ],
    'frame-src':
      origins.length > 0
        ? [
            ...because(["'self'"], 'the callback page of a sign-in without the user'),
            ...because(origins, 'user interfaces of Qlik that are shown in a frame'),
          ]
        : because(["'none'"], 'nothing is shown in a frame'),
    'manifest-src': because(["'self'"], "the application's manifest"),
    'object-src': because(["'none'"], 'no plugins'),
    'base-uri': because(["'self'"], 'nothing may move the base of relative addresses to another site'),
    'form-action': because(["'self'"], 'no form may be sent to another site'),
    'frame-ancestors': because(["'self'"], 'no other site may put the application into a frame'),
  };
}

/** The policy as the value of its header. */
export function formatPolicy(directives: PolicyDirectives): string {
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}

function because(sources: readonly string[], reason: string): readonly PolicySource[] {
  return sources.map((source) => ({ source, reason }));
}

function isQlikCloud(origin: string): boolean {
  const { hostname } = new URL(origin);
  return hostname.endsWith('.qlikcloud.com') || hostname.endsWith('.qlikcloudgov.com');
}

function toWebSocket(origin: string): string {
  return origin.replace(/^http/, 'ws');
}
