import type { SetElements, SetExpression, SetItem, SetModifier, SetOperator } from './ast.ts';
import type { TokenStream } from './token-stream.ts';

/**
 * Parses a set expression from its opening to its closing brace.
 * @throws {ExpressionError} when it is malformed
 */
export function parseSetExpression(stream: TokenStream): SetExpression {
  stream.expect('{');
  const set = parseSetSum(stream);
  stream.expect('}');
  return set;
}

/** `*` has precedence over `+`, `-` and `/` (symmetric difference). */
function parseSum<T>(
  stream: TokenStream,
  parseTerm: (stream: TokenStream) => T,
  join: (operator: SetOperator, left: T, right: T) => T,
): T {
  const parseProduct = (): T => {
    let left = parseTerm(stream);
    while (stream.takeSymbol('*')) left = join('*', left, parseTerm(stream));
    return left;
  };
  let left = parseProduct();
  for (;;) {
    const operator = (['+', '-', '/'] as const).find((candidate) => stream.isSymbol(candidate));
    if (operator === undefined) return left;
    stream.take();
    left = join(operator, left, parseProduct());
  }
}

function parseSetSum(stream: TokenStream): SetExpression {
  return parseSum<SetExpression>(stream, parseSetTerm, (operator, left, right) => ({
    type: 'operation',
    operator,
    left,
    right,
  }));
}

function parseSetTerm(stream: TokenStream): SetExpression {
  if (stream.takeSymbol('(')) {
    const inner = parseSetSum(stream);
    stream.expect(')');
    return inner;
  }
  if (stream.isSymbol('<')) return { type: 'identifier', name: '$', modifiers: parseModifiers(stream) };
  const name = parseIdentifier(stream);
  const modifiers = stream.isSymbol('<') ? parseModifiers(stream) : [];
  return { type: 'identifier', name, modifiers };
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
  stream.expect('<');
  const modifiers: SetModifier[] = [];
  if (stream.takeSymbol('>')) return modifiers;
  do modifiers.push(parseModifier(stream));
  while (stream.takeSymbol(','));
  stream.expect('>');
  return modifiers;
}

function parseModifier(stream: TokenStream): SetModifier {
  const token = stream.next;
  if (token.kind !== 'name' && token.kind !== 'quoted') stream.fail('a field name expected');
  stream.take();
  if (stream.isSymbol(',') || stream.isSymbol('>'))
    return { field: token.text, operator: undefined, elements: undefined };
  const operator = (['+', '-', '*', '/'] as const).find((candidate) => stream.isSymbol(`${candidate}=`));
  if (operator) stream.take();
  else stream.expect('=');
  if (stream.isSymbol(',') || stream.isSymbol('>'))
    return { field: token.text, operator, elements: undefined };
  const elements = parseSum<SetElements>(stream, parseElements, (joint, left, right) => ({
    type: 'operation',
    operator: joint,
    left,
    right,
  }));
  return { field: token.text, operator, elements };
}

function parseElements(stream: TokenStream): SetElements {
  if (stream.isSymbol('{')) return { type: 'list', items: parseItems(stream) };
  if (stream.takeSymbol('(')) {
    const inner = parseSum<SetElements>(stream, parseElements, (operator, left, right) => ({
      type: 'operation',
      operator,
      left,
      right,
    }));
    stream.expect(')');
    return inner;
  }
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
  // A bare field name stands for the selected or possible values of that field.
  return {
    type: 'associated',
    excluded: false,
    set: { type: 'identifier', name: '$', modifiers: [] },
    field: token.text,
  };
}

function parseSelected(stream: TokenStream, state: string): SetElements {
  stream.expect('::');
  const token = stream.next;
  if (token.kind !== 'name' && token.kind !== 'quoted') stream.fail('a field name expected');
  stream.take();
  return { type: 'selected', state, field: token.text };
}

function parseAssociated(stream: TokenStream): SetElements {
  const excluded = stream.isWord('e');
  stream.take();
  stream.expect('(');
  const set: SetExpression = stream.isSymbol('{')
    ? parseSetExpression(stream)
    : { type: 'identifier', name: '$', modifiers: [] };
  let field: string | undefined;
  if (!stream.isSymbol(')')) field = stream.take().text;
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
  if (first.kind === 'quoted' && first.quote === '"') return { isSearch: true, text: stream.take().text };
  if (first.kind === 'text' || first.kind === 'quoted') return { isSearch: false, text: stream.take().text };
  // A bare element may contain blanks, dots and minus signs: it ends at the next comma or brace.
  let end = first.start;
  while (stream.next.kind !== 'end' && !stream.isSymbol(',') && !stream.isSymbol('}'))
    end = stream.take().end;
  if (end === first.start) stream.fail('an element expected');
  const text = stream.source.slice(first.start, end);
  return { isSearch: /[*?]/.test(text), text };
}
