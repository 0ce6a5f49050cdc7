/**
 * The filter language of the Repository Service API: `name eq 'Flights' and (stream.name sw 'Pub' or not published eq true)`.
 * Source: Qlik's help for developers, Repository Service API, "Filtering". Texts are compared without case. Parentheses and `not` are in
 * the filters that Qlik's own management console sends.
 */
export class FilterError extends Error {
  /** Of the response, which has the message as its text. */
  readonly statusCode = 400;
}

/** Whether a resource passes a filter. */
export type ResourceFilter = (resource: object) => boolean;

const OPERATORS = ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'sw', 'ew', 'so'] as const;
type Operator = (typeof OPERATORS)[number];
const TOKEN = /\s*(?:(\()|(\))|'((?:[^']|'')*)'|([^\s()']+))/y;

interface Token {
  readonly kind: 'open' | 'close' | 'text' | 'word';
  readonly text: string;
  /** Where it begins in the filter, for error messages. */
  readonly at: number;
}

/** @throws {FilterError} for a filter that does not follow the syntax, with the position */
export function parseFilter(source: string): ResourceFilter {
  const parser = new FilterParser(tokenize(source), source);
  return parser.parse();
}

/** More than a filter needs; each level is a call within the others. */
const MAX_LEVELS = 100;

class FilterParser {
  private place = 0;
  private level = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly source: string,
  ) {}

  parse(): ResourceFilter {
    const filter = this.either();
    const rest = this.tokens[this.place];
    if (rest !== undefined) throw this.unexpected('the end, “and” or “or”', rest);
    return filter;
  }

  private either(): ResourceFilter {
    const parts = [this.both()];
    while (this.takeWord('or')) parts.push(this.both());
    return (resource) => parts.some((passes) => passes(resource));
  }

  private both(): ResourceFilter {
    const parts = [this.one()];
    while (this.takeWord('and')) parts.push(this.one());
    return (resource) => parts.every((passes) => passes(resource));
  }

  private one(): ResourceFilter {
    if (this.level === MAX_LEVELS)
      throw new FilterError(`The filter has more than ${MAX_LEVELS} levels of parentheses and “not”.`);
    this.level += 1;
    const condition = this.condition();
    this.level -= 1;
    return condition;
  }

  private condition(): ResourceFilter {
    if (this.takeWord('not')) {
      const negated = this.one();
      return (resource) => !negated(resource);
    }
    if (this.tokens[this.place]?.kind === 'open') {
      this.place += 1;
      const inner = this.either();
      this.take('close', '“)”');
      return inner;
    }
    return this.comparison();
  }

  private comparison(): ResourceFilter {
    const path = this.take('word', 'a property').text.split('.');
    const token = this.take('word', 'an operator');
    const operator = OPERATORS.find((known) => known === token.text.toLowerCase());
    if (operator === undefined) throw this.unexpected(`one of ${OPERATORS.join(', ')}`, token);
    const value = this.tokens[this.place];
    if (value?.kind !== 'text' && value?.kind !== 'word') throw this.unexpected('a value', value);
    this.place += 1;
    return (resource) => {
      const values = valuesAt(resource, path);
      const passes = (found: unknown): boolean => compare(found, operator, value);
      // A list passes if one of its members does, and “ne” if none is equal.
      return operator === 'ne' ? values.every(passes) : values.some(passes);
    };
  }

  private takeWord(word: string): boolean {
    const token = this.tokens[this.place];
    if (token?.kind !== 'word' || token.text.toLowerCase() !== word) return false;
    this.place += 1;
    return true;
  }

  private take(kind: Token['kind'], expected: string): Token {
    const token = this.tokens[this.place];
    if (token?.kind !== kind) throw this.unexpected(expected, token);
    this.place += 1;
    return token;
  }

  private unexpected(expected: string, found: Token | undefined): FilterError {
    const what = found === undefined ? 'the end' : `“${found.text}” at ${found.at + 1}`;
    return new FilterError(`The filter “${this.source}” is not valid: expected ${expected}, found ${what}.`);
  }
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  const { length } = source.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < length) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (match === null) {
      throw new FilterError(`The filter “${source}” is not valid: a text has no end, from ${start + 1} on.`);
    }
    const [whole, open, close, text, word] = match;
    const at = start + whole.length - whole.trimStart().length;
    if (open !== undefined) tokens.push({ kind: 'open', text: open, at });
    else if (close !== undefined) tokens.push({ kind: 'close', text: close, at });
    else if (text !== undefined) tokens.push({ kind: 'text', text: text.replaceAll("''", "'"), at });
    else tokens.push({ kind: 'word', text: word ?? '', at });
  }
  return tokens;
}

/** The values of a property, which a path of several names leads to; names are without case. Of a list, those of its members. */
export function valuesAt(resource: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(resource)) return resource.flatMap((member) => valuesAt(member, path));
  const [name, ...rest] = path;
  if (name === undefined) return [resource];
  if (typeof resource !== 'object' || resource === null) return [undefined];
  const key = Object.keys(resource).find((each) => each.toLowerCase() === name.toLowerCase());
  return key === undefined ? [undefined] : valuesAt(Reflect.get(resource, key), rest);
}

function compare(found: unknown, operator: Operator, { kind, text }: Token): boolean {
  const isMissing = found === undefined || found === null;
  if (isMissing || (kind === 'word' && text.toLowerCase() === 'null')) {
    const areBothMissing = isMissing && kind === 'word' && text.toLowerCase() === 'null';
    return operator === 'ne' ? !areBothMissing : operator === 'eq' && areBothMissing;
  }
  const value = textOf(found).toLowerCase();
  const wanted = text.toLowerCase();
  if (operator === 'sw') return value.startsWith(wanted);
  if (operator === 'ew') return value.endsWith(wanted);
  if (operator === 'so') return value.includes(wanted);
  const difference = order(found, text);
  switch (operator) {
    case 'eq':
      return difference === 0;
    case 'ne':
      return difference !== 0;
    case 'gt':
      return difference > 0;
    case 'ge':
      return difference >= 0;
    case 'lt':
      return difference < 0;
    case 'le':
      return difference <= 0;
  }
}

/** Numbers and times by their value, everything else as texts. */
function order(found: unknown, wanted: string): number {
  if (typeof found === 'number' && wanted.trim() !== '' && !Number.isNaN(Number(wanted))) {
    return found - Number(wanted);
  }
  const text = textOf(found);
  const times = [text, wanted].map((each) => (/^\d{4}-\d\d-\d\d/.test(each) ? toTime(each) : Number.NaN));
  const [time = Number.NaN, wantedTime = Number.NaN] = times;
  if (!Number.isNaN(time) && !Number.isNaN(wantedTime)) return time - wantedTime;
  return compareTexts(text, wanted);
}

/** The text of a value; objects have none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}

/** A time without a zone is in UTC, as the server writes it. */
function toTime(text: string): number {
  const iso = text.replace(' ', 'T');
  return Date.parse(/Z|[+-]\d\d:?\d\d$/.test(iso) || !iso.includes('T') ? iso : `${iso}Z`);
}

/** Compares without case; texts that differ otherwise are never equal. */
export function compareTexts(left: string, right: string): number {
  const [a, b] = [left.toLowerCase(), right.toLowerCase()];
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
