import type { SetElements, SetEntity, SetExpression, SetItem, SetModifier, SetOperator } from './ast.ts';
import { TokenStream } from './token-stream.ts';
import { tokenize } from './tokens.ts';

/**
 * Parses a text that is a set expression.
 * @throws {ExpressionError} when it is malformed
 */
export function parseSet(source: string): SetExpression {
  const stream = new TokenStream(source, tokenize(source));
  const set = parseSetExpression(stream);
  if (stream.next.kind !== 'end') stream.fail('the end of the set expression expected');
  return set;
}

/**
 * Parses a set expression from its opening to its closing brace.
 * @throws {ExpressionError} when it is malformed
 */
export function parseSetExpression(stream: TokenStream): SetExpression {
  stream.expect('{');
  const set = parseUnion(stream, SETS);
  stream.expect('}');
  return set;
}

/** What the grammars of sets and of element sets have in common. */
interface Operand<T> {
  parse(stream: TokenStream): T;
  join(operator: SetOperator, left: T, right: T): T;
  complement(operand: T): T;
}

/**
 * Parses operators by their precedence: the complement (unary `-`), then intersection (`*`) and symmetric difference (`/`), then union
 * (`+`) and exclusion (`-`). Operators of the same precedence are evaluated from left to right.
 */
function parseUnion<T>(stream: TokenStream, operand: Operand<T>): T {
  let left = parseIntersection(stream, operand);
  for (;;) {
    const operator = takeOperator(stream, ['+', '-']);
    if (operator === undefined) return left;
    left = operand.join(operator, left, parseIntersection(stream, operand));
  }
}

function parseIntersection<T>(stream: TokenStream, operand: Operand<T>): T {
  let left = parseComplement(stream, operand);
  for (;;) {
    const operator = takeOperator(stream, ['*', '/']);
    if (operator === undefined) return left;
    left = operand.join(operator, left, parseComplement(stream, operand));
  }
}

function parseComplement<T>(stream: TokenStream, operand: Operand<T>): T {
  let complements = 0;
  while (stream.takeSymbol('-')) complements += 1;
  let inner = stream.isSymbol('(') ? parseBrackets(stream, operand) : operand.parse(stream);
  for (; complements > 0; complements -= 1) inner = operand.complement(inner);
  return inner;
}

function parseBrackets<T>(stream: TokenStream, operand: Operand<T>): T {
  stream.expect('(');
  const inner = parseUnion(stream, operand);
  stream.expect(')');
  return inner;
}

function takeOperator(stream: TokenStream, operators: readonly SetOperator[]): SetOperator | undefined {
  return operators.find((operator) => stream.takeSymbol(operator));
}

const SETS: Operand<SetExpression> = {
  parse: parseEntity,
  join: (operator, left, right) => ({ type: 'operation', operator, left, right }),
  complement: (operand) => ({ type: 'complement', operand }),
};

const ELEMENTS: Operand<SetElements> = {
  parse: parseElements,
  join: (operator, left, right) => ({ type: 'operation', operator, left, right }),
  complement: (operand) => ({ type: 'complement', operand }),
};

function parseEntity(stream: TokenStream): SetEntity {
  const startsModifier = (): boolean => stream.isSymbol('<') || stream.isSymbol('<>');
  const entity: SetEntity = startsModifier()
    ? { type: 'context' }
    : { type: 'identifier', name: parseIdentifier(stream) };
  if (!startsModifier()) return entity;
  return { type: 'modified', entity, modifiers: parseModifiers(stream) };
}

function parseIdentifier(stream: TokenStream): string {
  if (stream.takeSymbol('$')) {
    if (stream.next.kind === 'number' || stream.next.text.startsWith('_')) return `$${stream.take().text}`;
    return '$';
  }
  const { kind } = stream.next;
  if (kind === 'number' || kind === 'name' || kind === 'quoted') return stream.take().text;
  return stream.fail('a set identifier expected');
}

function parseModifiers(stream: TokenStream): SetModifier[] {
  const modifiers: SetModifier[] = [];
  if (stream.takeSymbol('<>')) return modifiers;
  stream.expect('<');
  if (stream.takeSymbol('>')) return modifiers;
  do modifiers.push(parseModifier(stream));
  while (stream.takeSymbol(','));
  stream.expect('>');
  return modifiers;
}

function parseModifier(stream: TokenStream): SetModifier {
  const field = parseFieldName(stream);
  const isEnd = (): boolean => stream.isSymbol(',') || stream.isSymbol('>');
  if (isEnd()) return { field, operator: undefined, elements: undefined };
  const operator = (['+', '-', '*', '/'] as const).find((candidate) => stream.isSymbol(`${candidate}=`));
  if (operator) stream.take();
  else stream.expect('=');
  if (!operator && isEnd()) return { field, operator: undefined, elements: undefined };
  return { field, operator, elements: parseUnion(stream, ELEMENTS) };
}

function parseElements(stream: TokenStream): SetElements {
  if (stream.isSymbol('{')) return { type: 'list', items: parseItems(stream) };
  if (stream.afterNext.text === '(' && (stream.isWord('p') || stream.isWord('e')))
    return parseAssociated(stream);
  if (stream.isSymbol('$') && stream.afterNext.text === '::') {
    stream.take();
    return parseSelected(stream, '$');
  }
  const token = stream.next;
  if (token.kind !== 'name' && token.kind !== 'quoted') stream.fail('a list of elements expected');
  stream.take();
  if (stream.isSymbol('::')) return parseSelected(stream, token.text);
  return { type: 'field', field: token.text };
}

function parseSelected(stream: TokenStream, state: string): SetElements {
  stream.expect('::');
  return { type: 'selected', state, field: parseFieldName(stream) };
}

function parseFieldName(stream: TokenStream): string {
  const { kind } = stream.next;
  if (kind !== 'name' && kind !== 'quoted') stream.fail('a field name expected');
  return stream.take().text;
}

function parseAssociated(stream: TokenStream): SetElements {
  const excluded = stream.isWord('e');
  stream.take();
  stream.expect('(');
  const set: SetExpression = stream.isSymbol('{') ? parseSetExpression(stream) : { type: 'context' };
  let field: string | undefined;
  if (!stream.isSymbol(')')) field = parseFieldName(stream);
  stream.expect(')');
  return { type: 'associated', excluded, set, field };
}

function parseItems(stream: TokenStream): SetItem[] {
  stream.expect('{');
  const items: SetItem[] = [];
  while (!stream.isSymbol('}')) {
    items.push(parseItem(stream));
    if (!stream.takeSymbol(',') && !stream.isSymbol('}')) stream.fail('"," or "}" expected');
  }
  stream.expect('}');
  return items;
}

function parseItem(stream: TokenStream): SetItem {
  const first = stream.next;
  // Brackets and grave accents are the same as double quotes.
  if (first.kind === 'quoted') return { isSearch: true, text: stream.take().text };
  if (first.kind === 'text') return { isSearch: false, text: stream.take().text };
  // A bare element may contain blanks, dots and minus signs: it ends at the next comma or brace.
  let end = first.start;
  while (stream.next.kind !== 'end' && !stream.isSymbol(',') && !stream.isSymbol('}'))
    end = stream.take().end;
  if (end === first.start) stream.fail('an element expected');
  const text = stream.source.slice(first.start, end);
  return { isSearch: /[*?]/.test(text), text };
}
