import type { QlikConnection } from '../connections/connection';

/**
 * The connections that a request is addressed to: same origin, and a path inside the connection's own path, segment by segment.
 *
 * Addresses are compared as the browser will parse them, so that nothing that merely looks like a tenant (user info, look-alike
 * hosts, back-slashes, dot segments, `/vp-evil` for `/vp`) gets its credentials.
 *
 * @param address as given to HttpClient, relative to `baseUri` where it is relative
 * @returns every match with the longest path; more than one when connections share a host
 */
export function findAddressed(
  address: string,
  connections: readonly QlikConnection[],
  baseUri: string,
): readonly QlikConnection[] {
  if (!URL.canParse(address, baseUri)) return [];
  const target = new URL(address, baseUri);
  // The origin of a `blob:` address is that of the page that made it.
  if (target.username || target.password || target.protocol === 'blob:') return [];
  const matches = connections
    .map((connection) => ({ connection, scope: new URL(connection.host, baseUri) }))
    .filter(({ scope }) => target.origin === scope.origin && isWithin(target.pathname, scope.pathname));
  const longest = Math.max(...matches.map(({ scope }) => scope.pathname.length));
  return matches.filter(({ scope }) => scope.pathname.length === longest).map(({ connection }) => connection);
}

function isWithin(path: string, scopePath: string): boolean {
  const scope = scopePath.endsWith('/') ? scopePath : `${scopePath}/`;
  if (scope === '/') return true;
  return (path === scopePath || path.startsWith(scope)) && !hidesDotSegments(path);
}

/** Whether a path leads elsewhere for a proxy that decodes what a browser leaves encoded, or that takes `..;x` for `..`. */
function hidesDotSegments(path: string): boolean {
  let decoded = path;
  for (let before = ''; before !== decoded;) {
    before = decoded;
    decoded = decoded
      .replace(/%25/g, '%')
      .replace(/%2e/gi, '.')
      .replace(/%2f|%5c/gi, '/');
  }
  return decoded.split('/').some((segment) => /^\.\.?(;|$)/.test(segment));
}
