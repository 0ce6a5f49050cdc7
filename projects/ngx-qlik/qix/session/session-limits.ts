import { InjectionToken } from '@angular/core';

/** How patient app sessions are. Times in milliseconds. */
export interface SessionLimits {
  /**
   * For opening an app, from asking the engine to the open document: once the sign-in has settled and Qlik's runtime is there, and begun anew
   * whenever the engine reports progress, up to 60 times this long.
   */
  readonly open: number;
  /** For one attempt to take a session up again; it does not count while the sign-in is being renewed. */
  readonly attempt: number;
  /** For one call to the engine by the helpers of this entry point. */
  readonly call: number;
  /** For the answer that tells whether a socket is alive after the page was asleep or offline. */
  readonly probe: number;
  /** How long an app stays open after its last user left, so that going from one page to the next does not reconnect. */
  readonly linger: number;
  /** Attempts before automatic resuming gives up and waits for the user. */
  readonly attempts: number;
  /** Pause before the second attempt; it doubles with each one … */
  readonly firstPause: number;
  /** … up to this. */
  readonly longestPause: number;
  /** The share of each pause, from 0 to 1, that chance may take off, so that a thousand pages do not come back in the same instant. */
  readonly jitter: number;
}

/** The limits where nothing else is provided. */
export const DEFAULT_SESSION_LIMITS: SessionLimits = {
  open: 60_000,
  attempt: 15_000,
  call: 120_000,
  probe: 5_000,
  linger: 5_000,
  attempts: 10,
  firstPause: 1_000,
  longestPause: 30_000,
  jitter: 0.2,
};

/** Replace it to be more or less patient. */
export const QLIK_SESSION_LIMITS = new InjectionToken<SessionLimits>(ngDevMode ? 'QLIK_SESSION_LIMITS' : '', {
  providedIn: 'root',
  factory: () => DEFAULT_SESSION_LIMITS,
});

/**
 * The pause before an attempt: none before the first, then doubling up to the longest.
 *
 * @param attempt 1 for the first
 * @param random from 0 to 1
 */
export function pauseBefore(attempt: number, limits: SessionLimits, random: number): number {
  if (attempt <= 1) return 0;
  const full = Math.min(limits.firstPause * 2 ** (attempt - 2), limits.longestPause);
  return Math.round(full * (1 - limits.jitter * random));
}
