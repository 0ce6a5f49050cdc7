import type { ConnectionId } from 'ngx-qlik';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';

/** Key of a page's links. A symbol, so that callers cannot set links. */
export const PAGE_LINKS: unique symbol = Symbol('ngx-qlik page links');

/** The links of a page: absolute addresses, not yet validated. */
interface PageLinks<T> {
  readonly next: string | undefined;
  readonly previous: string | undefined;
  readonly isItem: (candidate: unknown) => candidate is T;
}

/**
 * A page of a list. `QlikRest.nextPage()` and `.previousPage()` fetch the adjacent pages; a spread copy keeps the links, a copy through
 * JSON does not.
 */
export interface Page<T> {
  readonly connectionId: ConnectionId;
  readonly items: readonly T[];
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
  /** Number of items in all pages, if the server provides it. */
  readonly total?: number;
  readonly [PAGE_LINKS]?: PageLinks<T>;
}

/**
 * Reads one of Qlik's lists: `{ data, links: { next, prev }, meta: { count } }`.
 * @param body response body
 * @param address absolute address of the request, the base of relative links
 * @returns `undefined` when the body is not a list
 */
export function readPage<T>(
  body: unknown,
  address: string,
  connectionId: ConnectionId,
  isItem: (candidate: unknown) => candidate is T,
): Page<T> | undefined {
  if (!isRecord(body)) return undefined;
  const { data, links, meta, totalResults } = body;
  // Qlik types the list as optional: a service written in Go returns `null` for an empty list.
  const items: unknown = data ?? (isRecord(links) ? [] : undefined);
  if (!Array.isArray(items) || !items.every(isItem)) return undefined;
  const next = readLink(links, 'next', address);
  const previous = readLink(links, 'prev', address);
  const total = isRecord(meta) ? meta['count'] : totalResults;
  return {
    connectionId,
    items,
    hasNext: next !== undefined,
    hasPrevious: previous !== undefined,
    ...(typeof total === 'number' ? { total } : {}),
    [PAGE_LINKS]: { next, previous, isItem },
  };
}

function readLink(links: unknown, name: 'next' | 'prev', address: string): string | undefined {
  const link = isRecord(links) ? links[name] : undefined;
  const href = isRecord(link) ? link['href'] : undefined;
  if (typeof href !== 'string' || href === '') return undefined;
  // An invalid address is kept: following it fails with a message, while removing it would look like the end of the list.
  return URL.canParse(href, address) ? new URL(href, address).href : href;
}
