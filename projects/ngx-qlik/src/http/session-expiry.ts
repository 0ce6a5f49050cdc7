import type { HttpErrorResponse, HttpRequest, HttpResponse } from '@angular/common/http';
import { EMPTY, Observable } from 'rxjs';
import type { ConnectionSession } from '../auth/connection-session';
import type { QlikCredential } from '../auth/credential';
import { runOutsideAngular } from '../zone/run-outside-angular';

/** A call that was, or is about to be, sent to a connection. */
export interface SentCall {
  readonly request: HttpRequest<unknown>;
  readonly session: ConnectionSession;
  readonly credential: QlikCredential;
  /** Of the sign-in that it was sent in. */
  readonly epoch: number;
  /** What relative addresses of requests are relative to. */
  readonly baseUri: string;
}

/** Both are answers here: a browser that followed a way to a sign-in page may take the page for success. */
export type HttpAnswer = HttpErrorResponse | HttpResponse<unknown>;

/** A sign-in page that asks the browser for a Windows account leaves a call without an answer, until somebody answers the browser. */
const EXPIRY_CHECK_DELAY_MS = 5_000;

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD'];

/**
 * Whether a call came to nothing because the session had ended at a client-managed server, so that a new one may help. Such a server
 * sends it on to a sign-in page, which browsers do by themselves: what comes back is that page, or no answer when it is on a host
 * that does not answer this page. As both may have other reasons, the server is asked before anything is concluded.
 *
 * @throws {QlikError} when the sign-in has ended here meanwhile
 * @see Qlik's help, "Authentication solutions": requests without a session are redirected to the authentication module
 */
export async function isSessionExpired({ request, session, credential }: SentCall): Promise<boolean> {
  // Renewed since then for another call: of this one nobody can tell any more whether it took place, so only reading is repeated.
  if ((await session.credential('rest')) !== credential) return SAFE_METHODS.includes(request.method);
  try {
    return !(await session.isValid());
  } catch {
    // Nobody is there to ask: then that is what is wrong, and the call's own error says it.
    return false;
  }
}

/**
 * Emits once when reading waits for an answer that will not come, because the session has ended and the call hangs at a sign-in page.
 * Completes without a value where there is something to wait for.
 */
export function detectExpiry(call: SentCall): Observable<boolean> {
  const { request, session } = call;
  if (session.connection.platform !== 'client-managed' || !SAFE_METHODS.includes(request.method))
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

/** Whether an answer may be another address's than the one that was asked. Only client-managed servers send calls elsewhere. */
export function isRedirected({ request, session, baseUri }: SentCall, answer: HttpAnswer): boolean {
  if (session.connection.platform !== 'client-managed') return false;
  if (answer.status === 0) return true;
  return answer.url !== null && locationOf(answer.url, baseUri) !== locationOf(request.url, baseUri);
}

function locationOf(address: string, baseUri: string): string {
  const { origin, pathname } = new URL(address, baseUri);
  return origin + pathname;
}
