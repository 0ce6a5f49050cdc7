import type { Field } from '../model/field.ts';

/** Where a search term was found in a text. */
export interface MatchRange {
  readonly position: number;
  readonly length: number;
  readonly term: number;
}

/** The values of a field in which terms were found: per code the terms found, as bits. */
export interface FieldMatches {
  readonly field: Field;
  readonly terms: Int32Array;
}

/** So many terms are told apart; further ones are not searched for. */
export const MAX_TERMS = 5;

/** A term as a text to look for, in lower case; quotes around a phrase are no part of it. */
function normalizedTerm(term: string): string {
  return term
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .toLowerCase();
}

/** Looks for each term in the values of a field, without regard to case. */
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

/** Where the terms stand in a text. */
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
