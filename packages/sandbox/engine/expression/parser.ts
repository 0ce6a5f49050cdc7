import type { Aggr, AggrDimension, AggrOrder, Aggregation, BinaryOperator, Expression } from './ast.ts';
import { isAggregation } from './aggregation-names.ts';
import { INTER_RECORD_FUNCTIONS } from './contextual-functions.ts';
import { isFunction } from './functions.ts';
import { refusalOf } from './refused-functions.ts';
import { withOuterSet } from './set-context.ts';
import { parseSetExpression } from './set-parser.ts';
import { TokenStream } from './token-stream.ts';
import { tokenize } from './tokens.ts';

/** Binding powers, weakest first: logical, comparison, concatenation, sum, product, bits. */
const POWER: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  xor: 1,
  and: 2,
  bitor: 8,
  bitxor: 8,
  bitand: 8,
  '<<': 8,
  '>>': 8,
  '=': 4,
  '<>': 4,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  like: 4,
  precedes: 4,
  follows: 4,
  '&': 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
};
const NOT_POWER = 3;
const SIGN_POWER = 9;
const MAX_DEPTH = 200;

/**
 * Parses an expression with or without its leading `=`.
 * @throws {ExpressionError} for an invalid expression
 */
export function parseExpression(source: string): Expression {
  const stream = new TokenStream(source, tokenize(source));
  stream.takeSymbol('=');
  const expression = new ExpressionParser(stream).parseScope();
  if (stream.next.kind !== 'end') stream.fail('an operator expected');
  return expression;
}

/**
 * Parses the next expression of a stream, up to the first token that is not part of it.
 * @throws {ExpressionError} when there is no expression
 */
export function parseExpressionIn(stream: TokenStream): Expression {
  return new ExpressionParser(stream).parseScope();
}

/** A Pratt parser over Qlik's chart expressions. */
class ExpressionParser {
  private depth = 0;

  constructor(private readonly stream: TokenStream) {}

  /**
   * Parses an expression, or `{set} Sum(x) / Sum(y)`: an outer set expression is at the start of its scope, which ends with the expression,
   * the brackets around it, or the argument.
   */
  parseScope(): Expression {
    if (!this.stream.isSymbol('{')) return this.parse(0);
    const set = parseSetExpression(this.stream);
    return withOuterSet(this.parse(0), set);
  }

  private parse(power: number): Expression {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) this.stream.fail('the expression is nested too deeply');
    let left = this.parsePrefix();
    for (;;) {
      const operator = this.peekOperator();
      if (operator === undefined || POWER[operator] <= power) break;
      this.takeOperator(operator);
      left = { type: 'binary', operator, left, right: this.parse(POWER[operator]) };
    }
    this.depth -= 1;
    return left;
  }

  private peekOperator(): BinaryOperator | undefined {
    const { next, afterNext } = this.stream;
    if (next.kind !== 'symbol' && next.kind !== 'name') return undefined;
    // The brackets of a modifier can be next to each other, therefore a shift is two tokens.
    const isShift = /^[<>]$/.test(next.text) && afterNext.text === next.text && afterNext.start === next.end;
    const operator = isShift ? next.text.repeat(2) : next.text.toLowerCase();
    return isBinaryOperator(operator) ? operator : undefined;
  }

  private takeOperator(operator: BinaryOperator): void {
    this.stream.take();
    if (operator === '<<' || operator === '>>') this.stream.take();
  }

  private parsePrefix(): Expression {
    const { stream } = this;
    if (stream.takeSymbol('(')) {
      const inner = this.parseScope();
      stream.expect(')');
      return inner;
    }
    if (stream.takeSymbol('-')) return { type: 'unary', operator: '-', operand: this.parse(SIGN_POWER) };
    if (stream.takeSymbol('+')) return { type: 'unary', operator: '+', operand: this.parse(SIGN_POWER) };
    if (stream.isWord('not')) {
      stream.take();
      return { type: 'unary', operator: 'not', operand: this.parse(NOT_POWER) };
    }
    if (stream.isWord('bitnot')) {
      stream.take();
      return { type: 'unary', operator: 'bitnot', operand: this.parse(SIGN_POWER) };
    }
    const token = stream.next;
    if (token.kind === 'number') {
      stream.take();
      return { type: 'number', value: Number(token.text) };
    }
    if (token.kind === 'text') {
      stream.take();
      return { type: 'text', value: token.text };
    }
    if (token.kind === 'quoted') {
      stream.take();
      return { type: 'field', name: token.text };
    }
    if (token.kind === 'name') {
      stream.take();
      if (stream.isSymbol('(')) return this.parseCall(token.text);
      return { type: 'field', name: token.text };
    }
    return stream.fail('a value expected');
  }

  private parseCall(written: string): Expression {
    const { stream } = this;
    const name = written.toLowerCase();
    if (isAggregation(name)) return this.parseAggregation(name);
    if (name === 'aggr') return this.parseAggr();
    if (!isFunction(name)) {
      const reason = refusalOf(name);
      stream.refuse(
        reason ? `${written} is not available here: ${reason}` : `'${written}' is not a valid function`,
      );
    }
    stream.expect('(');
    if (Object.hasOwn(INTER_RECORD_FUNCTIONS, name) && stream.isWord('total') && startsArgument(stream)) {
      stream.take();
      return { type: 'call', name, args: this.parseArguments(), isTotal: true };
    }
    return { type: 'call', name, args: this.parseArguments() };
  }

  private parseAggr(): Aggr {
    const { stream } = this;
    stream.expect('(');
    let isRepeated = false;
    let set: Aggr['set'];
    const inherit = (part: Expression): Expression => (set ? withOuterSet(part, set) : part);
    for (;;) {
      if (stream.isSymbol('{') && !set) set = parseSetExpression(stream);
      else if (stream.isWord('nodistinct')) {
        stream.take();
        isRepeated = true;
      } else if (stream.isWord('distinct') && !isArgumentEnd(stream)) stream.take();
      else break;
    }
    const expression = inherit(this.parse(0));
    const dimensions: AggrDimension[] = [];
    while (stream.takeSymbol(',')) dimensions.push(this.parseAggrDimension(inherit));
    stream.expect(')');
    if (dimensions.length === 0) stream.refuse('Aggr takes at least one dimension');
    return { type: 'aggr', isRepeated, set, expression, dimensions };
  }

  /** Parses `Field`, `(Field, (NUMERIC, DESC), (TEXT))`, `(Field(NUMERIC, DESC))`, or `(Field, (=Sum(x), DESC))`. */
  private parseAggrDimension(inherit: (part: Expression) => Expression): AggrDimension {
    const { stream } = this;
    if (!stream.takeSymbol('(')) return { field: this.parseFieldName(), orders: [] };
    const field = this.parseFieldName();
    const orders: AggrOrder[] = [];
    if (stream.takeSymbol(',') || stream.isSymbol('(')) {
      do orders.push(this.parseAggrOrder(inherit));
      while (stream.takeSymbol(','));
    }
    stream.expect(')');
    return { field, orders };
  }

  private parseAggrOrder(inherit: (part: Expression) => Expression): AggrOrder {
    const { stream } = this;
    const isBracketed = stream.takeSymbol('(');
    let by: AggrOrder['by'] | undefined;
    let direction: string | undefined;
    do {
      if (by === undefined && stream.takeSymbol('=')) by = inherit(this.parse(0));
      else {
        const { text } = stream.next;
        const word = text.toLowerCase().replace('_', '');
        if (by === undefined && Object.hasOwn(ORDERS, word)) by = ORDERS[word];
        else if (direction === undefined && Object.hasOwn(DIRECTIONS, word)) direction = word;
        else stream.refuse(`"${text}" is no order of a dimension of Aggr`);
        stream.take();
      }
    } while (stream.takeSymbol(','));
    if (isBracketed) stream.expect(')');
    return { by: by ?? 'load', isDescending: direction !== undefined && DIRECTIONS[direction] === true };
  }

  private parseFieldName(): string {
    const token = this.stream.next;
    if (token.kind !== 'name' && token.kind !== 'quoted') this.stream.fail('a field name expected');
    return this.stream.take().text;
  }

  private parseAggregation(name: string): Aggregation {
    const { stream } = this;
    stream.expect('(');
    let isDistinct = false;
    let total: string[] | undefined;
    let set: Aggregation['set'];
    for (;;) {
      if (stream.isSymbol('{') && !set) set = parseSetExpression(stream);
      else if (stream.isWord('distinct') && !isArgumentEnd(stream)) {
        stream.take();
        isDistinct = true;
      } else if (stream.isWord('total') && !isArgumentEnd(stream)) {
        stream.take();
        total = this.parseTotalFields();
      } else break;
    }
    return { type: 'aggregation', name, isDistinct, total, set, args: this.parseArguments() };
  }

  private parseTotalFields(): string[] {
    const { stream } = this;
    const fields: string[] = [];
    if (!stream.takeSymbol('<')) return fields;
    do fields.push(this.parseFieldName());
    while (stream.takeSymbol(','));
    stream.expect('>');
    return fields;
  }

  private parseArguments(): Expression[] {
    const { stream } = this;
    const args: Expression[] = [];
    if (stream.takeSymbol(')')) return args;
    do args.push(this.parseScope());
    while (stream.takeSymbol(','));
    stream.expect(')');
    return args;
  }
}

/** `distinct` and `total` are field names if a bracket or a comma follows. */
function isArgumentEnd(stream: TokenStream): boolean {
  const { kind, text } = stream.afterNext;
  return kind === 'end' || (kind === 'symbol' && (text === ')' || text === ','));
}

/** Returns whether `total` is a qualifier, before an argument or as in `RowNo(total)`, and not a field name. */
function startsArgument(stream: TokenStream): boolean {
  const { kind, text } = stream.afterNext;
  return !(kind === 'symbol' && [',', '+', '-', '*', '/', '=', '<', '>', '&'].includes(text));
}

const ORDERS: Readonly<Record<string, AggrOrder['by']>> = {
  numeric: 'numeric',
  text: 'text',
  ascii: 'text',
  frequency: 'frequency',
  loadorder: 'load',
};

/** Per word of a direction whether it is descending. */
const DIRECTIONS: Readonly<Record<string, boolean>> = {
  a: false,
  asc: false,
  ascending: false,
  d: true,
  desc: true,
  descending: true,
  reverse: true,
};

function isBinaryOperator(text: string): text is BinaryOperator {
  return Object.hasOwn(POWER, text);
}
