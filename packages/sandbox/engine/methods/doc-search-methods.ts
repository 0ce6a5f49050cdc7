import { searchGroups, withItems, type SearchGroup } from '../search/associations.ts';
import { objectSearchResult } from '../search/object-search.ts';
import { associationResult, searchResult, valueResult } from '../search/search-results.ts';
import { toText, toTexts, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import { DEFAULT_STATE, type SelectionSet } from '../selection/selection-set.ts';
import type { SessionDocument } from '../session/session-document.ts';
import type { DocumentContext } from './context.ts';
import { flag, integer, method, object, texts, type MethodTable } from './method.ts';

/** Returns the selections that restrict a search, by `SearchContextType`. */
function contextSelections(document: SessionDocument, options: JsonObject): SelectionSet {
  const selections = document.selections.selections(DEFAULT_STATE);
  switch (toText(options['qContext'])) {
    case 'CurrentSelections':
    case 'CONTEXT_CURRENT_SELECTIONS':
      return selections;
    case 'LockedFieldsOnly':
    case 'CONTEXT_LOCKED_FIELDS_ONLY':
      return new Map([...selections].filter(([, { isLocked }]) => isLocked));
    default:
      return new Map();
  }
}

function groupsFound(
  document: SessionDocument,
  options: JsonObject,
  terms: readonly string[],
): readonly SearchGroup[] {
  return searchGroups(terms, {
    model: document.app.fields.model,
    fields: toTexts(options['qSearchFields']),
    selections: contextSelections(document, options),
  });
}

const MAX_SUGGESTIONS = 20;

/** Returns words of values, and names of fields, that start with one of the terms. */
function suggestions(document: SessionDocument, options: JsonObject, terms: readonly string[]): JsonObject {
  const prefixes = terms.map((term) => term.trim().toLowerCase());
  const startsWithTerm = (text: string, term: string): boolean =>
    term !== '' && text.toLowerCase().startsWith(term);
  const fields = document.app.fields.model.fields.filter((field) => !field.tags.includes('$hidden'));
  const names = toTexts(options['qSearchFields']).filter((name) => name !== '' && name !== '*');
  const found = new Map<string, number>();
  for (const { symbols } of fields.filter(({ name, isSearched }) =>
    names.length === 0 ? isSearched !== false : names.includes(name),
  )) {
    for (const text of symbols.texts) {
      for (const word of [text, ...text.split(/\s+/)]) {
        const term = prefixes.findIndex((candidate) => startsWithTerm(word, candidate));
        if (term >= 0 && found.size < MAX_SUGGESTIONS && !found.has(word)) found.set(word, term);
      }
    }
  }
  return {
    qSuggestions: [...found].map(([qValue, qTerm]) => ({ qValue, qTerm })),
    qFieldNames: fields
      .map(({ name }) => name)
      .filter((name) => prefixes.some((term) => startsWithTerm(name, term))),
  };
}

/** Methods of a document that search all its fields. */
export const DOC_SEARCH_METHODS: MethodTable<DocumentContext> = {
  SearchSuggest: method(
    [object('qOptions'), texts('qTerms')],
    ({ document }: DocumentContext, options, terms) => ({
      qResult: suggestions(document, options, terms),
    }),
  ),
  SearchValues: method(
    [object('qOptions'), texts('qTerms'), object('qPage')],
    ({ document }: DocumentContext, options, terms, page) => ({
      qResult: valueResult(groupsFound(document, options, terms), terms, page),
    }),
  ),
  SearchObjects: method(
    [object('qOptions'), texts('qTerms'), object('qPage')],
    ({ document }: DocumentContext, _options, terms, page) => ({
      qResult: objectSearchResult(
        document.app.store.all('object').map(({ id, properties }) => ({ id, properties })),
        terms,
        page,
      ),
    }),
  ),
  SearchResults: method(
    [object('qOptions'), texts('qTerms'), object('qPage')],
    ({ document }: DocumentContext, options, terms, page) => ({
      qResult: searchResult(groupsFound(document, options, terms), terms, page),
    }),
  ),
  SearchAssociations: method(
    [object('qOptions'), texts('qTerms'), object('qPage')],
    ({ document }: DocumentContext, options, terms, page) => ({
      qResults: associationResult(groupsFound(document, options, terms), terms, page),
    }),
  ),
  SelectAssociations: method(
    [object('qOptions'), texts('qTerms'), integer('qMatchIx'), flag('qSoftLock')],
    ({ document }: DocumentContext, options, terms, place) => {
      document.requireNotModal();
      const group = groupsFound(document, options, terms)[place];
      if (!group) throw new QixError(QIX_CODES.invalidParameters, 'Invalid Params', 'qMatchIx');
      const selections = document.selections.selections(DEFAULT_STATE);
      const isLocked = group.items.some(({ matches }) => selections.get(matches.field.name)?.isLocked);
      if (isLocked) return;
      const base = toText(options['qContext']).toLowerCase().includes('cleared')
        ? new Map([...selections].filter(([, selection]) => selection.isLocked))
        : selections;
      document.selections.replace(DEFAULT_STATE, withItems(base, group.items));
      document.selectionsChanged();
    },
  ),
};
