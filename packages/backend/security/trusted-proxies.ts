import { isIPv4, isIPv6 } from 'node:net';
import { VARIABLES } from '../setting-names.ts';
import { SettingsError } from '../settings-error.ts';

/** A range of addresses as numbers: the IPv4 address `a.b.c.d` is `::ffff:a.b.c.d`, as sockets that take both see it. */
interface AddressRange {
  readonly first: bigint;
  /** Included. */
  readonly last: bigint;
}

const NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ['loopback', ['127.0.0.0/8', '::1/128']],
  ['linklocal', ['169.254.0.0/16', 'fe80::/10']],
  ['uniquelocal', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']],
]);
/** RFC 6598: between providers and their customers, and inside some clouds. */
const SHARED = '100.64.0.0/10';
const IPV4_BITS = 96;
const IPV4 = rangeOf('::ffff:0:0', IPV4_BITS);
const PRIVATE = [...[...NAMES.values()].flat(), SHARED].map((block) => readBlock(block));
/** As many public addresses as a block of IPv4 with prefix 8, or of IPv6 with prefix 20: more than any network of proxies has. */
const MAX_PUBLIC_IPV4 = 1n << 24n;
const MAX_PUBLIC_IPV6 = 1n << 108n;

/**
 * Reads `TRUST_PROXY`: addresses, blocks (`10.0.0.0/8`, `10.0.0.0/255.0.0.0`) and the names `loopback`, `linklocal`, `uniquelocal`,
 * separated by commas. Private blocks may be of any size; more public addresses than proxies can have are refused, since
 * with everything trusted each client chooses its own address.
 *
 * @param name of the setting, for the message
 * @returns the list for Fastify's `trustProxy`
 * @throws {SettingsError}
 */
export function readTrustedProxies(
  written: string | undefined,
  name = VARIABLES.trustedProxies,
): string | undefined {
  if (!written) return undefined;
  const entries = written.split(',').map((entry) => entry.trim());
  const ranges = merge(
    entries.flatMap((entry) => (NAMES.get(entry) ?? [entry]).map((block) => readBlock(block, name))),
  );
  const publicCount = (within: AddressRange | undefined): bigint =>
    countIn(ranges, within) - overlapOf(ranges, merge(PRIVATE), within);
  const ipv4 = publicCount(IPV4);
  if (ipv4 > MAX_PUBLIC_IPV4 || publicCount(undefined) - ipv4 > MAX_PUBLIC_IPV6) {
    throw new SettingsError(
      `${name} trusts too many addresses: name the proxies in front of the backend only, such as 10.0.0.0/8.`,
    );
  }
  return entries.join(',');
}

function readBlock(written: string, name = VARIABLES.trustedProxies): AddressRange {
  const [, address = '', mask] = /^([\da-fA-F:.]+)(?:\/([\d.]+))?$/.exec(written) ?? [];
  if (isIPv4(address)) {
    const bits = readMask(mask, 32);
    if (bits !== undefined) return rangeOf(`::ffff:${address}`, IPV4_BITS + bits);
  } else if (isIPv6(address)) {
    const bits = mask?.includes('.') === true ? undefined : readMask(mask, 128);
    if (bits !== undefined) return rangeOf(address, bits);
  }
  throw new SettingsError(
    `${name} takes the addresses of the proxies in front of the backend, such as 10.0.0.0/8, separated by commas.`,
  );
}

/** @returns the length of the prefix, `undefined` for an invalid one */
function readMask(mask: string | undefined, most: 32 | 128): number | undefined {
  if (mask === undefined) return most;
  if (/^\d{1,3}$/.test(mask)) {
    const bits = Number(mask);
    // 0 is everything.
    return bits >= 1 && bits <= most ? bits : undefined;
  }
  if (!isIPv4(mask)) return undefined;
  const [, ones] =
    /^(1+)0*$/.exec(
      mask
        .split('.')
        .map((part) => Number(part).toString(2).padStart(8, '0'))
        .join(''),
    ) ?? [];
  return ones?.length;
}

function rangeOf(address: string, bits: number): AddressRange {
  const size = 1n << BigInt(128 - bits);
  const first = (numberOf(address) / size) * size;
  return { first, last: first + size - 1n };
}

/** @see RFC 4291, section 2.2 */
function numberOf(address: string): bigint {
  const hexadecimal = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, ...parts: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [head = '', tail] = hexadecimal.split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => 0n);
  return [...before, ...zeros, ...after].reduce((number, group) => (number << 16n) | group, 0n);
}

function groupsOf(text: string): readonly bigint[] {
  return text === '' ? [] : text.split(':').map((group) => BigInt(`0x${group}`));
}

/** Sorted, without overlaps. */
function merge(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const merged: AddressRange[] = [];
  for (const range of [...ranges].sort((one, other) => (one.first < other.first ? -1 : 1))) {
    const last = merged.at(-1);
    if (last === undefined || range.first > last.last + 1n) merged.push(range);
    else if (range.last > last.last) merged[merged.length - 1] = { first: last.first, last: range.last };
  }
  return merged;
}

function countIn(ranges: readonly AddressRange[], within: AddressRange | undefined): bigint {
  return ranges.reduce((sum, range) => sum + sizeOf(intersection(range, within)), 0n);
}

function overlapOf(
  ranges: readonly AddressRange[],
  others: readonly AddressRange[],
  within: AddressRange | undefined,
): bigint {
  return ranges
    .flatMap((range) => others.map((other) => sizeOf(intersection(intersection(range, other), within))))
    .reduce((sum, size) => sum + size, 0n);
}

function intersection(one: AddressRange, other: AddressRange | undefined): AddressRange {
  if (other === undefined) return one;
  return {
    first: one.first > other.first ? one.first : other.first,
    last: one.last < other.last ? one.last : other.last,
  };
}

function sizeOf({ first, last }: AddressRange): bigint {
  return last < first ? 0n : last - first + 1n;
}
