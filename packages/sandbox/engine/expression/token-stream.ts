import { ExpressionError, type Token } from './tokens.ts';

const END: Token = { kind: 'end', text: '', start: 0, end: 0 };

/** Tokens with a place to read from. */
export class TokenStream {
  private at = 0;

  constructor(
    readonly source: string,
    private readonly tokens: readonly Token[],
  ) {}

  get next(): Token {
    return this.tokens[this.at] ?? END;
  }

  get afterNext(): Token {
    return this.tokens[this.at + 1] ?? END;
  }

  /** Where the token that was taken last ends. */
  get previousEnd(): number {
    return this.tokens[this.at - 1]?.end ?? 0;
  }

  take(): Token {
    const token = this.next;
    this.at += 1;
    return token;
  }

  isSymbol(text: string): boolean {
    return this.next.kind === 'symbol' && this.next.text === text;
  }

  isWord(word: string): boolean {
    return this.next.kind === 'name' && this.next.text.toLowerCase() === word;
  }

  takeSymbol(text: string): boolean {
    if (!this.isSymbol(text)) return false;
    this.at += 1;
    return true;
  }

  takeWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.at += 1;
    return true;
  }

  /** @throws {ExpressionError} when something else comes next. */
  expect(text: string): void {
    if (!this.takeSymbol(text)) this.fail(`"${text}" expected`);
  }

  /** @throws {ExpressionError} always: a problem that is not about what comes next. */
  refuse(problem: string): never {
    throw new ExpressionError(`Error in expression: ${problem}`, this.next.start);
  }

  /** @throws {ExpressionError} always. */
  fail(problem: string): never {
    const { text, start, kind } = this.next;
    const found = kind === 'end' ? 'the end' : `"${text}"`;
    throw new ExpressionError(`Error in expression: ${problem}, found ${found}`, start);
  }
}
