import { HttpErrorResponse, HttpHeaders } from '@angular/common/http';
import { type QlikConnection, QlikError, QlikRuntime } from 'ngx-qlik';
import { ɵforeignLink as foreignLink } from 'ngx-qlik/rest';
import { catchError, defer, from, tap } from 'rxjs';
import type { ApiCalls } from './api-calls';
import type { PackageCallOptions } from './api-functions';
import { canceled, requireGoing, valueOf } from './cancellation';

/** Options of `QlikApi.call`. */
export interface PackageOptions {
  /** Cancels the call: it rejects with `call-canceled`. */
  readonly signal?: AbortSignal;
  /** Whether the call may be made again when it is not known whether it was carried out. Default: false. */
  readonly isRepeatable?: boolean;
}

/** Makes the call with these options. */
type Work<Answer> = (options: PackageCallOptions) => Promise<Answer>;

/** See `QlikApi.call`. */
export async function callPackage<Answer>(
  work: Work<Answer>,
  calls: ApiCalls,
  options: PackageOptions,
): Promise<Answer> {
  return callAt(calls.connection(), work, calls, options);
}

/** @param begun the epoch of the sign-in that the call belongs to; default: the present one */
function callAt<Answer>(
  connection: QlikConnection,
  work: Work<Answer>,
  calls: ApiCalls,
  { signal, isRepeatable = false }: PackageOptions,
  begun?: number,
): Promise<Answer> {
  const connectionSession = calls.connectionSession(connection.id);
  const run = async (ended: AbortSignal): Promise<Answer> => {
    const { refusal } = await connectionSession.credential('rest');
    // Its credentials are those of a host config of the page's own.
    if (refusal && connection.auth.type !== 'reference') throw refusal;
    const epoch = begun ?? connectionSession.epoch();
    const hostConfig = await calls.injector.get(QlikRuntime).hostConfig(connection.id);
    // The package keeps answers for ten minutes, and learns of no change that is made without it.
    const options: PackageCallOptions = { hostConfig, noCache: true, signal: ended };
    const send = (): Promise<Answer> => {
      requireGoing(ended);
      // Another user may have signed in while the runtime was loaded.
      connectionSession.requireEpoch(epoch);
      return work(options);
    };
    const answer = await connectionSession.withRetry(send, { isRepeatable, signal: ended });
    connectionSession.requireEpoch(epoch);
    guardLinks(answer, (follow, link) => {
      if (!calls.rest.isWithin(connection, link)) throw foreignLink(connection, 'another page');
      return callAt(connection, follow, calls, {}, epoch);
    });
    return answer;
  };
  const call = defer(() => {
    const ending = new AbortController();
    // Not after the answer, which may be a stream that is being read.
    const end = { unsubscribe: () => ending.abort() };
    return from(run(ending.signal)).pipe(
      tap(end),
      catchError((thrown: unknown) => {
        throw toHttpError(thrown);
      }),
    );
  });
  return valueOf(calls.changing(connection, calls.rest.guarded(connection, call)), signal);
}

/** What may be an answer with functions that fetch another page. */
interface LinkedAnswer extends Partial<Record<'next' | 'prev', Work<unknown>>> {
  readonly data?: { readonly links?: Partial<Record<'next' | 'prev', { readonly href?: unknown }>> };
}

/**
 * Guards the functions of an answer that fetch another page. Those of the package send the credential of the first call to whatever address the server
 * has named, also after a sign-out, and keep the answers for ten minutes.
 * @see `@qlik/api` 2.19, `addPagingFunctions`
 */
function guardLinks(answer: unknown, follow: (work: Work<unknown>, link: string) => Promise<unknown>): void {
  const page = Object(answer) as LinkedAnswer;
  for (const name of ['next', 'prev'] as const) {
    const original = page[name];
    const href = page.data?.links?.[name]?.href;
    if (typeof original !== 'function' || typeof href !== 'string') continue;
    page[name] = async (own) => follow((options) => original({ ...options, ...own }), href);
  }
}

/** An error of a function of `@qlik/api` as HttpClient has it. @see `@qlik/api` 2.19, `InvokeFetchError` */
function toHttpError(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown instanceof QlikError) return thrown;
  const { code, status, data, headers } = thrown as Partial<
    Record<'code' | 'status' | 'data' | 'headers', unknown>
  >;
  // Angular's NG0205: the part of the page that made the call was left.
  if (code === 205) return canceled(thrown);
  if (typeof status !== 'number') return thrown;
  return new HttpErrorResponse({
    status,
    error: data,
    ...(headers instanceof Headers && { headers: new HttpHeaders(headers) }),
  });
}
