import type { Field } from '../model/field.ts';

/** The position of a search term in a text. */
export interface MatchRange {
  readonly position: number;
  readonly length: number;
  readonly term: number;
}

/** The values of a field that match terms: per code a bit mask of the matching terms. */
export interface FieldMatches {
  readonly field: Field;
  readonly terms: Int32Array;
}

/** Maximum number of terms; further terms are ignored. */
export const MAX_TERMS = 5;

/** Returns a term in lower case without the quotes around a phrase. */
function normalizedTerm(term: string): string {
  return term
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .toLowerCase();
}

/** Searches the values of a field for each term, case-insensitive. */
export function matchesIn(
  field: Field,
  terms: readonly string[],
  isIncluded: (code: number) => boolean,
): FieldMatches {
  const found = new Int32Array(field.symbols.size);
  const texts = terms.slice(0, MAX_TERMS).map(normalizedTerm);
  for (let code = 0; code < found.length; code += 1) {
    if (!isIncluded(code)) continue;
    const text = field.symbols.textOf(code).toLowerCase();
    texts.forEach((term, place) => {
      if (term !== '' && text.includes(term)) found[code] = (found[code] ?? 0) | (1 << place);
    });
  }
  return { field, terms: found };
}

/** Returns the positions of the terms in a text. */
export function rangesIn(
  text: string,
  terms: readonly string[],
  places: readonly number[],
): readonly MatchRange[] {
  const lower = text.toLowerCase();
  return places.flatMap((term) => {
    const part = normalizedTerm(terms[term] ?? '');
    const position = part === '' ? -1 : lower.indexOf(part);
    return position < 0 ? [] : [{ position, length: part.length, term }];
  });
}
