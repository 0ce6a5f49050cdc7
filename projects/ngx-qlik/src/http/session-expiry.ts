import type { HttpErrorResponse, HttpRequest, HttpResponse } from '@angular/common/http';
import { EMPTY, Observable } from 'rxjs';
import type { ConnectionSession } from '../auth/connection-session';
import type { QlikCredential } from '../auth/strategy';
import { runOutsideAngular } from '../zone/run-outside-angular';

/** A call that was, or is about to be, sent to a connection. */
export interface SentCall {
  readonly request: HttpRequest<unknown>;
  readonly connectionSession: ConnectionSession;
  readonly credential: QlikCredential;
  /** Of the sign-in that it was sent in. */
  readonly epoch: number;
  /** Whether it waited while a credential that was refused was renewed. */
  readonly hasAwaitedRenewal: boolean;
  /** What relative addresses of requests are relative to. */
  readonly baseUri: string;
}

/** Both count as answers: a browser that followed a redirect to a sign-in page reports success. */
export type HttpAnswer = HttpErrorResponse | HttpResponse<unknown>;

/** A sign-in page that asks the browser for a Windows account leaves a call without an answer until the user answers the browser's prompt. */
const EXPIRY_CHECK_DELAY_MS = 5_000;

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD'];

/**
 * Returns whether a call failed because the session expired at a client-managed server, so that a renewal may help. Such a server
 * redirects the call to a sign-in page, which browsers follow: the response is that page, or none where CORS blocks it. As both may
 * have other reasons, the server is asked.
 *
 * @throws {QlikError} when the sign-in has ended here meanwhile
 * @see Qlik's help, "Authentication solutions": requests without a session are redirected to the authentication module
 */
export async function isSessionExpired({
  request,
  connectionSession,
  credential,
}: SentCall): Promise<boolean> {
  // Renewed meanwhile for another call. It is unknown whether this call took effect, so only safe methods are repeated.
  if ((await connectionSession.credential('rest')) !== credential)
    return SAFE_METHODS.includes(request.method);
  try {
    return !(await connectionSession.isValid());
  } catch {
    // The server cannot be reached: the call's own error reports that.
    return false;
  }
}

/**
 * Emits once when a call of a safe method hangs at a sign-in page because the session expired. Completes without a value while the
 * session is valid.
 */
export function detectExpiry(call: SentCall): Observable<boolean> {
  const { request, connectionSession } = call;
  if (connectionSession.connection.platform !== 'client-managed' || !SAFE_METHODS.includes(request.method))
    return EMPTY;
  // Not `timer`: the schedulers that come with it would be in every page's first download.
  return new Observable((subscriber) => {
    const timer = runOutsideAngular((runInCallersZone) =>
      setTimeout(
        // What is repeated belongs to the caller, whose change detection follows the answer.
        () =>
          runInCallersZone(() => {
            isSessionExpired(call).then(
              (isExpired) => (isExpired ? subscriber.next(true) : subscriber.complete()),
              (thrown: unknown) => subscriber.error(thrown),
            );
          }),
        EXPIRY_CHECK_DELAY_MS,
      ),
    );
    return () => clearTimeout(timer);
  });
}

/** Returns whether a response may come from another address than the request's. Only client-managed servers redirect calls. */
export function isRedirected({ request, connectionSession, baseUri }: SentCall, answer: HttpAnswer): boolean {
  if (connectionSession.connection.platform !== 'client-managed') return false;
  if (answer.status === 0) return true;
  return answer.url !== null && locationOf(answer.url, baseUri) !== locationOf(request.url, baseUri);
}

function locationOf(address: string, baseUri: string): string {
  const { origin, pathname } = new URL(address, baseUri);
  return origin + pathname;
}
