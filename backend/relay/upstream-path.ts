import { Problem } from '../errors/problem.ts';

const LONGEST = 16 * 1024;
/** A dot, a slash, a backslash or an end of text in disguise; `%25` before it hides it from the first who decodes. */
const DISGUISED = /%(?:25)*(?:2e|2f|5c|00|0a|0d)/i;
/** Query parameters by which Qlik takes credentials; the backend brings its own, and a browser none. */
const CREDENTIAL_PARAMETERS = ['accesstoken', 'access_token', 'qlikticket', 'x-qlik-ticket', 'qlik-ticket'];

/**
 * The part of an address behind the connection's own path, to be put behind the upstream's address as it is.
 *
 * What one server reads as a way up another may not, so nothing that looks like one goes through: no dot segments, encoded dots or
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
    url.length <= LONGEST &&
    /^[\x21-\x7e]+$/.test(url) &&
    !/[\\#<>"{}|^`]/.test(rest) &&
    !rest.includes('//') &&
    !DISGUISED.test(rest) &&
    !/%(?![0-9a-f]{2})/i.test(rest) &&
    rest.split('/').every((segment) => !/^\.{1,2}(?:;.*)?$/.test(segment));
  if (!isClean) {
    throw new Problem(400, 'bad-path', 'This path is not forwarded to Qlik.', {
      remedy:
        'Use a plain path behind the connection, without dot segments, encoded slashes or empty segments.',
    });
  }
  return query === undefined ? rest : `${rest}?${withoutCredentials(query)}`;
}

function withoutCredentials(query: string): string {
  return query
    .split('&')
    .filter((pair) => {
      const name = pair.split('=', 1)[0] ?? '';
      return !CREDENTIAL_PARAMETERS.includes(decode(name).toLowerCase());
    })
    .join('&');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' ')).trim();
  } catch {
    // Not decodable here, so it names none of the parameters there either.
    return text;
  }
}
