import { paginate, type PageLinks } from './paging.ts';
import { badParameter } from './qlik-error.ts';

/** The page parameters of the services whose cursors are the ids of entries. */
export interface IdPageRequest {
  readonly limit: number;
  readonly startingAfter?: string;
  readonly endingBefore?: string;
}

/** The schema of these parameters. @param limit the default one */
export function idPageParameters(limit: number): Readonly<Record<string, object>> {
  const text = { type: 'string' };
  return {
    endingBefore: text,
    limit: { type: 'integer', minimum: 1, maximum: 100, default: limit },
    startingAfter: text,
  };
}

/**
 * Sorts and cuts a listing. @param sort `+name`, `-createdAt`, …
 * @throws {QlikError} 400 naming the parameter
 */
export function pageByIds<T extends { readonly id: string }>(
  service: string,
  rows: readonly T[],
  { limit, startingAfter, endingBefore }: IdPageRequest,
  { sort, keyOf }: { readonly sort: string; readonly keyOf: (row: T, field: string) => string | number },
): { readonly data: readonly T[]; readonly linksOf: (origin: string, url: string) => PageLinks } {
  if (startingAfter !== undefined && endingBefore !== undefined)
    throw badParameter(service, 'startingAfter', 'Give either startingAfter or endingBefore, not both.');
  const whole = { limit: Math.max(rows.length, 1), sort, next: undefined, prev: undefined };
  const sorted = paginate(service, rows, whole, keyOf).data;
  const placeOf = (id: string, parameter: string): number => {
    const place = sorted.findIndex((row) => row.id === id);
    if (place < 0) throw badParameter(service, parameter, 'There is no such entry.');
    return place;
  };
  let start = 0;
  if (startingAfter !== undefined) start = placeOf(startingAfter, 'startingAfter') + 1;
  if (endingBefore !== undefined) start = Math.max(0, placeOf(endingBefore, 'endingBefore') - limit);
  const data = sorted.slice(start, start + limit);
  const [first, last] = [data[0], data.at(-1)];
  return {
    data,
    linksOf: (origin, requestUrl) => {
      const link = (parameter: string, id: string): { readonly href: string } => {
        const url = new URL(requestUrl, origin);
        for (const name of ['startingAfter', 'endingBefore']) url.searchParams.delete(name);
        url.searchParams.set(parameter, id);
        return { href: url.href };
      };
      const hasNext = last !== undefined && start + limit < sorted.length;
      return {
        self: { href: new URL(requestUrl, origin).href },
        ...(hasNext ? { next: link('startingAfter', last.id) } : {}),
        ...(first !== undefined && start > 0 ? { prev: link('endingBefore', first.id) } : {}),
      };
    },
  };
}
