/** Qlik Cloud's runtime script loads its modules, fonts and images from here. */
const QLIK_CLOUD_CDN = 'https://cdn.qlikcloud.com';

/** The directives of a Content-Security-Policy, by name. */
export type PolicyDirectives = Readonly<Record<string, readonly string[]>>;

/**
 * The policy of a page that talks to these origins and to nobody else. docs/csp.md gives the reason for each line.
 *
 * @param origins of the configured connections, such as `https://tenant.eu.qlikcloud.com`
 */
export function contentSecurityPolicy(origins: readonly string[]): PolicyDirectives {
  const cdn = origins.some(isQlikCloud) ? [QLIK_CLOUD_CDN] : [];
  const qlik = [...origins, ...cdn];
  return {
    'default-src': ["'none'"],
    'script-src': ["'self'", ...qlik],
    // Angular adds the styles of components, and Qlik's charts and web components theirs, as <style> elements and style
    // attributes at run time. Qlik's have no nonce, and a nonce beside 'unsafe-inline' would switch the latter off.
    'style-src': ["'self'", "'unsafe-inline'", ...qlik],
    'connect-src': ["'self'", ...qlik, ...origins.map(toWebSocket)],
    'img-src': ["'self'", 'data:', 'blob:', ...qlik],
    'font-src': ["'self'", 'data:', ...qlik],
    'worker-src': ["'self'", 'blob:'],
    'frame-src': origins.length > 0 ? origins : ["'none'"],
    'manifest-src': ["'self'"],
    'object-src': ["'none'"],
    'base-uri': ["'self'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'self'"],
  };
}

/** The policy as the value of its header. */
export function formatPolicy(directives: PolicyDirectives): string {
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}

function isQlikCloud(origin: string): boolean {
  const { hostname } = new URL(origin);
  return hostname.endsWith('.qlikcloud.com') || hostname.endsWith('.qlikcloudgov.com');
}

function toWebSocket(origin: string): string {
  return origin.replace(/^http/, 'ws');
}
