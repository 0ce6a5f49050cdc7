import type { QlikConnection } from 'ngx-qlik';
import type { CheckResult } from './report/report';
import { describe, type Observation, readErrorText } from './observation';
import { failed, failedNonBlocking, passed } from './check-results';

/** The response to a request for a CSRF token. */
export interface CsrfFacts {
  readonly connection: QlikConnection;
  readonly observation: Observation;
  /** The token that the page currently sends. */
  readonly pageToken?: string | undefined;
}

const HEADER = 'qlik-csrf-token';

/** Checks whether the page can read the CSRF token that requests and WebSockets with cookies need. */
export function checkCsrf({ connection, observation, pageToken }: CsrfFacts): CheckResult {
  const { answer } = observation;
  const isCloud = connection.platform === 'cloud';
  const seen = [`CSRF token: ${describe(observation)}`];
  const unreadable = {
    causeId: 'csrf-hidden' as const,
    cause: 'The host sends a CSRF token, but does not let this page read it: WebSockets will be refused.',
    remedy: isCloud
      ? 'Check that "webIntegrationId" names a web integration that lists this page’s origin: it decides whether the token may be read; a gateway in between must pass on Access-Control-Expose-Headers.'
      : 'Management console > Virtual proxies > Advanced > Additional response headers: add “Access-Control-Expose-Headers: qlik-csrf-token”.',
  };
  if (!answer) {
    return failed(
      {
        causeId: 'csrf-missing',
        cause: 'The host does not respond to the request for a CSRF token.',
        remedy: `Try again in a moment. If it happens again, check what is in front of ${new URL(connection.host).host}.`,
      },
      ...seen,
    );
  }
  if (answer.isRedirect || answer.status === 401 || answer.status === 403) {
    return failed(
      {
        causeId: 'session-ended',
        cause: 'The host has no session for this browser: it has expired, or its cookies do not arrive.',
        remedy: 'Sign in again. If it ends again at once, see the cookies check.',
      },
      ...seen,
    );
  }
  if (answer.status === 404) {
    return passed(...seen, 'The host has no CSRF protection: it was introduced in November 2024.');
  }
  if (answer.status >= 300) {
    const errorText = readErrorText(answer);
    return failed(
      {
        causeId: 'csrf-missing',
        cause: `The host answers the request for a CSRF token with status ${answer.status}.`,
        remedy: 'Try again in a moment. If it happens again, ask the administrator of the host.',
      },
      ...seen,
      ...(errorText === undefined ? [] : [errorText]),
    );
  }
  const token = answer.headers[HEADER];
  if (token === undefined || token === '') return failed(unreadable, ...seen);
  if (pageToken !== undefined && pageToken !== '' && pageToken !== token) {
    return failedNonBlocking(
      {
        causeId: 'csrf-stale',
        cause: 'The host’s CSRF token has changed: WebSockets are refused until the page has the new one.',
        remedy:
          'Reload the page, or make any call: a call that is refused for this reason fetches the new token. If it happens repeatedly, another user signs in to the same host in this browser, or a load balancer spreads one session over several servers.',
      },
      ...seen,
    );
  }
  return passed(...seen, 'The page has the token that the host expects.');
}
