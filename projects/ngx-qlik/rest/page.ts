import type { ConnectionId } from 'ngx-qlik';

/** Where a page's neighbours are, and how to read them. Kept out of reach of callers, whose links could lead anywhere. */
export const PAGE_LINKS: unique symbol = Symbol('ngx-qlik page links');

/** What {@link PAGE_LINKS} holds: absolute addresses, not yet checked. */
export interface PageLinks<T> {
  readonly next: string | undefined;
  readonly previous: string | undefined;
  readonly isItem: (candidate: unknown) => candidate is T;
}

/**
 * A part of a list that Qlik hands out in parts. Its neighbours are fetched by `QlikRest.nextPage()` and `.previousPage()`;
 * a copy made by spreading keeps them, one made through JSON does not.
 */
export interface Page<T> {
  readonly connectionId: ConnectionId;
  readonly items: readonly T[];
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
  /** How many there are in all pages, where the server says so. */
  readonly total?: number;
  readonly [PAGE_LINKS]?: PageLinks<T>;
}

/**
 * Reads one of Qlik's lists: `{ data, links: { next, prev }, meta: { count } }`.
 *
 * @param body as it came
 * @param address the absolute address it came from, which relative links are relative to
 * @returns `undefined` when the body is no such list
 */
export function readPage<T>(
  body: unknown,
  address: string,
  connectionId: ConnectionId,
  isItem: (candidate: unknown) => candidate is T,
): Page<T> | undefined {
  if (!isObject(body)) return undefined;
  const { data, links, meta, totalResults } = body;
  // Qlik types the list as optional: a service written in Go answers `null` for an empty one.
  const items: unknown = data ?? (isObject(links) ? [] : undefined);
  if (!Array.isArray(items) || !items.every(isItem)) return undefined;
  const next = readLink(links, 'next', address);
  const previous = readLink(links, 'prev', address);
  const total = isObject(meta) ? meta['count'] : totalResults;
  return {
    connectionId,
    items,
    hasNext: next !== undefined,
    hasPrevious: previous !== undefined,
    ...(typeof total === 'number' ? { total } : {}),
    [PAGE_LINKS]: { next, previous, isItem },
  };
}

/** An object that is no list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readLink(links: unknown, name: 'next' | 'prev', address: string): string | undefined {
  const link = isObject(links) ? links[name] : undefined;
  const href = isObject(link) ? link['href'] : undefined;
  if (typeof href !== 'string' || href === '') return undefined;
  // What is no address stays as it is: following it fails with a message, where dropping it would look like the end of the list.
  return URL.canParse(href, address) ? new URL(href, address).href : href;
}
