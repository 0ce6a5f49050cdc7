import { Problem } from '../errors/problem.ts';

const MAX_LENGTH = 16 * 1024;
/** Characters with a special meaning in a path; the last alternative is dot and slash in overlong UTF-8. */
const MEANING = /[./\\]|[^ -~\u0080-\u00ff]|\u00c0[\u00ae\u00af]/g;
const DOT_SEGMENT = /^\.{1,2}(?:;.*)?$/;
/** Query parameters by which Qlik accepts credentials; only the backend sets them. */
const CREDENTIAL_PARAMETERS = ['accesstoken', 'access_token', 'qlikticket', 'x-qlik-ticket', 'qlik-ticket'];

/**
 * Returns the part of an address behind the connection's path, to be appended to the upstream's address.
 *
 * Servers resolve parent paths differently, so nothing similar passes: no dot segments, encoded dots or
 * slashes, empty segments, backslashes, and no absolute form.
 * @param url as it came in the request line
 * @param base such as `/qlik/finance`
 * @throws {Problem} 400
 */
export function readUpstreamPath(url: string, base: string): string {
  const [path = '', query] = url.split(/\?(.*)/s);
  const rest = path.startsWith(`${base}/`) ? path.slice(base.length) : undefined;
  const isClean =
    rest !== undefined &&
    url.length <= MAX_LENGTH &&
    /^[\x21-\x7e]+$/.test(url) &&
    !url.includes('#') &&
    !/[\\<>"{}|^`]/.test(rest) &&
    !rest.includes('//') &&
    !isObfuscated(rest) &&
    !/%(?![0-9a-f]{2})/i.test(rest) &&
    decodeFully(rest)
      .split('/')
      .every((segment) => !DOT_SEGMENT.test(segment));
  if (!isClean) {
    throw new Problem(400, 'bad-path', 'This path is not forwarded to Qlik.', {
      remedy:
        'Use a plain path behind the connection, without dot segments, encoded slashes or empty segments.',
    });
  }
  return query === undefined ? rest : `${rest}?${withoutCredentials(query)}`;
}

/** Returns whether decoding reveals special characters. */
function isObfuscated(path: string): boolean {
  return decodeFully(path).match(MEANING)?.length !== path.match(MEANING)?.length;
}

/** Decodes repeatedly, as a chain of servers may. */
function decodeFully(path: string): string {
  let decoded = path;
  for (let before = ''; before !== decoded;) {
    before = decoded;
    decoded = decoded.replace(/%([\da-f]{2})/gi, (_, code: string) =>
      String.fromCharCode(parseInt(code, 16)),
    );
  }
  return decoded;
}

/** Leaves all other bytes unchanged. */
function withoutCredentials(query: string): string {
  return query
    .split('&')
    .filter((pair) => !pair.split(';').some((part) => CREDENTIAL_PARAMETERS.includes(nameOf(part))))
    .join('&');
}

/** The name of a parameter in lower case, as servers read it. */
export function nameOf(pair: string): string {
  const [name = ''] = pair.split('=', 1);
  return name
    .replaceAll('+', ' ')
    .replace(/%([\da-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .trim()
    .toLowerCase();
}
