/** Parameters of `/oauth/authorize` (Qlik's documentation). */
const KNOWN = new Set([
  'response_type',
  'client_id',
  'redirect_uri',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
  'login_hint',
  'max_age',
  'prompt',
  'nonce',
]);

/**
 * Reads the query of an authorization request leniently, as Qlik does: `@qlik/api` joins the values without encoding them,
 * so a redirect address may contain `?`, `&` and `=`. It extends to the next known parameter name.
 *
 * @returns the parameters and the names that came more than once, which RFC 6749 (section 3.1) forbids.
 */
export function parseAuthorizationQuery(query: string): {
  readonly parameters: ReadonlyMap<string, string>;
  readonly repeated: readonly string[];
} {
  const raw: [name: string, value: string][] = [];
  for (const part of query.split('&')) {
    const equals = part.indexOf('=');
    const name = decode(equals < 0 ? part : part.slice(0, equals));
    const value = equals < 0 ? '' : part.slice(equals + 1);
    const last = raw.at(-1);
    if (last !== undefined && last[0] === 'redirect_uri' && last[1].includes('://') && !KNOWN.has(name)) {
      last[1] += `&${part}`;
    } else if (part !== '') {
      raw.push([name, value]);
    }
  }
  const parameters = new Map<string, string>();
  const repeated: string[] = [];
  for (const [name, value] of raw) {
    if (parameters.has(name)) {
      repeated.push(name);
    }
    // An unencoded address may contain escapes, which are part of it.
    parameters.set(name, name === 'redirect_uri' && value.includes('://') ? value : decode(value));
  }
  return { parameters, repeated };
}

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch (error) {
    if (error instanceof URIError) {
      return spaced;
    }
    throw error;
  }
}
