import { ɵREDACTED as REDACTED, ɵredactText as redactText } from 'ngx-qlik/quoting';

const SECRET_NAME =
  /token|secret|authorization|pass(?:word|phrase)|private[-_]?key|cookie|api[-_]?key|code_verifier|^code$|ticket|jwt/i;

/** An address whose query carries names, and values only where they are no credentials. */
export function redactUrl(address: string): string {
  if (!URL.canParse(address, 'https://relative.invalid')) return redactText(address);
  const url = new URL(address, 'https://relative.invalid');
  const query = [...url.searchParams];
  // Each change by itself would write the whole query anew.
  if (query.some(([name]) => SECRET_NAME.test(name)))
    url.search = new URLSearchParams(
      query.map(([name, value]) => [name, SECRET_NAME.test(name) ? REDACTED : value]),
    ).toString();
  if (url.username || url.password) {
    url.username = REDACTED;
    url.password = '';
  }
  const text = URL.canParse(address) ? url.href : url.pathname + url.search + url.hash;
  return redactText(text);
}

/** The most levels of a value, each within the one before. */
const DEEPEST = 100;

/**
 * A copy of a value for logs: credentials are replaced by their name and by their shape. Where a value contains itself, or more than 100
 * levels, the copy has `[circular]`.
 */
export function redactValue(value: unknown): unknown {
  return redactWithin(value, []);
}

function redactWithin(value: unknown, outer: readonly object[]): unknown {
  if (typeof value === 'string') return redactText(value);
  if (value === null || typeof value !== 'object') return value;
  if (outer.length === DEEPEST || outer.includes(value)) return '[circular]';
  const within = [...outer, value];
  if (Array.isArray(value)) return value.map((each) => redactWithin(each, within));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      SECRET_NAME.test(name) ? REDACTED : redactWithin(inner, within),
    ]),
  );
}
