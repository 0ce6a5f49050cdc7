import { InjectionToken } from '@angular/core';

/** Time limits and retries of app sessions. Times in milliseconds. */
export interface SessionLimits {
  /**
   * Limit for opening an app, without the sign-in and the loading of Qlik's runtime. Restarts with each progress report of the engine, up
   * to 60 times as long in total.
   */
  readonly open: number;
  /** Limit of one attempt to reconnect, without the renewal of the sign-in. */
  readonly attempt: number;
  /** Limit of one call to the engine by the functions of this entry point. */
  readonly call: number;
  /** Limit for the response that proves that a socket is alive after the page was hidden or offline. */
  readonly probe: number;
  /** How long an app stays open after its last use, so that navigation between pages does not reconnect. */
  readonly linger: number;
  /** Number of attempts to reconnect before the session is suspended. */
  readonly attempts: number;
  /** Pause before the second attempt; doubles with each attempt up to {@link longestPause}. */
  readonly firstPause: number;
  /** Maximum pause between attempts. */
  readonly longestPause: number;
  /**
   * Pause before the next attempt for an app that failed to open, or to reconnect, for a reason that may pass. While the page is hidden there
   * is none. 0: only {@link AppSession.resume}, and a page that comes online or becomes visible.
   */
  readonly retryEvery: number;
  /** Maximum random reduction of each pause, from 0 to 1, so that many pages do not reconnect at the same time. */
  readonly jitter: number;
}

/** The default limits. */
export const DEFAULT_SESSION_LIMITS: SessionLimits = {
  open: 60_000,
  attempt: 15_000,
  call: 120_000,
  probe: 5_000,
  linger: 5_000,
  attempts: 10,
  firstPause: 1_000,
  longestPause: 30_000,
  retryEvery: 60_000,
  jitter: 0.2,
};

/** Token for the limits of app sessions. Provide a value to change them. */
export const QLIK_SESSION_LIMITS = new InjectionToken<SessionLimits>(ngDevMode ? 'QLIK_SESSION_LIMITS' : '', {
  providedIn: 'root',
  factory: () => DEFAULT_SESSION_LIMITS,
});

/**
 * Returns the pause before an attempt in milliseconds: none before the first, then doubling up to the maximum.
 *
 * @param attempt 1 for the first
 * @param random from 0 to 1
 */
export function pauseBefore(attempt: number, limits: SessionLimits, random: number): number {
  if (attempt <= 1) return 0;
  const full = Math.min(limits.firstPause * 2 ** (attempt - 2), limits.longestPause);
  return shorten(full, limits, random);
}

/** Returns a pause that is reduced at random. @param random from 0 to 1 */
export function shorten(pause: number, { jitter }: SessionLimits, random: number): number {
  return Math.round(pause * (1 - jitter * random));
}
