import type { QlikConnection } from 'ngx-qlik';
import type { CheckResult } from './report/report';
import { failed, type Finding, warned, passed, skipped, warnedBlocking } from './check-results';

/** The fields of a `QlikError` that a report shows. */
export interface ReportedError {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** The state of a connection's sign-in after restoring an earlier one. */
export interface SignInFacts {
  readonly connection: QlikConnection;
  readonly status: 'signed-out' | 'signing-in' | 'ready' | 'renewing' | 'failed';
  /** Why it ended or failed, or why there is no credential. */
  readonly error?: ReportedError | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt?: number | undefined;
  /** Why the library makes no call: Qlik's runtime does everything for this auth type. */
  readonly callsBlocked?: ReportedError | undefined;
}

/** Checks whether a user is signed in. */
export function checkSignIn(facts: SignInFacts): CheckResult {
  const { connection, status, error, expiresAt, callsBlocked } = facts;
  const { type } = connection.auth;
  if (callsBlocked) {
    const other =
      connection.auth.type === 'reference' ? ` Diagnose “${connection.auth.reference}” for the rest.` : '';
    return passed(`Only Qlik’s runtime uses connections of type ${type}.${other}`);
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
        cause: 'A sign-in is in progress and does not finish.',
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
    cause: `No user is signed in to ${connection.label}, so nothing behind the sign-in can be checked.`,
    remedy: 'Sign in, then run it again. The doctor does not sign users in or out.',
  };
}

/** What is known about a host's cookies. Browsers do not tell a page whether they send another host's cookies. */
export interface CookieFacts {
  readonly connection: QlikConnection;
  /** Whether page and host are same-site, so that the cookies are first-party. */
  readonly isSameSite: boolean;
  readonly areCookiesOn: boolean;
  /** The error of the sign-in. */
  readonly error?: ReportedError | undefined;
  readonly isSignedIn: boolean;
  /** Whether the host accepts the session cookies now; `undefined` when not checked. */
  readonly isSessionValid?: boolean | undefined;
}

/** Checks whether the browser stores the host's session cookies and sends them from this page. */
export function checkCookies(facts: CookieFacts): CheckResult {
  const { isSameSite, areCookiesOn, error, isSignedIn, isSessionValid } = facts;
  const seen = [
    isSameSite ? 'The page and the host are same-site.' : 'The page and the host are cross-site.',
  ];
  if (!areCookiesOn) return failed(blocked(facts, 'Cookies are disabled in the browser.'), ...seen);
  if (error?.code === 'cookies-blocked') return failed(blocked(facts, error.message), ...seen);
  if (isSignedIn && isSessionValid === true) return passed(...seen, 'The host accepts the session cookies.');
  if (isSignedIn && isSessionValid === false && !isSameSite) {
    return failed(
      blocked(facts, 'There is a session, but calls from this page arrive without its cookies.'),
      ...seen,
    );
  }
  if (!isSameSite) {
    return warned(
      {
        causeId: 'cookies-third-party',
        cause: 'The host’s cookies are third-party cookies here, which more and more browsers block.',
        remedy: remedyOf(facts),
      },
      ...seen,
    );
  }
  return isSignedIn
    ? passed(...seen)
    : skipped(`${seen.join(' ')} Whether cookies arrive can be checked after a sign-in.`);
}

function blocked(facts: CookieFacts, cause: string): Finding {
  return { causeId: 'cookies-blocked', cause, remedy: remedyOf(facts) };
}

function remedyOf({ connection }: CookieFacts): string {
  const everywhere =
    'Serve the application and Qlik from one site (app.example.com, qlik.example.com), or allow third-party cookies for this page in the browser';
  return connection.platform === 'cloud'
    ? `${everywhere}; or use an auth type without cookies: oauth2, or one through the backend. On the tenant, the web integration must list this page’s origin.`
    : `${everywhere}. On the server: https, and Management console > Virtual proxies > Advanced > “SameSite attribute (https)”: None, “Secure attribute”: on; or go through the backend (header).`;
}
