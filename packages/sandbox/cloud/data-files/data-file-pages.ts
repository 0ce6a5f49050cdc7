import { type Page, paginate } from '../rest/paging.ts';
import type { TenantContext } from '../tenant-context.ts';
import { dataFileError } from './data-file-upload.ts';

/** The schema of the page parameters of these listings. */
export const PAGE_PARAMETERS = {
  limit: { type: 'integer', minimum: 1, maximum: 1000, default: 20 },
  page: { type: 'string' },
};

export interface PageQuery {
  limit: number;
  page?: string;
  sort?: string;
}

/** Sorts and cuts a listing: one parameter has the cursor of either direction. @throws {QlikError} 400 */
export function pageOf<T extends { readonly id: string }>(
  rows: readonly T[],
  { limit, page }: PageQuery,
  sort: string,
  keyOf: (row: T, field: string) => string | number,
): Page<T> {
  const [, direction, cursor] = /^(next|prev)\.(.+)$/.exec(page ?? '') ?? [];
  if (page !== undefined && cursor === undefined)
    throw dataFileError(400, 'DF-001', 'page: it is no cursor.');
  return paginate(
    'DATA-FILES',
    rows,
    {
      limit,
      sort,
      next: direction === 'next' ? cursor : undefined,
      prev: direction === 'prev' ? cursor : undefined,
    },
    keyOf,
  );
}

/** `LinksResponse` of `@qlik/api/data-files`: all three are there, some without an address. */
export function pageLinksOf(
  tenant: TenantContext,
  requestUrl: string,
  { next, prev }: Page<unknown>,
): object {
  const link = (cursor: string | undefined): { href?: string } => {
    if (cursor === undefined) return {};
    const url = new URL(requestUrl, tenant.origin());
    url.searchParams.set('page', cursor);
    return { href: url.href };
  };
  return {
    self: { href: new URL(requestUrl, tenant.origin()).href },
    next: link(next === undefined ? undefined : `next.${next}`),
    prev: link(prev === undefined ? undefined : `prev.${prev}`),
  };
}
