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
    .filter(({ scope }) => target.origin === scope.origin && isWithin(target.pathname, scope.pathname));
  const longest = Math.max(...matches.map(({ scope }) => scope.pathname.length));
  return matches.filter(({ scope }) => scope.pathname.length === longest).map(({ connection }) => connection);
}

function isWithin(path: string, scopePath: string): boolean {
  // An encoded slash or dot may mean one thing to a browser and another to a proxy behind it.
  if (/%2f|%5c|%2e/i.test(path.slice(0, scopePath.length + 12)) && scopePath !== '/') return false;
  const scope = scopePath.endsWith('/') ? scopePath : `${scopePath}/`;
  return path === scopePath || path.startsWith(scope);
}
