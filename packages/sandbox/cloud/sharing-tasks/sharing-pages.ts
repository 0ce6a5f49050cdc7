import { paginate } from '../rest/paging.ts';
import { badParameter } from '../rest/qlik-error.ts';
import { SERVICE } from './sharing-template.ts';

/** The schema of the page parameters of these listings. */
export const PAGE_PARAMETERS = {
  limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
  next: { type: 'string' },
  offset: { type: 'integer', minimum: 0, default: 0 },
  page: { type: 'string' },
  prev: { type: 'string' },
};

/** The page parameters: a cursor, or how many rows are left out; `page` has the cursor of either direction. */
export interface PageQuery {
  limit: number;
  next?: string;
  offset: number;
  page?: string;
  prev?: string;
}

/** A page with the members that all listings have: `StandardListResponseProps` and `ListLinks`. */
interface SharingPage<T> {
  readonly data: readonly T[];
  readonly counts: { readonly totalCount: number; readonly currentPageCount: number };
  readonly links: object;
}

/** Sorts and cuts a listing. @throws {QlikError} 400 naming the parameter */
export function pageOf<T extends { readonly id: string }>(
  rows: readonly T[],
  query: PageQuery,
  { sort, keyOf, url }: { sort: string; keyOf: (row: T, field: string) => string | number; url: URL },
): SharingPage<T> {
  const { limit, offset } = query;
  const [, direction, cursor] = /^(next|prev)\.(.+)$/.exec(query.page ?? '') ?? [];
  if (query.page !== undefined && cursor === undefined)
    throw badParameter(SERVICE, 'page', 'It is no cursor.');
  const prev = direction === 'prev' ? cursor : query.prev;
  let next = direction === 'next' ? cursor : query.next;
  const cut = (size: number): ReturnType<typeof paginate<T>> =>
    paginate(SERVICE, rows, { limit: size, sort, next, prev }, keyOf);
  let isBehindTheEnd = false;
  if (offset > 0 && next === undefined && prev === undefined) {
    next = cut(offset).next;
    isBehindTheEnd = next === undefined;
  }
  const page = isBehindTheEnd ? { data: [], next: undefined, prev: undefined } : cut(limit);
  const link = (type: 'next' | 'prev'): object => {
    const token = page[type];
    if (token === undefined) return {};
    const target = new URL(url);
    for (const name of ['next', 'prev', 'page', 'offset']) target.searchParams.delete(name);
    target.searchParams.set(type, token);
    return { [type]: { href: target.href, token: `${type}.${token}`, type } };
  };
  return {
    data: page.data,
    counts: { totalCount: rows.length, currentPageCount: page.data.length },
    links: { self: { href: url.href }, ...link('next'), ...link('prev') },
  };
}
