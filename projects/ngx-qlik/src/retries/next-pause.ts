import type { WaitReason } from '../auth/connection-state';
import type { Failure } from './failure';
import type { RetrySettings } from './retry-settings';

/** A pause before the next attempt. */
export interface NextPause {
  readonly reason: WaitReason;
  /** While offline, the longest time; it ends with the network's return. */
  readonly milliseconds: number;
}

/** How a call stands after an attempt that failed. */
export interface Attempts {
  /** So many have been made. */
  readonly made: number;
  /** Milliseconds since the first one failed. */
  readonly spent: number;
  /** Whether being done twice is the same as once. */
  readonly isRepeatable: boolean;
  readonly isOnline: boolean;
}

/** What chance adds at most to a pause that a server asked for; it is never shortened. */
const MAX_ADDED_MS = 1_000;

/**
 * The pause before a failed call is made again, or `undefined` where it is not.
 *
 * What may have been done is repeated only where twice is the same as once. A server that answers 429, or 503 with `Retry-After`, says
 * that it has not done it (RFC 6585, section 4; RFC 9110, section 15.6.4), so any call is repeated then.
 *
 * @param random from 0 to 1
 */
export function nextPause(
  { status, retryAfterSeconds }: Failure,
  attempts: Attempts,
  settings: RetrySettings,
  random: number,
): NextPause | undefined {
  const reason = reasonOf(status, attempts.isOnline);
  const left = settings.total - attempts.spent;
  if (reason === undefined || attempts.made >= settings.attempts || left <= 0) return undefined;
  const isUndone = status === 429 || (status === 503 && retryAfterSeconds !== undefined);
  if (!isUndone && !attempts.isRepeatable) return undefined;
  if (reason === 'offline') return { reason, milliseconds: left };
  const milliseconds = Math.round(
    retryAfterSeconds === undefined
      ? Math.min(settings.firstPause * 2 ** (attempts.made - 1), settings.longestPause) *
          (1 - settings.jitter * random)
      : retryAfterSeconds * 1000 +
          Math.min(retryAfterSeconds * 1000 * settings.jitter, MAX_ADDED_MS) * random,
  );
  return milliseconds > left ? undefined : { reason, milliseconds };
}

function reasonOf(status: number | undefined, isOnline: boolean): WaitReason | undefined {
  if (status === 0) return isOnline ? 'unreachable' : 'offline';
  if (status === 429) return 'rate-limited';
  return status === 502 || status === 503 || status === 504 ? 'unavailable' : undefined;
}
