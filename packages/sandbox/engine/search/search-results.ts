import { toArray, toInteger, toObject, type JsonObject } from '../protocol/json.ts';
import type { SearchGroup, SearchItem } from './associations.ts';
import { rangesIn } from './value-matches.ts';

/** The requested part of the result. */
interface Page {
  readonly offset: number;
  readonly count: number;
  readonly maxMatches: number;
}

function readPage(qPage: JsonObject): Page {
  const [options] = toArray(qPage['qGroupItemOptions']).map(toObject);
  const maxFieldMatches = toInteger(qPage['qMaxNbrFieldMatches'], -1);
  const count = toInteger(options?.['qCount'], -1);
  return {
    offset: Math.max(toInteger(qPage['qOffset']), 0),
    count: Math.max(toInteger(qPage['qCount']), 0),
    maxMatches: maxFieldMatches > 0 ? maxFieldMatches : count > 0 ? count : 100,
  };
}

function rangesOf(text: string, terms: readonly string[], item: SearchItem): readonly JsonObject[] {
  return rangesIn(text, terms, item.terms).map(({ position, length, term }) => ({
    qCharPos: position,
    qCharCount: length,
    qTerm: term,
  }));
}

/** Returns `SearchResult`, the result of `SearchResults`. */
export function searchResult(
  groups: readonly SearchGroup[],
  terms: readonly string[],
  qPage: JsonObject,
): JsonObject {
  const { offset, count, maxMatches } = readPage(qPage);
  return {
    qSearchTerms: terms,
    qTotalNumberOfGroups: groups.length,
    qSearchGroupArray: groups.slice(offset, offset + count).map((group, place) => ({
      qId: offset + place,
      qGroupType: 'DatasetType',
      qSearchTermsMatched: group.terms,
      qTotalNumberOfItems: group.items.length,
      qItems: group.items.map((item) => ({
        qItemType: 'Field',
        qTotalNumberOfMatches: item.codes.length,
        qIdentifier: item.matches.field.name,
        qItemMatches: item.codes.slice(0, maxMatches).map((code) => {
          const qText = item.matches.field.symbols.textOf(code);
          return {
            qText,
            qRanges: rangesOf(qText, terms, item),
            qAttributes: [],
          };
        }),
        qSearchTermsMatched: item.terms,
      })),
    })),
  };
}

/** Returns `SearchValueResult`, the result of `SearchValues`: the values of each field with the terms that they match. */
export function valueResult(
  groups: readonly SearchGroup[],
  terms: readonly string[],
  qPage: JsonObject,
): JsonObject {
  const { offset, count, maxMatches } = readPage(qPage);
  const fields = new Map<string, SearchItem[]>();
  for (const item of groups.flatMap(({ items }) => items)) {
    const { name } = item.matches.field;
    fields.set(name, [...(fields.get(name) ?? []), item]);
  }
  return {
    qSearchTerms: terms,
    qFieldMatches: [...fields].slice(offset, offset + count).map(([qFieldName, items]) => {
      const matched = new Map<number, Set<number>>();
      for (const { codes, terms: own } of items)
        for (const code of codes) matched.set(code, new Set([...(matched.get(code) ?? []), ...own]));
      const symbols = items[0]?.matches.field.symbols;
      return {
        qFieldName,
        qValues: [...matched]
          .sort(([left], [right]) => left - right)
          .slice(0, maxMatches)
          .map(([qElemNo, own]) => ({
            qText: symbols?.textOf(qElemNo) ?? '',
            qElemNo,
            qSearchTermsMatched: [...own].sort((left, right) => left - right),
          })),
      };
    }),
  };
}

/** Returns `SearchAssociationResult`, the result of `SearchAssociations`: the values once per field, and their combinations. */
export function associationResult(
  groups: readonly SearchGroup[],
  terms: readonly string[],
  qPage: JsonObject,
): JsonObject {
  const { offset, count, maxMatches } = readPage(qPage);
  const fields = new FieldDictionaries(terms);
  const combinations = groups.slice(offset, offset + count).map((group, place) => ({
    qId: offset + place,
    qFieldMatches: group.items.map((item) => ({
      qField: fields.placeOf(item),
      qValues: item.codes.slice(0, maxMatches).map((code) => fields.valuePlace(item, code)),
      qTerms: item.terms,
      qNoOfMatches: item.codes.length,
    })),
  }));
  return {
    qFieldNames: fields.names,
    qSearchTerms: terms,
    qFieldDictionaries: fields.dictionaries,
    qSearchTermsMatched: combinations.map((combination) => [combination]),
    qTotalSearchResults: groups.length,
  };
}

class FieldDictionaries {
  readonly names: string[] = [];
  private readonly results: JsonObject[][] = [];
  private readonly places: Map<number, number>[] = [];

  constructor(private readonly terms: readonly string[]) {}

  get dictionaries(): readonly JsonObject[] {
    return this.results.map((qResult, qField) => ({ qField, qResult }));
  }

  placeOf({ matches }: SearchItem): number {
    const known = this.names.indexOf(matches.field.name);
    if (known >= 0) return known;
    this.results.push([]);
    this.places.push(new Map());
    return this.names.push(matches.field.name) - 1;
  }

  valuePlace(item: SearchItem, code: number): number {
    const field = this.placeOf(item);
    const known = this.places[field]?.get(code);
    if (known !== undefined) return known;
    const qText = item.matches.field.symbols.textOf(code);
    const results = this.results[field] ?? [];
    const place = results.push({ qText, qElemNumber: code, qRanges: rangesOf(qText, this.terms, item) }) - 1;
    this.places[field]?.set(code, place);
    return place;
  }
}
