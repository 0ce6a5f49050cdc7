import { isRecord } from '../../json/is-record.ts';
import { toArray, toInteger, toObject, type JsonObject } from '../protocol/json.ts';
import { rangesIn } from './value-matches.ts';

/** An object whose texts are searched. */
export interface SearchedObject {
  readonly id: string;
  readonly properties: JsonObject;
}

/** Members with texts that users see. */
const TEXT_MEMBERS = new Set([
  ...['title', 'subtitle', 'footnote', 'description', 'label', 'markdown'],
  ...['qLabel', 'qFieldLabels', 'qAlias'],
]);

interface FoundText {
  readonly path: string;
  readonly text: string;
  readonly terms: readonly number[];
}

function textsIn(value: unknown, path: string, isText: boolean): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return isText && value !== '' ? [[path, value]] : [];
  if (Array.isArray(value)) return value.flatMap((item, place) => textsIn(item, `${path}/${place}`, isText));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    textsIn(member, path === '' ? name : `${path}/${name}`, TEXT_MEMBERS.has(name)),
  );
}

/** Returns `SearchResult`, the result of `SearchObjects`: a group with the objects whose texts have one of the terms. */
export function objectSearchResult(
  objects: readonly SearchedObject[],
  terms: readonly string[],
  qPage: JsonObject,
): JsonObject {
  const places = terms.map((_, place) => place);
  const needles = terms.map((term) => term.trim().toLowerCase());
  const items = objects.flatMap(({ id, properties }) => {
    const found = textsIn(properties, '', false).flatMap(([path, text]): readonly FoundText[] => {
      const lower = text.toLowerCase();
      const matched = places.filter((place) => needles[place] !== '' && lower.includes(needles[place] ?? ''));
      return matched.length === 0 ? [] : [{ path, text, terms: matched }];
    });
    return found.length === 0 ? [] : [{ id, found }];
  });
  const [options] = toArray(qPage['qGroupItemOptions']).map(toObject);
  const offset = Math.max(toInteger(options?.['qOffset']), 0);
  const count = toInteger(options?.['qCount'], -1);
  const shown = count < 0 ? items.slice(offset) : items.slice(offset, offset + count);
  const group = {
    qId: 0,
    qGroupType: 'GenericObjectsType',
    qSearchTermsMatched: termsOf(items.flatMap(({ found }) => found)),
    qTotalNumberOfItems: items.length,
    qItems: shown.map(({ id, found }) => ({
      qItemType: 'GenericObject',
      qTotalNumberOfMatches: found.length,
      qIdentifier: id,
      qItemMatches: found.map(({ path, text, terms: matched }) => ({
        qText: text,
        qRanges: rangesIn(text, terms, matched).map(({ position, length, term }) => ({
          qCharPos: position,
          qCharCount: length,
          qTerm: term,
        })),
        qAttributes: [{ qKey: 'qProperty', qValue: path }],
      })),
      qSearchTermsMatched: termsOf(found),
    })),
  };
  return {
    qSearchTerms: terms,
    qTotalNumberOfGroups: items.length === 0 ? 0 : 1,
    qSearchGroupArray: items.length === 0 ? [] : [group],
  };
}

function termsOf(found: readonly FoundText[]): readonly number[] {
  return [...new Set(found.flatMap(({ terms }) => terms))].sort((left, right) => left - right);
}
