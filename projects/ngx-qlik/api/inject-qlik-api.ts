import { assertInInjectionContext, inject, Injector } from '@angular/core';
import { ApiCalls, type ConnectionChoice } from './api-calls';
import type { ApiFunctions, PackageCallOptions } from './api-functions';
import { OPERATIONS, type OperationName, readArguments } from './operations';
import { callPackage, type PackageOptions } from './package-call';
import { entriesFrom, type EntryOf, type ListPage, pagesFrom, type PagesOptions } from './pages';

/**
 * The API of Qlik Cloud for one connection: functions by the names of `@qlik/api`, with its types.
 *
 * Each makes its call at once, through HttpClient, and rejects with {@link QlikError} only: `connection-unknown`, `call-unsupported` for a
 * client-managed server, `call-canceled`, `sign-in-required`, `credential-refused`, `credential-expired`, or one of `http-*`. Equal calls
 * with GET that are under way at the same time, for the same user, are made once.
 *
 * @see https://qlik.dev/apis/rest
 */
export interface QlikApi extends ApiFunctions {
  /**
   * Yields a page of a list and those after it. Follows links within the connection only.
   *
   * @param first for example `api.getSpaces({ limit: 100 })`
   * @throws {QlikError} what a call fails with; `http-foreign-link`; `http-unexpected-answer` for a list that leads back to a page that it
   *   has had, or has more than `maxPages`
   */
  pages<Page extends ListPage>(
    first: Page | Promise<Page>,
    options?: PagesOptions,
  ): AsyncGenerator<Page, void, undefined>;
  /** Yields the entries of a page and of those after it, like {@link pages}. */
  entries<Page extends ListPage>(
    first: Page | Promise<Page>,
    options?: PagesOptions,
  ): AsyncGenerator<EntryOf<Page>, void, undefined>;
  /**
   * Makes any call of `@qlik/api` with the credentials of the connection. It goes through Qlik's runtime and not through HttpClient.
   *
   * @param work makes the call with these options, for example `(options) => getAutomations({ limit: 10 }, options)`
   * @returns the answer as the package has it, with data, status and headers
   * @throws {QlikError} as the other functions; `runtime-*` when Qlik's runtime cannot be loaded
   */
  call<Answer>(
    work: (options: PackageCallOptions) => Promise<Answer>,
    options?: PackageOptions,
  ): Promise<Answer>;
}

/** Options of {@link injectQlikApi}. */
export interface InjectOptions {
  /** For use outside an injection context. */
  readonly injector?: Injector;
}

/**
 * Returns the API of Qlik Cloud for a connection.
 *
 * @param connectionId of the configuration, or a function that returns it, which each call asks. Default: the only connection there is,
 *   which in a part of the page with `provideConnectionScope()` is that of the scope
 */
export function injectQlikApi(connectionId?: ConnectionChoice, options: InjectOptions = {}): QlikApi {
  if (!options.injector) assertInInjectionContext(injectQlikApi);
  return createApi(new ApiCalls(options.injector ?? inject(Injector), connectionId));
}

/** Returns the functions that make these calls. */
export function createApi(calls: ApiCalls): QlikApi {
  const names = Object.keys(OPERATIONS) as OperationName[];
  const functions = names.map((name) => [
    name,
    (...values: readonly unknown[]) => {
      const { request, options } = readArguments(name, values);
      return calls.send(request, options ?? {});
    },
  ]);
  return {
    // The types are those of the functions of these names; a spec compares what is sent.
    ...(Object.fromEntries(functions) as ApiFunctions),
    pages: (first, options = {}) => pagesFrom(first, calls, options),
    entries: (first, options = {}) => entriesFrom(first, calls, options),
    call: (work, options = {}) => callPackage(work, calls, options),
  };
}
