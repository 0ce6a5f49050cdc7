import { isRecord } from '../json/is-record.ts';

/** A server that the page has to reach, and for which connection. */
interface PageOrigin {
  /** Such as `https://tenant.eu.qlikcloud.com`. */
  readonly origin: string;
  /** The connection's id, or its place in the list where it has none. */
  readonly connection: string;
  readonly field: 'host' | 'runtime.url';
}

/** An address in the configuration that the page is not allowed to reach. */
interface RefusedAddress extends Omit<PageOrigin, 'origin'> {
  readonly address: string;
  readonly reason: string;
}

/** The origins that the connections of a configuration need. */
export interface PageOrigins {
  readonly allowed: readonly PageOrigin[];
  readonly refused: readonly RefusedAddress[];
}

/**
 * A name or an IPv4 address, with a port. The browser's parser also lets `;` `,` `'` and `*` through in host names, which in a
 * Content-Security-Policy end a directive, end the policy, or stand for every host. A policy cannot name IPv6 addresses at all.
 */
const PLAIN_ORIGIN = /^https?:\/\/[a-z0-9]([a-z0-9._-]*[a-z0-9])?\.?(:\d+)?$/;

/**
 * Returns the origins that a page with these connections has to reach: the host of each connection, and the host of its Qlik script.
 *
 * @param written the parsed connections file
 * @returns `undefined` when there is no list of connections in it
 */
export function readPageOrigins(written: unknown): PageOrigins | undefined {
  const list = listOf(written);
  if (list === undefined) return undefined;
  const addresses = list.flatMap((connection: unknown, index) => addressesOf(connection, index));
  const read = addresses.map(({ address, ...rest }) => ({ ...rest, address, ...interpret(address) }));
  return {
    allowed: read.flatMap(({ origin, connection, field }) =>
      origin === undefined ? [] : [{ origin, connection, field }],
    ),
    refused: read.flatMap(({ reason, connection, field, address }) =>
      reason === undefined ? [] : [{ connection, field, address, reason }],
    ),
  };
}

/** A server that a page calls. */
export interface PageServer {
  /** Such as `https://tenant.eu.qlikcloud.com`. */
  readonly origin: string;
  /** Whether most of its calls have a cookie: those of a client-managed server do, those of a tenant have a token. */
  readonly usesCookies: boolean;
}

/**
 * Returns the servers of other origins that a page with these connections calls, by the connection's id.
 * @param written the parsed connections file
 */
export function readPageServers(written: unknown): ReadonlyMap<string, PageServer> {
  const servers = new Map<string, PageServer>();
  for (const connection of listOf(written) ?? []) {
    if (!isRecord(connection)) continue;
    const { id, host, platform } = connection;
    if (typeof id !== 'string' || typeof host !== 'string') continue;
    const { origin } = interpret(host);
    if (origin !== undefined) servers.set(id, { origin, usesCookies: platform === 'client-managed' });
  }
  return servers;
}

function listOf(written: unknown): readonly unknown[] | undefined {
  const list = isRecord(written) ? written['connections'] : written;
  return Array.isArray(list) ? list : undefined;
}

function addressesOf(connection: unknown, index: number): readonly Omit<RefusedAddress, 'reason'>[] {
  if (!isRecord(connection)) return [];
  const { id, host, runtime } = connection;
  const name = typeof id === 'string' ? id : `#${index + 1}`;
  const url = isRecord(runtime) ? runtime['url'] : undefined;
  return [
    ...(typeof host === 'string' ? [{ connection: name, field: 'host' as const, address: host }] : []),
    ...(typeof url === 'string' ? [{ connection: name, field: 'runtime.url' as const, address: url }] : []),
  ];
}

/** Returns an origin or a reason; neither for a path of the application's own origin. */
function interpret(address: string): { readonly origin?: string; readonly reason?: string } {
  if (/^\/(?![/\\])/.test(address)) return {};
  if (!URL.canParse(address)) return { reason: 'it is no absolute address' };
  const { origin, protocol } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:')
    return { reason: 'only https: and http: can be allowed' };
  return PLAIN_ORIGIN.test(origin)
    ? { origin }
    : { reason: 'a policy cannot name such a host, or would allow more than it' };
}
