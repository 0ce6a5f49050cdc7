const SECRET_NAME = /token|secret|authorization|password|cookie|api[-_]?key|code_verifier|^code$|ticket|jwt/i;
const BEARER = /\bBearer\s+[\w.~+/-]+=*/g;
const DOTTED = /[\w.-]{21,}/g;
const REDACTED = '[redacted]';

/** The shortest head (after `eyJ`) and body of what is taken for a token. */
const SHORTEST_PART = 8;

/** The most characters of a foreign text in a message. */
const LONGEST_QUOTE = 500;

/** A text without anything that has the shape of a credential. Takes time in proportion to its length. */
export function redactText(text: string): string {
  return text.replace(BEARER, REDACTED).replace(DOTTED, redactTokens);
}

/** One pattern for all of a token would be tried at each `eyJ` and read to the end each time. */
function redactTokens(dotted: string): string {
  const parts = dotted.split('.');
  const kept: string[] = [];
  for (let index = 0; index < parts.length; index++) {
    const head = parts[index] ?? '';
    const begin = head.indexOf('eyJ');
    const isToken =
      begin >= 0 &&
      head.length - begin - 3 >= SHORTEST_PART &&
      (parts[index + 1] ?? '').length >= SHORTEST_PART &&
      parts[index + 2] !== undefined;
    kept.push(isToken ? head.slice(0, begin) + REDACTED : head);
    if (isToken) index += 2;
  }
  return kept.join('.');
}

/**
 * A text of a server, or one that a user gave, as a part of a message: without credentials, line breaks and other control characters, and of
 * at most 500 characters.
 */
export function quoteText(text: string): string {
  const line = redactText(text).replace(UNPRINTED, ' ').trim();
  if (line.length <= LONGEST_QUOTE) return line;
  return `${line.slice(0, LONGEST_QUOTE - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Control characters, separators of lines, halves of characters, and what turns the direction of the text that follows. */
const UNPRINTED = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu;

/** An address whose query carries names, and values only where they are no credentials. */
export function redactUrl(address: string): string {
  if (!URL.canParse(address, 'https://relative.invalid')) return redactText(address);
  const url = new URL(address, 'https://relative.invalid');
  // Each change by itself would write the whole query anew.
  const query = new URLSearchParams();
  let isChanged = false;
  for (const [name, value] of url.searchParams) {
    const isSecret = SECRET_NAME.test(name);
    isChanged ||= isSecret;
    query.append(name, isSecret ? REDACTED : value);
  }
  if (isChanged) url.search = query.toString();
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
