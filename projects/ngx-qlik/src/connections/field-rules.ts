/** Says what a value must be, in words that fit "expected …", or `undefined` when the value is right. */
export type FieldRule = (value: unknown) => string | undefined;

/** The fields an object may have. A rule for a field that may be missing is wrapped in {@link optional}. */
export type FieldRules = Readonly<Record<string, FieldRule>>;

/** One thing that is wrong, and where: `path` is `auth.clientId` for the field of that name. */
export interface FieldProblem {
  readonly path: string;
  readonly problem: string;
}

export const text: FieldRule = (value) =>
  typeof value === 'string' && value.trim() !== '' ? undefined : 'a text that is not empty';

/** Allows the field to be missing. */
export function optional(rule: FieldRule): FieldRule {
  return (value) => (value === undefined ? undefined : rule(value));
}

/** One of these texts and nothing else. */
export function oneOf(...values: readonly string[]): FieldRule {
  return (value) =>
    values.includes(value as string) ? undefined : `one of ${values.map((each) => `"${each}"`).join(', ')}`;
}

/** An origin with an optional path: `https://tenant.eu.qlikcloud.com`, `https://server/prefix`; `http://` on loopback only. */
export const host: FieldRule = (value) => {
  const expected = 'an address such as "https://tenant.eu.qlikcloud.com" (http:// on localhost only)';
  if (typeof value !== 'string' || !URL.canParse(value)) return expected;
  const url = new URL(value);
  if (url.username || url.password) return 'an address without a user name or password in it';
  if (url.search || url.hash) return 'an address without "?" or "#"';
  if (url.protocol === 'https:') return undefined;
  return url.protocol === 'http:' && isLoopback(url.hostname) ? undefined : expected;
};

/**
 * A path of this application's own origin, such as `/qlik/sales`, where its backend answers in the place of a Qlik server; or the
 * same as an absolute address.
 */
export const ownPath: FieldRule = (value) => {
  const expected =
    'a path of this application such as "/qlik/<id>"; the server\'s address is for the backend';
  if (typeof value !== 'string' || value.trim() === '' || !URL.canParse(value, location.origin))
    return expected;
  const url = new URL(value, location.origin);
  const isAbsolute = URL.canParse(value) || value.startsWith('/');
  if (!isAbsolute || url.origin !== location.origin || url.username || url.password) return expected;
  if (url.search || url.hash) return 'a path without "?" or "#"';
  return url.pathname === '/' ? expected : undefined;
};

/** An absolute address, or a path of this application; never a script. */
export const addressOrPath: FieldRule = (value) => {
  const expected = 'an absolute address or a path of this application';
  if (typeof value !== 'string' || value.trim() === '') return expected;
  if (!URL.canParse(value, 'https://application.invalid/')) return expected;
  const { protocol } = new URL(value, 'https://application.invalid/');
  return protocol === 'https:' || protocol === 'http:' ? undefined : expected;
};

function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/**
 * Checks an object against its rules.
 *
 * @param path where the object is, with a trailing dot, or empty for the outermost one
 * @returns every problem, in the order of the fields; unknown fields are problems too
 */
export function checkFields(value: object, rules: FieldRules, path: string): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const entries: Readonly<Record<string, unknown>> = { ...value };
  for (const [name, rule] of Object.entries(rules)) {
    const expected = rule(entries[name]);
    if (expected === undefined) continue;
    const found = entries[name] === undefined ? 'is missing' : `is ${describe(entries[name])}`;
    problems.push({ path: path + name, problem: `${found}; expected ${expected}` });
  }
  for (const name of Object.keys(entries)) {
    if (Object.hasOwn(rules, name)) continue;
    const known = Object.keys(rules).join(', ') || 'none';
    problems.push({ path: path + name, problem: `is not a field that exists here; known fields: ${known}` });
  }
  return problems;
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value !== null && typeof value === 'object') return 'an object';
  // What JSON has no form for is written in code only: a function, a symbol.
  return /^(function|symbol|bigint)$/.test(typeof value) ? typeof value : JSON.stringify(value);
}
