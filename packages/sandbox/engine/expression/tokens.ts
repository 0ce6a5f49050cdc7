/** A token of an expression with its position in the source. */
export interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'quoted' | 'symbol' | 'end';
  /** The text without its quotes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** An invalid expression. `CheckExpression` returns the message. */
export class ExpressionError extends Error {
  constructor(
    message: string,
    readonly position: number,
  ) {
    super(message);
    this.name = 'ExpressionError';
  }
}

const SYMBOLS = [
  '<>',
  '<=',
  '>=',
  '+=',
  '-=',
  '*=',
  '/=',
  '(',
  ')',
  '{',
  '}',
  '<',
  '>',
  '=',
  '+',
  '-',
  '*',
  '/',
  '&',
  ',',
  ';',
  '$',
  '?',
  '::',
  ':',
];
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
/** System fields, such as `$Field`, begin with a dollar sign. */
const NAME = /(?:[\p{L}_@#%~]|\$(?=\p{L}))[\p{L}\p{N}_.@#%~]*/uy;
const BLANK = /(?:\s+|\/\*[\s\S]*?\*\/|\/\/[^\n]*)+/y;
const TEXT = /'((?:[^']|'')*)'/y;
const DOUBLE_QUOTED = /"((?:[^"]|"")*)"/y;
const BRACKETED = /\[((?:[^\]]|\]\])*)\]/y;
const ACCENT_QUOTED = /`((?:[^`]|``)*)`/y;

/**
 * Splits an expression into tokens; the last one is always `end`.
 * @throws {ExpressionError} for an unexpected character or an unclosed quote
 */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
  while (at < source.length) {
    const blank = take(BLANK);
    if (blank) {
      at += blank[0].length;
      continue;
    }
    const token = readToken(source, at, take);
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', text: '', start: source.length, end: source.length });
  return tokens;
}

function readToken(source: string, at: number, take: (pattern: RegExp) => RegExpExecArray | null): Token {
  const number = take(NUMBER);
  if (number) return { kind: 'number', text: number[0], start: at, end: at + number[0].length };
  const name = take(NAME);
  if (name) return { kind: 'name', text: name[0], start: at, end: at + name[0].length };
  const text = take(TEXT);
  if (text) {
    return { kind: 'text', text: (text[1] ?? '').replaceAll("''", "'"), start: at, end: at + text[0].length };
  }
  const double = take(DOUBLE_QUOTED);
  if (double) {
    const inner = (double[1] ?? '').replaceAll('""', '"');
    return { kind: 'quoted', text: inner, start: at, end: at + double[0].length };
  }
  const bracketed = take(BRACKETED);
  if (bracketed) {
    const inner = (bracketed[1] ?? '').replaceAll(']]', ']');
    return { kind: 'quoted', text: inner, start: at, end: at + bracketed[0].length };
  }
  const accented = take(ACCENT_QUOTED);
  if (accented) {
    const inner = (accented[1] ?? '').replaceAll('``', '`');
    return { kind: 'quoted', text: inner, start: at, end: at + accented[0].length };
  }
  const symbol = SYMBOLS.find((candidate) => source.startsWith(candidate, at));
  if (symbol) return { kind: 'symbol', text: symbol, start: at, end: at + symbol.length };
  const character = source[at] ?? '';
  throw new ExpressionError(
    `'"[\``.includes(character)
      ? `Error in expression: ${character} is not closed`
      : `Error in expression: unexpected "${character}"`,
    at,
  );
}
