import type { Signal } from '@angular/core';
import {
  type ɵConnectionSession as ConnectionSession,
  ɵnotSignedInError as notSignedInError,
  type QlikError,
} from 'ngx-qlik';
import type { AppSession } from './app-session';

/** What is known of an app session before it exists. */
interface Prospect {
  /** Why it is not opened. */
  readonly refusal: Signal<QlikError | undefined>;
  /** Whether an app is requested. */
  readonly isRequested: Signal<boolean>;
  /** Takes over a changed request at once. */
  readonly update: () => void;
}

/** By the signal of an app session, which has no session while no user is signed in, and so cannot say why. */
const PROSPECTS = new WeakMap<Signal<AppSession | undefined>, Prospect>();

/** Returns why a connection opens no app; `undefined` with a signed-in user, and while the sign-in is in progress. */
export function signInRefusal({
  state,
  connection,
}: Pick<ConnectionSession, 'state' | 'connection'>): QlikError | undefined {
  const current = state();
  return current.status === 'signing-in' ? undefined : notSignedInError(current, connection);
}

/** Notes what is known of an app session before it exists. */
export function setProspect(appSession: Signal<AppSession | undefined>, prospect: Prospect): void {
  PROSPECTS.set(appSession, prospect);
}

/** Returns why there is no app session; `undefined` when it may still come, and of signals that an application made itself. */
export function refusalOf(appSession: Signal<AppSession | undefined>): QlikError | undefined {
  return PROSPECTS.get(appSession)?.refusal();
}

/** Whether an app is requested; false of signals that an application made itself. */
export function isAwaited(appSession: Signal<AppSession | undefined>): boolean {
  return PROSPECTS.get(appSession)?.isRequested() ?? false;
}

/** Has the signal of an app session follow a changed request at once, before the effects of Angular run. */
export function updateAppSession(appSession: Signal<AppSession | undefined>): void {
  PROSPECTS.get(appSession)?.update();
}
