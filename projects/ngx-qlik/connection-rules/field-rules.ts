/** `undefined` outside of a page: in the doctor and in schematics. */
declare const ngDevMode: boolean | undefined;

/**
 * Says what a value must be, as a text that follows "expected", or `undefined` when the value is right.
 *
 * `site` is the origin of the application. Default: that of this page.
 */
export type FieldRule = (value: unknown, site?: string) => string | undefined;

/** The fields an object may have. A rule for a field that may be missing is wrapped in {@link optionalField}. */
export type FieldRules = Readonly<Record<string, FieldRule>>;

/** One thing that is wrong, and where: `path` is `auth.clientId` for the field of that name. */
export interface FieldProblem {
  readonly path: string;
  readonly problem: string;
}

export const textField: FieldRule = (value) =>
  typeof value === 'string' && value.trim() !== '' ? undefined : 'a text that is not empty';

/** A text that goes into a header as it is. */
export const headerTextField: FieldRule = (value) =>
  textField(value) ?? (/^[ -~]+$/.test(value as string) ? undefined : 'a text of ASCII characters');

export const booleanField: FieldRule = (value) => (typeof value === 'boolean' ? undefined : 'true or false');

/** What an OAuth2 sign-in sets by itself, or what would change its answer. */
const PROTOCOL_PARAMETERS = new Set([
  'response_type',
  'response_mode',
  'client_id',
  'redirect_uri',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'request',
  'request_uri',
]);

/**
 * Further parameters of an authorization request: texts and numbers, and none of the protocol's own.
 * @see RFC 6749, section 4.1.1; RFC 7636, section 4.3; OpenID Connect Core 1.0, sections 3.1.2.1 and 6
 */
export const authorizeParametersField: FieldRule = (value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'an object with a text or number for each parameter';
  for (const [name, each] of Object.entries(value) as [string, unknown][]) {
    if (PROTOCOL_PARAMETERS.has(name)) return `no "${name}", which the sign-in sets by itself`;
    if (!['string', 'number', 'undefined'].includes(typeof each)) return `a text or number as "${name}"`;
    if (name === 'prompt' && String(each).split(' ').includes('none'))
      return 'no "none" as "prompt": "silentSignIn" signs in without the user';
  }
  return undefined;
};

/** Allows the field to be missing. */
export function optionalField(rule: FieldRule): FieldRule {
  return (value, site) => (value === undefined ? undefined : rule(value, site));
}

/** One of these texts and nothing else. */
export function oneOfField(...values: readonly string[]): FieldRule {
  return (value) =>
    values.includes(value as string) ? undefined : `one of ${values.map((each) => `"${each}"`).join(', ')}`;
}

/** Of pages of Qlik's, with or without the prefix of a virtual proxy before them. Source: Qlik's help, "App integration". */
const PAGE_PATH = /\/(sense\/(app|overview)|hub|qmc|single|dev-hub)(\/|$)|^\/(sense(\/|$)|analytics\/.)/i;
/** Tenants are at the root of their hosts. */
const TENANT = /\.qlikcloud(gov)?\.com$/;

/** An origin with an optional path, which is not the address of a page of Qlik: `https://tenant.eu.qlikcloud.com`, `https://server/prefix`; `http://` on loopback only. */
export const hostField: FieldRule = (value) => {
  const expected = 'an address such as "https://tenant.eu.qlikcloud.com" (http:// on localhost only)';
  if (typeof value !== 'string' || !URL.canParse(value)) return expected;
  const url = new URL(value);
  if (url.username || url.password) return 'an address without a user name or password in it';
  if (url.search || url.hash) return 'an address without "?" or "#"';
  if (isPage(url)) return `an address without the path of a page, such as "${url.origin}"`;
  if (url.protocol === 'https:') return undefined;
  return url.protocol === 'http:' && isLoopback(url.hostname) ? undefined : expected;
};

/** One or more addresses of servers. */
export const hostListField: FieldRule = (value) =>
  Array.isArray(value) && value.length > 0 && value.every((each) => !hostField(each))
    ? undefined
    : 'a list of addresses of servers';

/**
 * A path of this application's own origin, such as `/qlik/sales`, where its backend answers in the place of a Qlik server; or the
 * same as an absolute address.
 */
export const ownPathField: FieldRule = (value, site = location.origin) => {
  const expected =
    'a path of this application such as "/qlik/<id>"; the server\'s address is for the backend';
  if (typeof value !== 'string' || value.trim() === '' || !URL.canParse(value, site)) return expected;
  const url = new URL(value, site);
  const isAbsolute = URL.canParse(value) || value.startsWith('/');
  if (!isAbsolute || url.origin !== site || url.username || url.password) return expected;
  if (url.search || url.hash) return 'a path without "?" or "#"';
  return url.pathname === '/' ? expected : undefined;
};

/** The address of a server, or a path of this application. */
export const hostOrOwnPathField: FieldRule = (value, site) => {
  const expectedPath = ownPathField(value, site);
  return expectedPath && (String(value).startsWith('/') ? expectedPath : hostField(value));
};

/** An absolute address, or a path of this application; never a script. */
export const addressOrPathField: FieldRule = (value) => {
  const expected = 'an absolute address or a path of this application';
  if (typeof value !== 'string' || value.trim() === '') return expected;
  if (!URL.canParse(value, 'https://application.invalid/')) return expected;
  const { protocol } = new URL(value, 'https://application.invalid/');
  return protocol === 'https:' || protocol === 'http:' ? undefined : expected;
};

function isPage({ hostname, pathname }: URL): boolean {
  return PAGE_PATH.test(pathname) || (TENANT.test(hostname) && /[^/]/.test(pathname));
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** Where an object is that is checked. */
export interface FieldPlace {
  /** With a trailing dot, or empty for the outermost object. */
  readonly path: string;
  /** Origin of the application. */
  readonly site: string;
}

/**
 * Checks an object against its rules.
 *
 * @returns every problem, in the order of the fields; unknown fields are problems too
 */
export function checkFields(
  value: object,
  rules: FieldRules,
  { path, site }: FieldPlace,
): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const entries: Readonly<Record<string, unknown>> = { ...value };
  for (const [name, rule] of Object.entries(rules)) {
    const expected = rule(entries[name], site);
    if (expected === undefined) continue;
    const found = entries[name] === undefined ? 'is missing' : `is ${describe(entries[name])}`;
    problems.push({ path: path + name, problem: `${found}; expected ${expected}` });
  }
  for (const name of Object.keys(entries)) {
    if (Object.hasOwn(rules, name)) continue;
    const known = Object.keys(rules).join(', ') || 'none';
    const free = Object.keys(rules).filter((each) => entries[each] === undefined);
    const meant = typeof ngDevMode === 'undefined' || ngDevMode ? findMeant(name, free) : undefined;
    const advice = meant === undefined ? '' : ` (did you mean "${meant}"?)`;
    problems.push({
      path: path + name,
      problem: `is not a field that exists here; known fields: ${known}${advice}`,
    });
  }
  return problems;
}

/** The one of some names that a misspelled name stands for: with the fewest letters that differ, at most two and half of them. Not in production builds. */
export function findMeant(written: string, names: readonly string[]): string | undefined {
  const isMeant = (edits: number) => (name: string) =>
    edits <= written.length / 2 && differsByAtMost(edits, written.toLowerCase(), name.toLowerCase());
  return names.find(isMeant(0)) ?? names.find(isMeant(1)) ?? names.find(isMeant(2));
}

/** Whether so many inserted, removed or replaced letters make the same of two texts. */
function differsByAtMost(edits: number, one: string, other: string): boolean {
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  const [left, right] = [one.slice(same), other.slice(same)];
  if (left === right) return true;
  return (
    edits > 0 &&
    [
      [left.slice(1), right] as const,
      [left, right.slice(1)] as const,
      [left.slice(1), right.slice(1)] as const,
    ].some(([first, second]) => differsByAtMost(edits - 1, first, second))
  );
}

/** So that a message stays readable. */
const LONGEST_VALUE = 200;

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value !== null && typeof value === 'object') return 'an object';
  if (typeof value === 'string') return JSON.stringify(withoutCredentials(value).slice(0, LONGEST_VALUE));
  // What JSON has no form for is written in code only: a function, a symbol.
  return /^(function|symbol|bigint)$/.test(typeof value) ? typeof value : JSON.stringify(value);
}

/** A text for messages: what stands before the host of an address, and behind its path, may be a password or a token. */
export function withoutCredentials(value: string): string {
  const end = value.search(/[?#]/);
  const place = end < 0 ? value : value.slice(0, end);
  const [colon, at] = [place.indexOf(':'), place.lastIndexOf('@')];
  const shown = colon >= 0 && colon < at ? `[redacted]${place.slice(at)}` : place;
  if (end < 0) return shown;
  const isAddress = /[:/@]/.test(shown) && end < value.length - 1;
  return shown + (isAddress ? `${value.charAt(end)}[redacted]` : value.slice(end));
}
