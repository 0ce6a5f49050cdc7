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
  const matches = scopesOf(connections, baseUri)
    .get(serverOf(target))
    ?.filter(({ path }) => isWithin(target.pathname, path));
  const longest = matches?.[0]?.path.length;
  return matches?.filter(({ path }) => path.length === longest).map(({ connection }) => connection) ?? [];
}

/** A connection, and the path that its credentials are limited to. */
interface Scope {
  readonly connection: QlikConnection;
  readonly path: string;
}

/** By server, those with the longest path first. */
type Scopes = ReadonlyMap<string, readonly Scope[]>;

/** Each call would parse the address of each connection. A list of connections is replaced, not changed. */
const prepared = new WeakMap<
  readonly QlikConnection[],
  { readonly baseUri: string; readonly scopes: Scopes }
>();

function scopesOf(connections: readonly QlikConnection[], baseUri: string): Scopes {
  const known = prepared.get(connections);
  if (known?.baseUri === baseUri) return known.scopes;
  const scopes = new Map<string, Scope[]>();
  for (const connection of connections) {
    const scope = new URL(connection.host, baseUri);
    const server = serverOf(scope);
    scopes.set(server, [...(scopes.get(server) ?? []), { connection, path: scope.pathname }]);
  }
  for (const each of scopes.values()) each.sort((one, other) => other.path.length - one.path.length);
  prepared.set(connections, { baseUri, scopes });
  return scopes;
}

/** The origin of a `blob:` or `filesystem:` address is that of the page that made it, so the scheme has to be compared too. */
function serverOf({ protocol, origin }: URL): string {
  return protocol + origin;
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
