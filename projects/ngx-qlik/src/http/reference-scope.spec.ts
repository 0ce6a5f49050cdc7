/**
 * Where credentials may go, written a second time and differently: the browser's parser says which origin it is, and paths are
 * compared segment by segment. Generated addresses are compared with it.
 *
 * @param hosts of the connections, by id; one path for each origin
 * @returns the id, or `undefined` for none
 */
export function referenceScope(
  address: string,
  hosts: Readonly<Record<string, string>>,
  base: string,
): string | undefined {
  const target = parse(address, base);
  if (!target || target.protocol === 'blob:' || target.username !== '' || target.password !== '')
    return undefined;
  const inside = Object.entries(hosts).filter(([, host]) => {
    const scope = new URL(host, base);
    if (scope.protocol !== target.protocol || scope.host !== target.host) return false;
    const wanted = segmentsOf(scope.pathname);
    if (wanted.length === 0) return true;
    const given = segmentsOf(target.pathname);
    return wanted.every((segment, index) => segment === given[index]) && !given.some(isParentSegment);
  });
  return inside.sort(([, a], [, b]) => b.length - a.length)[0]?.[0];
}

function parse(address: string, base: string): URL | undefined {
  try {
    return new URL(address, base);
  } catch {
    return undefined;
  }
}

/** Without the empty one that a slash at the end makes; empty ones elsewhere count. */
function segmentsOf(path: string): readonly string[] {
  const segments = path.split('/').slice(1);
  return segments.at(-1) === '' ? segments.slice(0, -1) : segments;
}

/** Decoded as often as there is something to decode, it is or contains `.` or `..`, with or without parameters. */
function isParentSegment(segment: string): boolean {
  let text = segment;
  while (/%[0-9a-fA-F][0-9a-fA-F]/.test(text)) {
    const at = text.search(/%[0-9a-fA-F][0-9a-fA-F]/);
    text =
      text.slice(0, at) + String.fromCharCode(Number(`0x${text.slice(at + 1, at + 3)}`)) + text.slice(at + 3);
  }
  return text
    .replaceAll('\\', '/')
    .split('/')
    .map((part) => part.split(';', 1)[0])
    .some((part) => part === '.' || part === '..');
}
