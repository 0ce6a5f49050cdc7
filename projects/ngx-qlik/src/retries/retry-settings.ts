import { InjectionToken, makeEnvironmentProviders } from '@angular/core';
import type { QlikFeature } from '../auth/strategy';

/** How calls to Qlik are repeated after a transient failure. Times in milliseconds. */
export interface RetrySettings {
  /** How often a call is made at most, the first time included. 1: nothing is repeated. */
  readonly attempts: number;
  /** Pause before the second attempt, where the server names none; it doubles with each one … */
  readonly firstPause: number;
  /** … up to this. */
  readonly longestPause: number;
  /** No attempt begins later than this after the first failure. Where a server asks for a longer pause, the call fails. */
  readonly total: number;
  /** The random share by which a pause is shortened, from 0 to 1, so that many pages do not retry at the same time. */
  readonly jitter: number;
}

/** The defaults of {@link withRetries}. */
export const DEFAULT_RETRIES: RetrySettings = {
  attempts: 4,
  firstPause: 300,
  longestPause: 10_000,
  total: 90_000,
  jitter: 0.3,
};

/** The retry settings of the application, see {@link withRetries}. */
export const QLIK_RETRIES = new InjectionToken<RetrySettings>(ngDevMode ? 'QLIK_RETRIES' : '', {
  providedIn: 'root',
  factory: () => DEFAULT_RETRIES,
});

/**
 * Changes the retry settings from {@link DEFAULT_RETRIES}.
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
