import { QlikError } from 'ngx-qlik';
import { ɵunexpectedResponse as unexpectedResponse } from 'ngx-qlik/rest';
import { from } from 'rxjs';
import type { ApiCalls } from './api-calls';
import { requireGoing, valueOf } from './cancellation';

/** A page of a list of Qlik's. */
export interface ListPage {
  readonly data?: readonly unknown[] | null;
  readonly links?: { readonly next?: { readonly href?: string | null } | null } | null;
}

/** An entry of a page. */
export type EntryOf<Page extends ListPage> = NonNullable<Page['data']>[number];

/** Options of `QlikApi.pages` and `.entries`. */
export interface PagesOptions {
  /** Ends the list: the loop throws `call-canceled`. */
  readonly signal?: AbortSignal;
  /** The most pages; where there are more, the loop throws `http-unexpected-answer`. Default: 1000. */
  readonly maxPages?: number;
}

const MOST_PAGES = 1000;

/** Yields the page and those after it. */
export async function* pagesFrom<Page extends ListPage>(
  first: Page | Promise<Page>,
  calls: ApiCalls,
  { signal, maxPages = MOST_PAGES }: PagesOptions,
): AsyncGenerator<Page, void, undefined> {
  const fetched = Promise.resolve(first);
  // Of a list that was canceled before its first page the loop throws that it was canceled.
  fetched.catch(() => undefined);
  let page: Page | undefined = await valueOf(from(fetched), signal);
  const seen = new Set([calls.addressOf(page)]);
  for (let count = 1; page !== undefined; count++) {
    requireGoing(signal);
    yield page;
    const address = calls.nextAddress(page);
    if (address === undefined) return;
    if (seen.has(address)) throw endless(calls, 'loop', maxPages);
    if (count >= maxPages) throw endless(calls, 'pages', maxPages);
    seen.add(address);
    page = (await calls.next(page, signal ? { signal } : {})) as Page | undefined;
  }
}

/** Yields the entries of the page and of those after it. */
export async function* entriesFrom<Page extends ListPage>(
  first: Page | Promise<Page>,
  calls: ApiCalls,
  options: PagesOptions,
): AsyncGenerator<EntryOf<Page>, void, undefined> {
  for await (const { data } of pagesFrom(first, calls, options)) {
    const entries: unknown = data ?? [];
    if (!Array.isArray(entries)) throw unexpectedResponse(calls.connection());
    for (const entry of entries) {
      requireGoing(options.signal);
      yield entry as EntryOf<Page>;
    }
  }
}

function endless(calls: ApiCalls, how: 'pages' | 'loop', pages: number): QlikError {
  return new QlikError(
    'http-unexpected-answer',
    how === 'pages' ? `The list has more than ${pages} pages.` : 'The list leads back to an earlier page.',
    {
      remedy: 'Narrow the query, or allow more with maxPages.',
      connectionId: calls.connection().id,
      variant: how,
      params: { pages },
    },
  );
}
