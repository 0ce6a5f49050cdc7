import { unsupported } from './engine-faults';
import { textOf } from './fake-expressions';
import type { FakeField } from './fake-fields';

/** How a text matches: with one of its words anywhere in a value, as in a list box, or as the whole value, as in a field. */
type TextMatch = 'anywhere' | 'whole';

/**
 * The element numbers of the values that match a search. By default as in a list box: texts with one of the words in them, texts that a search
 * with `*` or `?` describes as a whole, and numbers compared with `<`, `<=`, `>` or `>=`. Upper and lower case count as the same.
 *
 * @throws {QlikError} for other searches
 */
export function matchesOf(
  { values }: FakeField,
  search: string,
  match: TextMatch = 'anywhere',
): readonly number[] {
  const text = search.trim();
  if (/^[=~'(+]|"/.test(text) || /^[<>].*[<>]/.test(text))
    throw unsupported(
      `cannot search for "${search}"`,
      'It knows words, * and ?, and one comparison such as >100.',
    );
  const comparison = /^(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)$/.exec(text);
  const isMatch = comparison ? compares(comparison[1]!, Number(comparison[2])) : contains(text, match);
  return values.flatMap((value, element) => (isMatch(value) ? [element] : []));
}

function compares(operator: string, bound: number): (value: string | number) => boolean {
  return (value) => {
    if (typeof value !== 'number') return false;
    if (value === bound) return operator.endsWith('=');
    return operator.startsWith('>') ? value > bound : value < bound;
  };
}

/** @see `contains` of the sandbox's engine, with Qlik's documents */
function contains(text: string, match: TextMatch): (value: string | number) => boolean {
  // A list without a text in its search shows all values.
  if (text === '') return () => match === 'anywhere';
  if (match === 'whole' || /[*?]/.test(text)) {
    const pattern = text
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    const whole = new RegExp(`^${pattern}$`, 'is');
    return (value) => whole.test(textOf(value));
  }
  const words = text.toLowerCase().split(/\s+/);
  return (value) => words.some((word) => textOf(value).toLowerCase().includes(word));
}
