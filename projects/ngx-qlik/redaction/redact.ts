const SECRET_NAME = /token|secret|authorization|password|cookie|api[-_]?key|code_verifier|^code$|ticket|jwt/i;
const SECRET_SHAPE = /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|\bBearer\s+[\w.~+/-]+=*/g;
const REDACTED = '[redacted]';

/** A text without anything that has the shape of a credential. */
export function redactText(text: string): string {
  return text.replace(SECRET_SHAPE, REDACTED);
}

/** An address whose query carries names, and values only where they are no credentials. */
export function redactUrl(address: string): string {
  if (!URL.canParse(address, 'https://relative.invalid')) return redactText(address);
  const url = new URL(address, 'https://relative.invalid');
  for (const name of [...url.searchParams.keys()]) {
    if (SECRET_NAME.test(name)) url.searchParams.set(name, REDACTED);
  }
  if (url.username || url.password) {
    url.username = REDACTED;
    url.password = '';
  }
  const text = URL.canParse(address) ? url.href : url.pathname + url.search + url.hash;
  return redactText(text);
}

/**
 * A copy of a value for logs: credentials are replaced by their name and by their shape, at any depth. Where a value contains
 * itself, the copy says so.
 */
export function redactValue(value: unknown): unknown {
  return redactWithin(value, []);
}

function redactWithin(value: unknown, outer: readonly object[]): unknown {
  if (typeof value === 'string') return redactText(value);
  if (value === null || typeof value !== 'object') return value;
  if (outer.includes(value)) return '[circular]';
  const within = [...outer, value];
  if (Array.isArray(value)) return value.map((each) => redactWithin(each, within));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      SECRET_NAME.test(name) ? REDACTED : redactWithin(inner, within),
    ]),
  );
}
