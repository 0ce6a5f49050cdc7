/** A longer address is not a link to a page of a list. */
const MAX_LINK_BYTES = 16 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);
const OPEN_OBJECT = 0x7b;
const COLON = 0x3a;
const COMMA = 0x2c;

/** The position of a string in the body, quotes included. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Puts the application's own address into the links of a paged response (`links.<name>.href` at the top level), so that following one
 * stays on the relay: Qlik's client follows them unchanged. All other bytes stay unchanged, and so does a body that is not JSON.
 *
 * The body is read from left to right and never built as a value: its nesting costs no stack.
 *
 * @param body JSON in UTF-8
 * @param from the upstream's address, such as `https://tenant.eu.qlikcloud.com`
 * @param to the relay's, such as `https://app.example/qlik/finance`
 */
export function relocateLinks(body: Buffer, from: string, to: string): Buffer {
  const parts: Buffer[] = [];
  let done = 0;
  for (const { start, end } of findLinks(body)) {
    const moved = relocateLink(body.subarray(start, end), from, to);
    if (moved === undefined) continue;
    parts.push(body.subarray(done, start), Buffer.from(JSON.stringify(moved)));
    done = end;
  }
  return done === 0 ? body : Buffer.concat([...parts, body.subarray(done)]);
}

/** The same address on the relay; `undefined` for one that is not below the upstream's. */
export function relocate(address: string, from: string, to: string): string | undefined {
  const url = URL.canParse(address, `${from}/`) ? new URL(address, `${from}/`) : undefined;
  const upstream = new URL(from);
  const base = upstream.pathname.replace(/\/$/, '');
  const isBelow = url?.origin === upstream.origin && (base === '' || url.pathname.startsWith(`${base}/`));
  return isBelow ? to + url.pathname.slice(base.length) + url.search + url.hash : undefined;
}

function relocateLink(token: Buffer, from: string, to: string): string | undefined {
  if (token.length > MAX_LINK_BYTES) return undefined;
  try {
    return relocate(JSON.parse(token.toString()) as string, from, to);
  } catch {
    // A string with an escape that JSON does not have: it stays as it is, and so does the rest.
    return undefined;
  }
}

/** The values of `href` one level below the members of the top-level object's `links`; none when the body does not end well. */
function findLinks(body: Buffer): readonly Span[] {
  const found: Span[] = [];
  /** Whether the container at this depth is an object; below the fourth, nothing is of interest. */
  const isObject: boolean[] = [];
  const keys: (Span | undefined)[] = [];
  let depth = 0;
  let expectsKey = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === undefined) break;
    if (byte === QUOTE) {
      const end = endOfString(body, at);
      if (end === undefined) return [];
      if (depth <= 3 && isObject[depth] === true) {
        if (expectsKey) keys[depth] = { start: at, end };
        else if (depth === 3 && isPath(body, keys)) found.push({ start: at, end });
      }
      at = end - 1;
    } else if (OPENING.has(byte)) {
      depth += 1;
      if (depth <= 3) {
        // An array on the way is not the shape of a paged response.
        isObject[depth] = byte === OPEN_OBJECT && (depth === 1 || isObject[depth - 1] === true);
        keys[depth] = undefined;
      }
      expectsKey = byte === OPEN_OBJECT;
    } else if (CLOSING.has(byte)) {
      depth -= 1;
      if (depth < 0) return [];
      expectsKey = false;
    } else if (byte === COLON) expectsKey = false;
    else if (byte === COMMA) expectsKey = true;
  }
  return depth === 0 ? found : [];
}

function isPath(body: Buffer, [, top, , last]: readonly (Span | undefined)[]): boolean {
  return isText(body, top, '"links"') && isText(body, last, '"href"');
}

function isText(body: Buffer, span: Span | undefined, text: string): boolean {
  return span !== undefined && body.toString('latin1', span.start, span.end) === text;
}

/** The place behind the closing quote; `undefined` when there is none. */
function endOfString(body: Buffer, start: number): number | undefined {
  for (let at = start + 1; at < body.length; at += 1) {
    if (body[at] === BACKSLASH) at += 1;
    else if (body[at] === QUOTE) return at + 1;
  }
  return undefined;
}
