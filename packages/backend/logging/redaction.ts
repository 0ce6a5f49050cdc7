import { secretForms } from './secret-forms.ts';
import { TextSearch } from './text-search.ts';

const CENSOR = '[redacted]';
const MIN_SECRET_LENGTH = 6;

const SECRET_NAMES =
  '(?:access_?|refresh_?|refused_?|id_?|logout_|subject_|csrf_?|qlik-csrf-)?token|(?:client_?)?secret|jwt|code_verifier|api_?key|ticket|password|passphrase|private_?key|cookie|set-cookie|authorization';
const SECRET_KEY = new RegExp(`^(?:${SECRET_NAMES})$`, 'i');

/**
 * JWTs: parts with dots, and as many as there are (RFC 7515, RFC 7516: the second may be empty). The first has `eyJ`, and behind other
 * letters, as in an encoded text (`%20eyJ…`), at least twelve characters more, as `{"alg":"…"}` does. What precedes `eyJ` is looked for
 * ahead, so that a text of many is read once only. `tests/support/tokens-in-texts.ts` holds it and the library's against one table.
 */
const JWT = /(^|[^\w-])(?=([\w-]*?)(?:\beyJ[\w-]{5}|eyJ[\w-]{12}))\2[\w-]+\.\.?[\w-][\w.-]*/g;

/** Credentials by format: JWTs, what follows an authorization scheme, PEM keys, and parameters of addresses. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [JWT, `$1$2${CENSOR}`],
  [/\b(Bearer|Basic|Negotiate|NTLM)\s+[\w.~+/=-]{6,}/gi, `$1 ${CENSOR}`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/gs, CENSOR],
  [
    /\b((?:access_?token|refresh_?token|id_token|logout_token|client_secret|code|code_verifier|state|qlikTicket|qlik-csrf-token|password)=)[^&\s"'\\]+/gi,
    `$1${CENSOR}`,
  ],
  // Members of JSON that is a text itself, with its quotes escaped or not.
  [
    new RegExp(
      `(\\\\{0,8}"(?:${SECRET_NAMES})\\\\{0,8}"\\s{0,8}:\\s{0,8})(\\\\{0,8}")(?:[^"\\\\]|\\\\.)*?(\\\\{0,8}")`,
      'gi',
    ),
    `$1$2${CENSOR}$3`,
  ],
  // rediss://user:password@host
  [/(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@"]*:)[^\s/@"]+@/gi, `$1${CENSOR}@`],
];

/** Matches wherever one of the shapes matches, and is fast. */
const HINT = new RegExp(
  `eyJ|(?:Bearer|Basic|Negotiate|NTLM)\\s|PRIVATE KEY|(?:token|secret|code|verifier|state|ticket|password)=|"(?:${SECRET_NAMES})\\\\*"\\s*:|:\\/\\/[^\\s/@"]*@`,
  'i',
);

/** Removes credentials from log lines, by format and by key; `add` registers each secret of the process. */
export class Redaction {
  /** In texts. */
  readonly #forms = new TextSearch();
  /** In lines of JSON, where each text is escaped once. */
  readonly #escaped = new TextSearch();

  /** A secret of several lines counts as a whole and line by line. */
  readonly add = (secret: string): void => {
    for (const part of new Set([secret, secret.trim(), ...secret.split(/\r?\n/)])) {
      if (part.length < MIN_SECRET_LENGTH || part.startsWith('-----')) continue;
      for (const form of secretForms(part)) {
        this.#forms.add(form);
        this.#escaped.add({ ...form, text: JSON.stringify(form.text).slice(1, -1) });
      }
    }
  };

  /**
   * Redacts a line of JSON, or another text. A line with nothing to take out is returned unchanged; what is removed from JSON is removed
   * of its texts, since a secret may be the same as a part of its punctuation.
   */
  readonly apply = (line: string): string => {
    if (!HINT.test(line) && !this.#escaped.isIn(line)) return line.startsWith('{') ? line : this.#text(line);
    const parsed = parse(line);
    if (parsed === undefined) return this.#text(line);
    return JSON.stringify(this.#value(parsed)) + (line.endsWith('\n') ? '\n' : '');
  };

  #text(text: string): string {
    let rest = 0;
    let redacted = '';
    for (const [start, end] of this.#forms.find(text)) {
      redacted += text.slice(rest, start) + CENSOR;
      rest = end;
    }
    redacted += text.slice(rest);
    if (!HINT.test(redacted)) return redacted;
    for (const [shape, replacement] of SHAPES) redacted = redacted.replace(shape, replacement);
    return redacted;
  }

  #value(value: unknown): unknown {
    if (typeof value === 'string') return this.#text(value);
    if (Array.isArray(value)) return value.map((each) => this.#value(each));
    if (typeof value !== 'object' || value === null) return value;
    // Not by assignment: a member may be called `__proto__`.
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        this.#text(key),
        SECRET_KEY.test(key) && (typeof each === 'string' || Array.isArray(each))
          ? CENSOR
          : this.#value(each),
      ]),
    );
  }
}

function parse(line: string): object | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as object;
  } catch {
    // Cut off, or never JSON: then it is a text.
    return undefined;
  }
}
