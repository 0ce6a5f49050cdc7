import type { QlikConnection } from 'ngx-qlik';
import type { CheckResult } from '../report/report';
import { failed, type Finding, warned, passed, skipped, warnedBlocking } from './check-results';

/** An error of the library, as far as a verdict goes by it. */
export interface ReportedError {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** How a connection's sign-in stands after an earlier one was taken up. */
export interface SignInFacts {
  readonly connection: QlikConnection;
  readonly status: 'signed-out' | 'signing-in' | 'ready' | 'renewing' | 'failed';
  /** Why it ended or failed, or why no credential could be had. */
  readonly error?: ReportedError | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt?: number | undefined;
  /** Why no call can be made, where Qlik's runtime does everything. */
  readonly callsBlocked?: ReportedError | undefined;
}

/** Whether there is somebody to make calls for. */
export function checkSignIn(facts: SignInFacts): CheckResult {
  const { connection, status, error, expiresAt, callsBlocked } = facts;
  const { type } = connection.auth;
  if (callsBlocked) {
    const other =
      connection.auth.type === 'reference' ? ` Examine “${connection.auth.reference}” for the rest.` : '';
    return passed(`Connections of type ${type} are used by Qlik’s runtime alone.${other}`);
  }
  if (error) {
    if (error.code === 'sign-in-required') return warnedBlocking(signInRequired(facts), error.message);
    return failed(
      {
        causeId: error.code === 'cookies-blocked' ? 'cookies-blocked' : 'sign-in-failed',
        cause: error.message,
        remedy: error.remedy,
      },
      `code: ${error.code}`,
    );
  }
  if (status === 'signed-out' || status === 'failed')
    return warnedBlocking(signInRequired(facts), 'state: signed out');
  if (status === 'signing-in') {
    return failed(
      {
        causeId: 'sign-in-silent',
        cause: 'A sign-in is under way and does not come to an end.',
        remedy: 'Finish or close its window, then run it again; if none is open, reload the page.',
      },
      'state: signing in',
    );
  }
  if (expiresAt === undefined) return passed('state: signed in');
  return passed('state: signed in', `until ${new Date(expiresAt).toISOString()}`);
}

function signInRequired({ connection }: SignInFacts): Finding {
  return {
    causeId: 'sign-in-required',
    cause: `Nobody is signed in to ${connection.label}, so nothing behind the sign-in can be examined.`,
    remedy: 'Sign in, then run it again. The doctor signs nobody in or out.',
  };
}

/** What is known of a host's cookies. Browsers tell no page whether they send another host's. */
export interface CookieFacts {
  readonly connection: QlikConnection;
  /** Whether page and host are of one site, so that no browser takes the cookies for a third party's. */
  readonly isSameSite: boolean;
  readonly areCookiesOn: boolean;
  /** What the sign-in ended with. */
  readonly error?: ReportedError | undefined;
  readonly isSignedIn: boolean;
  /** Whether the host knows somebody when it is asked with cookies right now; `undefined` where it was not asked. */
  readonly isSessionValid?: boolean | undefined;
}

/** Whether the browser keeps the host's session cookies and sends them from this page. */
export function checkCookies(facts: CookieFacts): CheckResult {
  const { isSameSite, areCookiesOn, error, isSignedIn, isSessionValid } = facts;
  const seen = [
    isSameSite ? 'The page and the host are of one site.' : 'The page and the host are of different sites.',
  ];
  if (!areCookiesOn) return failed(blocked(facts, 'The browser keeps no cookies at all.'), ...seen);
  if (error?.code === 'cookies-blocked') return failed(blocked(facts, error.message), ...seen);
  if (isSignedIn && isSessionValid === true)
    return passed(...seen, 'The host knows the session by its cookies.');
  if (isSignedIn && isSessionValid === false && !isSameSite) {
    return failed(
      blocked(facts, 'There was a session, and calls from this page come without its cookies.'),
      ...seen,
    );
  }
  if (!isSameSite) {
    return warned(
      {
        causeId: 'cookies-third-party',
        cause: 'The host’s cookies are third-party cookies here, which browsers block more and more.',
        remedy: remedyOf(facts),
      },
      ...seen,
    );
  }
  return isSignedIn
    ? passed(...seen)
    : skipped(`${seen.join(' ')} Whether cookies arrive shows after a sign-in.`);
}

function blocked(facts: CookieFacts, cause: string): Finding {
  return { causeId: 'cookies-blocked', cause, remedy: remedyOf(facts) };
}

function remedyOf({ connection }: CookieFacts): string {
  const everywhere =
    'Serve the application and Qlik from one site (app.example.com, qlik.example.com), or allow third-party cookies for this page in the browser';
  return connection.platform === 'cloud'
    ? `${everywhere}; or use an auth type without cookies: oauth2, or one through the backend. On the tenant, the web integration has to list this page’s origin.`
    : `${everywhere}. On the server: https, and Management console > Virtual proxies > Advanced > “SameSite attribute (https)”: None, “Secure attribute”: on; or go through the backend (header).`;
}
