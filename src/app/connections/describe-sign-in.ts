import type { QlikConnection, QlikError, SignInAttempt } from 'ngx-qlik';
import { signsInSilently } from './auth-type-facts';

/** The end of a failed or canceled sign-in, if the connection's state does not contain it. */
export type SignInEnd =
  | { readonly status: 'canceled' }
  | { readonly status: 'failed'; readonly error: QlikError };

/** Where a sign-in happens: in a window, on another page, or in this page without the user. */
export type SignInPlace = 'window' | 'page' | 'here';

/** The latest sign-in of a connection. */
export interface SignInProgress {
  readonly place: SignInPlace;
  readonly attempt: SignInAttempt | undefined;
  readonly end: SignInEnd | undefined;
  /** Whether the connection has a working sign-in meanwhile. */
  readonly isSignedIn: boolean;
}

const UNDER_WAY: Readonly<Record<SignInPlace, string>> = {
  window: 'Finish the sign-in in its window.',
  page: 'Opening the sign-in page …',
  here: 'Signing in …',
};
const WINDOW_CLOSED =
  'The sign-in window seems to be closed. If it is still open, finish there. If not, cancel and sign in again.';

export function signInPlaceOf({ auth }: QlikConnection): SignInPlace {
  if (signsInSilently(auth.type)) return 'here';
  return auth.interaction === 'popup' ? 'window' : 'page';
}

/** Describes the latest sign-in of a connection; empty if there is none. */
export function describeSignIn({ place, attempt, end, isSignedIn }: SignInProgress): string {
  if (attempt) {
    const text = attempt.isWindowClosed ? WINDOW_CLOSED : UNDER_WAY[place];
    return isSignedIn ? `${text} Until the new sign-in succeeds, you stay signed in as before.` : text;
  }
  if (!end) return '';
  const text = end.status === 'canceled' ? 'The sign-in was canceled.' : 'The new sign-in failed.';
  return isSignedIn ? `${text} You are still signed in as before.` : text;
}
