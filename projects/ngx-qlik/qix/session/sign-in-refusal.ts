import type { Signal } from '@angular/core';
import {
  type ɵConnectionSession as ConnectionSession,
  ɵnotSignedInError as notSignedInError,
  type QlikError,
} from 'ngx-qlik';
import type { AppSession } from './app-session';

type Refusal = Signal<QlikError | undefined>;

/** By the signal of an app session, which has no session while no user is signed in, and so cannot say why. */
const REFUSALS = new WeakMap<Signal<AppSession | undefined>, Refusal>();

/** Returns why a connection opens no app; `undefined` with a signed-in user, and while the sign-in is in progress. */
export function signInRefusal({
  state,
  connection,
}: Pick<ConnectionSession, 'state' | 'connection'>): QlikError | undefined {
  const current = state();
  return current.status === 'signing-in' ? undefined : notSignedInError(current, connection);
}

/** Notes why an app is not opened: the error of the sign-in, or `undefined` while there is none. */
export function setRefusal(appSession: Signal<AppSession | undefined>, refusal: Refusal): void {
  REFUSALS.set(appSession, refusal);
}

/** Returns why there is no app session; `undefined` when it may still come, and of signals that an application made itself. */
export function refusalOf(appSession: Signal<AppSession | undefined>): QlikError | undefined {
  return REFUSALS.get(appSession)?.();
}
