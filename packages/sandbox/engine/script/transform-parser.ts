import type { TokenStream } from '../expression/token-stream.ts';
import type { TableTransform } from './load-statement.ts';

const TRANSFORM_PREFIXES = [
  'crosstable',
  'generic',
  'hierarchy',
  'hierarchybelongsto',
  'intervalmatch',
] as const;

/** The keyword of a prefix that changes the loaded table. */
export type TransformPrefix = (typeof TRANSFORM_PREFIXES)[number];

/** Returns whether a word is a {@link TransformPrefix}. */
export function isTransformPrefix(word: string): word is TransformPrefix {
  return TRANSFORM_PREFIXES.some((prefix) => prefix === word);
}

/**
 * Parses a prefix after its keyword: `(attribute, data)`.
 * @throws {ExpressionError} when it is malformed
 */
export function parseTransform(prefix: TransformPrefix, stream: TokenStream): TableTransform {
  if (prefix === 'generic') return { type: prefix };
  const words = parseWords(stream);
  const [first = '', second = '', third = '', fourth, fifth, sixth, seventh, eighth] = words;
  const expectWords = (min: number, max: number): void => {
    if (words.length < min || words.length > max || words.slice(0, min).includes(undefined))
      stream.refuse(`${prefix} takes ${min} to ${max} names`);
  };
  switch (prefix) {
    case 'crosstable': {
      expectWords(2, 3);
      const qualifiers = third === '' ? 1 : Number(third);
      if (!Number.isInteger(qualifiers) || qualifiers < 1)
        stream.refuse('crosstable takes a number of columns');
      return { type: prefix, attribute: first, data: second, qualifiers };
    }
    case 'intervalmatch':
      expectWords(1, 6);
      return { type: prefix, field: first, keys: words.slice(1).filter((word) => word !== undefined) };
    case 'hierarchy':
      expectWords(3, 8);
      return {
        ...{ type: prefix, node: first, parent: second, name: third, parentName: fourth },
        ...{ pathSource: fifth, pathName: sixth, pathDelimiter: seventh, depth: eighth },
      };
    case 'hierarchybelongsto':
      expectWords(5, 6);
      return {
        ...{ type: prefix, node: first, parent: second, name: third },
        ...{ ancestor: fourth ?? '', ancestorName: fifth ?? '', depthDifference: sixth },
      };
  }
}

/** Parses names in brackets; a name between two commas may be absent. */
function parseWords(stream: TokenStream): readonly (string | undefined)[] {
  stream.expect('(');
  const words: (string | undefined)[] = [];
  do {
    if (stream.isSymbol(',') || stream.isSymbol(')')) words.push(undefined);
    else if (['name', 'quoted', 'text', 'number'].includes(stream.next.kind)) words.push(stream.take().text);
    else stream.fail('a name expected');
  } while (stream.takeSymbol(','));
  stream.expect(')');
  return words;
}
