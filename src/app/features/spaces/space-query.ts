import type { SpacesQuery } from 'ngx-qlik/rest';

/** Types of spaces, as in the server's API. */
export type SpaceType = 'shared' | 'managed' | 'data';

export const SPACE_TYPES: readonly SpaceType[] = ['shared', 'managed', 'data'];

/** Fields that the server can sort by. */
export type SpaceSortField = 'name' | 'type' | 'createdAt';

const SORT_FIELDS: readonly SpaceSortField[] = ['name', 'type', 'createdAt'];

/** A sort order of the list. */
export interface SpaceSort {
  readonly field: SpaceSortField;
  readonly isDescending: boolean;
}

/** The filter of the list, as in the address. */
export interface SpaceFilter {
  readonly name: string;
  readonly type: SpaceType | undefined;
  readonly sort: SpaceSort;
}

const PAGE_SIZE = 50;
const BY_NAME: SpaceSort = { field: 'name', isDescending: false };

/** Reads the filter from query parameters; unknown values are ignored. */
export function readFilter(query: {
  name?: string | undefined;
  type?: string | undefined;
  sort?: string | undefined;
}): SpaceFilter {
  return {
    name: query.name ?? '',
    type: SPACE_TYPES.find((each) => each === query.type),
    sort: readSort(query.sort),
  };
}

/** Returns the query parameters of a filter; `null` removes one. */
export function toAddressQuery({
  name,
  type,
  sort,
}: SpaceFilter): Record<'name' | 'type' | 'sort', string | null> {
  const sortText = toSortText(sort);
  return { name: name || null, type: type ?? null, sort: sortText === toSortText(BY_NAME) ? null : sortText };
}

/** Returns the filter as a query of the REST API. */
export function toSpacesQuery({ name, type, sort }: SpaceFilter): SpacesQuery {
  return {
    limit: PAGE_SIZE,
    sort: toSortText(sort),
    ...(name.trim() ? { name: name.trim() } : {}),
    ...(type ? { type } : {}),
  };
}

function readSort(text: string | undefined): SpaceSort {
  const field = SORT_FIELDS.find((each) => each === text?.replace(/^[+-]/, ''));
  return field ? { field, isDescending: text?.startsWith('-') ?? false } : BY_NAME;
}

function toSortText({ field, isDescending }: SpaceSort): string {
  return isDescending ? `-${field}` : field;
}
