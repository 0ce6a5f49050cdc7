import type { Expression } from '../expression/ast.ts';
import { parseExpressionIn } from '../expression/parser.ts';
import { TokenStream } from '../expression/token-stream.ts';
import { tokenize } from '../expression/tokens.ts';
import { parseFileOptions } from './file-options.ts';
import type {
  CrossTable,
  JoinKind,
  LoadField,
  LoadSource,
  LoadStatement,
  LoadTarget,
  OrderItem,
} from './load-statement.ts';

const LOAD_START =
  /^(?:(?:[\p{L}_@][\p{L}\p{N}_.$@ -]*|\[[^\]]+\]|"[^"]+"|'[^']+')\s*:\s*)?(?:load|mapping|noconcatenate|concatenate|inner|left|right|outer|join|keep|crosstable|first|add|replace|buffer)\b/iu;

/** Returns whether a statement is a `LOAD`, with or without label and prefixes. */
export function isLoad(text: string): boolean {
  return LOAD_START.test(text.trimStart());
}

/**
 * Parses a `LOAD` statement.
 * @throws {ExpressionError} when it is malformed
 */
export function parseLoad(text: string): LoadStatement {
  // The tokenizer reads `//` in a path without quotes as a comment: the path is put into brackets.
  const source = text
    .replace(/\bfrom\s+(?!['"[])([^\s(;]+)/gi, 'from [$1]')
    .replace(/(delimiter\s+is\s+)\\t/gi, "$1'\\t'")
    .replace(/(delimiter\s+is\s+)'\\t'/gi, "$1'\t'");
  const stream = new TokenStream(source, tokenize(source));
  return new LoadParser(stream).parse();
}

class LoadParser {
  private target: LoadTarget = { type: 'table' };
  private crossTable: CrossTable | undefined;
  private first: Expression | undefined;

  constructor(private readonly stream: TokenStream) {}

  parse(): LoadStatement {
    const { stream } = this;
    const label = this.parseLabel();
    while (!stream.takeWord('load')) this.parsePrefix();
    const isDistinct = stream.takeWord('distinct');
    const fields = this.parseFields();
    const source = this.parseSource();
    const clauses = { where: undefined, while: undefined, groupBy: [], orderBy: [], ...this.parseClauses() };
    if (stream.next.kind !== 'end') stream.fail('the end of the statement expected');
    return {
      label,
      target: this.target,
      crossTable: this.crossTable,
      first: this.first,
      isDistinct,
      fields,
      source,
      ...clauses,
    };
  }

  private parseLabel(): string | undefined {
    const { stream } = this;
    const { kind } = stream.next;
    const isName = kind === 'name' || kind === 'quoted' || kind === 'text';
    if (!isName || stream.afterNext.text !== ':') return undefined;
    const label = stream.take().text;
    stream.take();
    return label;
  }

  private parsePrefix(): void {
    const { stream } = this;
    const word = stream.take().text.toLowerCase();
    switch (word) {
      case 'add':
      case 'replace':
      case 'buffer':
        return;
      case 'mapping':
        this.target = { type: 'mapping' };
        return;
      case 'noconcatenate':
        this.target = { type: 'separate' };
        return;
      case 'concatenate':
        this.target = { type: 'concatenate', table: this.parseTableInBrackets() };
        return;
      case 'inner':
      case 'left':
      case 'right':
      case 'outer':
        this.parseJoin(word);
        return;
      case 'join':
      case 'keep':
        this.target = { type: word, kind: 'outer', table: this.parseTableInBrackets() };
        return;
      case 'first':
        this.first = parseExpressionIn(stream);
        return;
      case 'crosstable':
        this.parseCrossTable();
        return;
      default:
        stream.refuse(`the load prefix "${word}" is not supported`);
    }
  }

  private parseJoin(kind: JoinKind): void {
    const { stream } = this;
    const type = stream.take().text.toLowerCase();
    if (type !== 'join' && type !== 'keep') stream.fail('"join" or "keep" expected');
    else this.target = { type, kind, table: this.parseTableInBrackets() };
  }

  private parseCrossTable(): void {
    const { stream } = this;
    stream.expect('(');
    const attribute = this.parseName();
    stream.expect(',');
    const data = this.parseName();
    const qualifiers = stream.takeSymbol(',') ? Number(stream.take().text) : 1;
    stream.expect(')');
    this.crossTable = { attribute, data, qualifiers };
  }

  private parseTableInBrackets(): string | undefined {
    if (!this.stream.takeSymbol('(')) return undefined;
    const name = this.parseName();
    this.stream.expect(')');
    return name;
  }

  private parseName(): string {
    const token = this.stream.take();
    if (token.kind !== 'name' && token.kind !== 'quoted' && token.kind !== 'text')
      this.stream.fail('a name expected');
    return token.text;
  }

  private parseFields(): readonly LoadField[] {
    const fields: LoadField[] = [];
    do fields.push(this.parseField());
    while (this.stream.takeSymbol(','));
    return fields;
  }

  private parseField(): LoadField {
    const { stream } = this;
    if (stream.takeSymbol('*')) return { type: 'all' };
    const { start } = stream.next;
    const expression = parseExpressionIn(stream);
    const written = stream.source.slice(start, stream.previousEnd).trim();
    if (stream.takeWord('as')) return { type: 'expression', expression, name: this.parseName() };
    return { type: 'expression', expression, name: expression.type === 'field' ? expression.name : written };
  }

  private parseSource(): LoadSource {
    const { stream } = this;
    if (stream.takeWord('from')) {
      const path = this.parseName();
      return { type: 'file', path, options: parseFileOptions(stream, path) };
    }
    if (stream.takeWord('resident')) return { type: 'resident', table: this.parseName() };
    if (stream.takeWord('inline')) {
      const text = this.parseName();
      return { type: 'inline', text, options: parseFileOptions(stream, '') };
    }
    if (stream.takeWord('autogenerate')) return { type: 'autogenerate', count: parseExpressionIn(stream) };
    return { type: 'preceding' };
  }

  private parseClauses(): Partial<LoadStatement> {
    const { stream } = this;
    if (stream.takeWord('where')) return { where: parseExpressionIn(stream), ...this.parseClauses() };
    if (stream.takeWord('while')) return { while: parseExpressionIn(stream), ...this.parseClauses() };
    if (stream.takeWord('group')) {
      this.expectBy();
      const groupBy: Expression[] = [];
      do groupBy.push(parseExpressionIn(stream));
      while (stream.takeSymbol(','));
      return { groupBy, ...this.parseClauses() };
    }
    if (stream.takeWord('order')) {
      this.expectBy();
      const orderBy: OrderItem[] = [];
      do orderBy.push(this.parseOrderItem());
      while (stream.takeSymbol(','));
      return { orderBy, ...this.parseClauses() };
    }
    return {};
  }

  private expectBy(): void {
    if (!this.stream.takeWord('by')) this.stream.fail('"by" expected');
  }

  private parseOrderItem(): OrderItem {
    const field = this.parseName();
    if (this.stream.takeWord('desc')) return { field, isDescending: true };
    this.stream.takeWord('asc');
    return { field, isDescending: false };
  }
}
