import { InjectionToken, makeEnvironmentProviders } from '@angular/core';
import type { QlikFeature } from '../auth/strategy';

/** How patient calls to Qlik are that failed for the moment. Times in milliseconds. */
export interface RetrySettings {
  /** How often a call is made at most, the first time included. 1: nothing is repeated. */
  readonly attempts: number;
  /** Pause before the second attempt, where the server names none; it doubles with each one … */
  readonly firstPause: number;
  /** … up to this. */
  readonly longestPause: number;
  /** No attempt begins later than this after the first failure. A server that asks for a longer pause is taken at its word: the call fails. */
  readonly total: number;
  /** The share of a pause, from 0 to 1, that chance may take off, so that a thousand pages do not come back in the same instant. */
  readonly jitter: number;
}

/** What holds where {@link withRetries} says nothing else. */
export const DEFAULT_RETRIES: RetrySettings = {
  attempts: 4,
  firstPause: 300,
  longestPause: 10_000,
  total: 90_000,
  jitter: 0.3,
};

/** The patience of the application, see {@link withRetries}. */
export const QLIK_RETRIES = new InjectionToken<RetrySettings>(ngDevMode ? 'QLIK_RETRIES' : '', {
  providedIn: 'root',
  factory: () => DEFAULT_RETRIES,
});

/**
 * Makes calls more or less patient than {@link DEFAULT_RETRIES}.
 *
 * @example
 * provideQlik(withConnections('connections.json'), withOAuth2(), withRetries({ attempts: 1 })) // nothing is repeated
 *
 * @see docs/resilience.md
 */
export function withRetries(settings: Partial<RetrySettings>): QlikFeature {
  const providers = [{ provide: QLIK_RETRIES, useValue: { ...DEFAULT_RETRIES, ...settings } }];
  return { name: 'retries', providers: makeEnvironmentProviders(providers) };
}
