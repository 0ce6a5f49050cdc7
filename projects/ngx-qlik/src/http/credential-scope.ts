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
  if (target.username || target.password) return [];
  const matches = connections
    .map((connection) => ({ connection, scope: new URL(connection.host, baseUri) }))
    .filter(({ scope }) => isSameServer(target, scope) && isWithin(target.pathname, scope.pathname));
  const longest = Math.max(...matches.map(({ scope }) => scope.pathname.length));
  return matches.filter(({ scope }) => scope.pathname.length === longest).map(({ connection }) => connection);
}

/** The origin of a `blob:` or `filesystem:` address is that of the page that made it, so the scheme has to be compared too. */
function isSameServer(target: URL, scope: URL): boolean {
  return target.protocol === scope.protocol && target.origin === scope.origin;
}

function isWithin(path: string, scopePath: string): boolean {
  const scope = scopePath.endsWith('/') ? scopePath : `${scopePath}/`;
  if (scope === '/') return true;
  return (path === scopePath || path.startsWith(scope)) && !hidesDotSegments(path);
}

/** Whether a path leads elsewhere for proxies that decode what a browser leaves encoded, even twice, or that take `..;x` for `..`. */
function hidesDotSegments(path: string): boolean {
  let decoded = path;
  for (let before = ''; before !== decoded;) {
    before = decoded;
    decoded = decoded.replace(/%([\da-f]{2})/gi, (_, code: string) =>
      String.fromCharCode(parseInt(code, 16)),
    );
  }
  return decoded.split(/[/\\]/).some((segment) => /^\.\.?(;|$)/.test(segment));
}
