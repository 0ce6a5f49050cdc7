import { computed, isSignal, type Signal, signal } from '@angular/core';
import type { AppSession } from '../session/app-session';
import type { ValueOrSignal } from './value-or-signal';

/**
 * The app to read: the signal of {@link injectAppSession}, a session of {@link QixSessions.open}, or a function. With that signal, what is
 * read has the error of the sign-in while no user is signed in; a function hides it.
 */
export type AppSessionSource = ValueOrSignal<AppSession | undefined>;

/** Returns a signal of the session: the given one itself, which the reason of a missing session belongs to. */
export function toSessionSignal(source: AppSessionSource): Signal<AppSession | undefined> {
  if (isSignal(source)) return source;
  return typeof source === 'function' ? computed(source) : signal(source).asReadonly();
}
