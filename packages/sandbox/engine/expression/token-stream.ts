import { ExpressionError, type Token } from './tokens.ts';

const END: Token = { kind: 'end', text: '', start: 0, end: 0 };

/** A stream of tokens. */
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

  /** End of the last token that was taken. */
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

  /** @throws {ExpressionError} when the next token is another one */
  expect(text: string): void {
    if (!this.takeSymbol(text)) this.fail(`"${text}" expected`);
  }

  /** Throws an error that does not refer to the next token. @throws {ExpressionError} always */
  refuse(problem: string): never {
    throw new ExpressionError(`Error in expression: ${problem}`, this.next.start);
  }

  /** Throws an error that names the next token. @throws {ExpressionError} always */
  fail(problem: string): never {
    const { text, start, kind } = this.next;
    const found = kind === 'end' ? 'the end' : `"${text}"`;
    throw new ExpressionError(`Error in expression: ${problem}, found ${found}`, start);
  }
}
