import type { Expression } from '../expression/ast.ts';
import { parseExpressionIn } from '../expression/parser.ts';
import { TokenStream } from '../expression/token-stream.ts';
import { tokenize } from '../expression/tokens.ts';
import { parseFileOptions } from './file-options.ts';
import { isTransformPrefix, parseTransform } from './transform-parser.ts';
import type {
  JoinKind,
  LoadField,
  LoadSource,
  LoadStatement,
  LoadTarget,
  OrderItem,
  TableTransform,
} from './load-statement.ts';

/** Prefixes that Qlik has and that cannot run here, with the reason. */
const REFUSED_PREFIXES: Readonly<Record<string, string>> = {
  bundle: 'there are no external files here',
  info: 'there are no external files here',
  merge: 'records are not merged here',
  semantic: 'semantic links are not supported',
};
const PREFIXES = [
  ...['load', 'mapping', 'noconcatenate', 'concatenate', 'inner', 'left', 'right', 'outer', 'join', 'keep'],
  ...['first', 'sample', 'add', 'replace', 'buffer'],
  ...['crosstable', 'generic', 'hierarchy', 'hierarchybelongsto', 'intervalmatch'],
  ...Object.keys(REFUSED_PREFIXES),
].join('|');
/** A name without quotes may have spaces, so that only other white space can follow it. */
const LABEL = String.raw`(?:[\p{L}\p{N}_@#%][\p{L}\p{N}_.$@#% -]*(?:[^\S ]\s*)?|(?:\[[^\]]+\]|"[^"]+"|'[^']+')\s*)`;
const LOAD_START = new RegExp(
  String.raw`^(?:${LABEL}:\s*)?(?:${PREFIXES})\b(?!\s*=)(?!(?:\s+only)?\s+map\b)`,
  'iu',
);

/** Returns whether a statement is a `LOAD`, with or without label and prefixes. */
export function isLoad(text: string): boolean {
  return LOAD_START.test(text.trimStart());
}

/** A quoted text, also one that is not closed, which the tokenizer refuses; a path without quotes, in which the tokenizer reads `//` as a comment; `delimiter is \t`. Both are quoted. */
const QUOTED_OR_PLAIN =
  /('(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|\[(?:[^\]]|\]\])*(?:\]|$))|\b(from\s+)(?!['"[])([^\s(;]+)|\b(is\s+)(\\t)/gi;

/**
 * Parses a `LOAD` statement.
 * @throws {ExpressionError} when it is malformed
 */
export function parseLoad(text: string): LoadStatement {
  const source = text.replace(QUOTED_OR_PLAIN, (written, _quoted, from, path, is, tab) => {
    if (path !== undefined) return `${from}[${path}]`;
    return tab === undefined ? written : `${is}'${tab}'`;
  });
  const stream = new TokenStream(source, tokenize(source));
  return new LoadParser(stream).parse();
}

class LoadParser {
  private target: LoadTarget = { type: 'table' };
  private partial: LoadStatement['partial'];
  private readonly transforms: TableTransform[] = [];
  private first: Expression | undefined;
  private sample: Expression | undefined;

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
      partial: this.partial,
      transforms: this.transforms,
      first: this.first,
      sample: this.sample,
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
        this.partial = { type: word, isOnly: stream.takeWord('only') };
        return;
      case 'buffer':
        this.parseBuffer();
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
      case 'sample':
        this.sample = parseExpressionIn(stream);
        return;
      default:
        if (isTransformPrefix(word)) this.transforms.push(parseTransform(word, stream));
        else
          stream.refuse(`the load prefix "${word}" cannot run: ${REFUSED_PREFIXES[word] ?? 'it is unknown'}`);
    }
  }

  private parseJoin(kind: JoinKind): void {
    const { stream } = this;
    const type = stream.take().text.toLowerCase();
    if (type !== 'join' && type !== 'keep') stream.fail('"join" or "keep" expected');
    else this.target = { type, kind, table: this.parseTableInBrackets() };
  }

  /** A buffer keeps a copy of what is loaded: reading the source again has the same result. */
  private parseBuffer(): void {
    const { stream } = this;
    if (!stream.takeSymbol('(')) return;
    do
      if (!stream.takeWord('incremental')) {
        if (!stream.takeWord('stale')) stream.fail('"incremental" or "stale" expected');
        stream.takeWord('after');
        parseExpressionIn(stream);
        if (!stream.takeWord('days')) stream.takeWord('hours');
      }
    while (stream.takeSymbol(','));
    stream.expect(')');
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
    if (stream.takeWord('as'))
      return { type: 'expression', expression, name: this.parseName(), isNamed: true };
    const name = expression.type === 'field' ? expression.name : written;
    return { type: 'expression', expression, name, isNamed: false };
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
