import type { DataModel } from '../model/data-model.ts';
import { Association } from '../selection/association.ts';
import type { FieldSelection, SelectionSet } from '../selection/selection-set.ts';
import { matchesIn, MAX_TERMS, type FieldMatches } from './value-matches.ts';

/** Values of one field that match some of the terms. */
export interface SearchItem {
  readonly matches: FieldMatches;
  /** Indexes of the terms; each value matches all of them. */
  readonly terms: readonly number[];
  readonly codes: readonly number[];
}

/** Fields whose values match the terms and occur together in the data. */
export interface SearchGroup {
  readonly items: readonly SearchItem[];
  readonly terms: readonly number[];
}

/** The scope of a search. */
export interface SearchScope {
  readonly model: DataModel;
  /** Names of the searched fields; all fields when empty. */
  readonly fields: readonly string[];
  /** The selections that restrict the search. */
  readonly selections: SelectionSet;
}

/** Maximum number of groups in a result. */
const MAX_GROUPS = 200;

/**
 * Searches all fields for each term. Returns groups of fields that match all terms first, then groups that match fewer. A group is returned
 * only if records with values of all its fields exist.
 */
export function searchGroups(terms: readonly string[], scope: SearchScope): readonly SearchGroup[] {
  const association = new Association(scope.model, scope.selections);
  const used = terms.slice(0, MAX_TERMS);
  const matches = searchedFields(scope).map((field) => {
    const { possible } = association.statesOf(field);
    return matchesIn(field, used, (code) => possible[code] === 1);
  });
  const groups = new Map<string, SearchGroup>();
  for (const subset of subsetsBySize(used.length)) {
    for (const group of groupsFor(subset, matches)) {
      if (groups.size >= MAX_GROUPS) return [...groups.values()];
      const key = group.items
        .map(({ matches: { field }, terms: own }) => `${field.name}:${own.join()}`)
        .join('|');
      if (!groups.has(key) && occurs(group, scope)) groups.set(key, group);
    }
  }
  return [...groups.values()];
}

function searchedFields({ model, fields }: SearchScope) {
  const patterns = fields.filter((name) => name !== '' && name !== '*');
  return model.fields.filter(
    (field) =>
      !field.tags.includes('$hidden') &&
      (patterns.length === 0 ? field.isSearched !== false : patterns.includes(field.name)),
  );
}

/** Returns all subsets of term indexes, the largest first. */
function subsetsBySize(count: number): readonly (readonly number[])[] {
  const all = Array.from({ length: (1 << count) - 1 }, (_, bits) =>
    Array.from({ length: count }, (__, place) => place).filter((place) => ((bits + 1) >> place) & 1),
  );
  return all.sort((left, right) => right.length - left.length);
}

/** Returns a group for every assignment of the terms to matching fields. */
function groupsFor(terms: readonly number[], matches: readonly FieldMatches[]): readonly SearchGroup[] {
  let assignments: ReadonlyMap<FieldMatches, readonly number[]>[] = [new Map()];
  for (const term of terms) {
    const matchingFields = matches.filter(({ terms: found }) => found.some((bits) => (bits >> term) & 1));
    assignments = assignments
      .flatMap((assignment) =>
        matchingFields.map((fieldMatches) =>
          new Map(assignment).set(fieldMatches, [...(assignment.get(fieldMatches) ?? []), term]),
        ),
      )
      .slice(0, MAX_GROUPS);
  }
  return assignments.flatMap((assignment) => {
    const items = [...assignment].map(([fieldMatches, own]) => itemOf(fieldMatches, own));
    return items.length > 0 && items.every(({ codes }) => codes.length > 0) ? [{ items, terms }] : [];
  });
}

function itemOf(matches: FieldMatches, terms: readonly number[]): SearchItem {
  const requiredBits = terms.reduce((bits, term) => bits | (1 << term), 0);
  const codes: number[] = [];
  matches.terms.forEach((bits, code) => {
    if ((bits & requiredBits) === requiredBits) codes.push(code);
  });
  return { matches, terms, codes };
}

/** Returns whether records with values of all fields of the group exist. */
function occurs({ items }: SearchGroup, { model, selections }: SearchScope): boolean {
  const [first] = items;
  if (!first || items.length === 1) return first !== undefined;
  const { island } = first.matches.field;
  if (items.some(({ matches }) => matches.field.island !== island)) return false;
  return new Association(model, withItems(selections, items)).rows(island).includes(1);
}

/** Returns the selections with the values of a group added. */
export function withItems(selections: SelectionSet, items: readonly SearchItem[]): SelectionSet {
  const next = new Map<string, FieldSelection>(selections);
  for (const { matches, codes } of items) {
    const { field } = matches;
    const mask = new Uint8Array(field.symbols.size);
    for (const code of codes) mask[code] = 1;
    next.set(field.name, { field, mask, isLocked: false });
  }
  return next;
}
