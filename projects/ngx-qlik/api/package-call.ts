import { HttpErrorResponse, HttpHeaders } from '@angular/common/http';
import {
  QlikAuthService,
  QlikError,
  QlikRuntime,
  ɵtoConnectionSession as toConnectionSession,
} from 'ngx-qlik';
import { catchError, Observable } from 'rxjs';
import type { ApiCalls } from './api-calls';
import type { PackageCallOptions } from './api-functions';
import { valueOf } from './cancellation';

/** Options of `QlikApi.call`. */
export interface PackageOptions {
  /** Cancels the call: it rejects with `call-canceled`. */
  readonly signal?: AbortSignal;
  /** Whether the call may be made again when it is not known whether it was carried out. Default: false. */
  readonly isRepeatable?: boolean;
}

/** See `QlikApi.call`. */
export async function callPackage<Answer>(
  work: (options: PackageCallOptions) => Promise<Answer>,
  calls: ApiCalls,
  { signal, isRepeatable = false }: PackageOptions,
): Promise<Answer> {
  const { injector } = calls;
  const connection = calls.connection();
  const connectionSession = toConnectionSession(
    injector.get(QlikAuthService).connectionSession(connection.id),
  );
  const run = async (ended: AbortSignal): Promise<Answer> => {
    const { refusal } = await connectionSession.credential('rest');
    // Its credentials are those of a host config of the page's own.
    if (refusal && connection.auth.type !== 'reference') throw refusal;
    const epoch = connectionSession.epoch();
    const hostConfig = await injector.get(QlikRuntime).hostConfig(connection.id);
    // The package keeps answers for ten minutes, and learns of no change that is made without it.
    const options: PackageCallOptions = { hostConfig, noCache: true, signal: ended };
    const answer = await connectionSession.withRetry(() => work(options), { isRepeatable });
    connectionSession.requireEpoch(epoch);
    return answer;
  };
  const call = new Observable<Answer>((caller) => {
    const ending = new AbortController();
    let isAnswered = false;
    run(ending.signal).then(
      (answer) => {
        isAnswered = true;
        caller.next(answer);
        caller.complete();
      },
      (thrown: unknown) => caller.error(thrown),
    );
    // An answer may be a stream that is being read.
    return () => {
      if (!isAnswered) ending.abort();
    };
  });
  const readable = call.pipe(
    catchError((thrown: unknown) => {
      throw toHttpError(thrown);
    }),
  );
  return valueOf(calls.changing(connection, calls.rest.guarded(connection, readable)), signal);
}

/** An error of a function of `@qlik/api` as HttpClient has it. @see `@qlik/api` 2.19, `InvokeFetchError` */
function toHttpError(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown instanceof QlikError || !('status' in thrown)) return thrown;
  const { status } = thrown;
  if (typeof status !== 'number') return thrown;
  const headers = 'headers' in thrown && thrown.headers instanceof Headers ? thrown.headers : undefined;
  return new HttpErrorResponse({
    status,
    error: 'data' in thrown ? thrown.data : undefined,
    ...(headers && { headers: new HttpHeaders(headers) }),
  });
}
