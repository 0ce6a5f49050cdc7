import { badParameter } from './qlik-error.ts';

/** The page parameters of a list request. */
export interface PageRequest {
  readonly limit: number;
  readonly next: string | undefined;
  readonly prev: string | undefined;
  /** `+name`, `-createdAt`, …: cursors are good for the order that they were made in only. */
  readonly sort: string;
}

/** One page with the cursors of the next and the previous page. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly next: string | undefined;
  readonly prev: string | undefined;
}

/** `{href}` objects with absolute addresses, as Qlik's listings carry them. */
export interface PageLinks {
  readonly self: { readonly href: string };
  readonly next?: { readonly href: string };
  readonly prev?: { readonly href: string };
}

type SortKey = string | number;

interface Cursor {
  readonly key: SortKey;
  readonly id: string;
}

/**
 * Sorts and cuts a listing. The cursor is a position, not a count: rows added or removed meanwhile neither repeat nor skip a row.
 * @throws {QlikError} 400 naming `next` or `prev` when a cursor is not one of this listing's.
 */
export function paginate<T extends { readonly id: string }>(
  service: string,
  rows: readonly T[],
  request: PageRequest,
  keyOf: (row: T, field: string) => SortKey,
): Page<T> {
  const { limit, sort } = request;
  const field = sort.slice(1);
  const direction = sort.startsWith('-') ? -1 : 1;
  if (request.next !== undefined && request.prev !== undefined) {
    throw badParameter(service, 'next', 'Give either next or prev, not both.');
  }
  const sorted = rows
    .map((row) => ({ row, place: { key: fold(keyOf(row, field)), id: row.id } }))
    .sort((a, b) => direction * comparePlaces(a.place, b.place));
  let start = 0;
  if (request.next !== undefined) {
    const cursor = decode(service, 'next', request.next, sort);
    const index = sorted.findIndex(({ place }) => direction * comparePlaces(place, cursor) > 0);
    start = index < 0 ? sorted.length : index;
  } else if (request.prev !== undefined) {
    const cursor = decode(service, 'prev', request.prev, sort);
    const index = sorted.findIndex(({ place }) => direction * comparePlaces(place, cursor) >= 0);
    start = Math.max(0, (index < 0 ? sorted.length : index) - limit);
  }
  const page = sorted.slice(start, start + limit);
  const first = page[0];
  const last = page.at(-1);
  return {
    data: page.map(({ row }) => row),
    next: last !== undefined && start + limit < sorted.length ? encode(last.place, sort) : undefined,
    prev: first !== undefined && start > 0 ? encode(first.place, sort) : undefined,
  };
}

/** Links of a page: the request's own address with the cursor put in. */
export function pageLinks(origin: string, requestUrl: string, page: Page<unknown>): PageLinks {
  const link = (cursor: { next?: string; prev?: string }): { href: string } => {
    const url = new URL(requestUrl, origin);
    url.searchParams.delete('next');
    url.searchParams.delete('prev');
    for (const [name, value] of Object.entries(cursor)) {
      url.searchParams.set(name, value);
    }
    return { href: url.href };
  };
  return {
    self: { href: new URL(requestUrl, origin).href },
    ...(page.next === undefined ? {} : { next: link({ next: page.next }) }),
    ...(page.prev === undefined ? {} : { prev: link({ prev: page.prev }) }),
  };
}

/** An unencoded `+` in a query arrives as a space. */
export function readSort(sort: string | undefined, fallback: string): string {
  if (sort === undefined) {
    return fallback;
  }
  return /^[+-]/.test(sort) ? sort : `+${sort.trim()}`;
}

function comparePlaces(a: Cursor, b: Cursor): number {
  return compare(a.key, b.key) || compare(a.id, b.id);
}

function compare(a: SortKey, b: SortKey): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Texts are sorted without regard to case and accents; folded once per row, as comparing with a collator is ten times slower. */
function fold(key: SortKey): SortKey {
  return typeof key === 'string' ? key.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase() : key;
}

function encode(place: Cursor, sort: string): string {
  return Buffer.from(JSON.stringify([sort, place.key, place.id])).toString('base64url');
}

function decode(service: string, parameter: string, text: string, sort: string): Cursor {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    const parts: readonly unknown[] = Array.isArray(parsed) ? parsed : [];
    if (parts.length === 3 && parts[0] === sort) {
      const [, key, id] = parts;
      if ((typeof key === 'string' || typeof key === 'number') && typeof id === 'string') {
        return { key, id };
      }
    }
  } catch (error) {
    throw Object.assign(badParameter(service, parameter, 'The cursor is not valid.'), { cause: error });
  }
  throw badParameter(service, parameter, 'The cursor is not one of this listing and its order.');
}
