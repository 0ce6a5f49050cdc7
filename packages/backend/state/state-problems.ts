import { Problem } from '../errors/problem.ts';

const RETRY_AFTER_SECONDS = 5;

/** The problem of every failure of the state store. It has no cause: Redis's text may contain a password or an address. */
export function stateUnavailable(): Problem {
  return new Problem(503, 'state-unavailable', 'The backend cannot reach or write what it remembers.', {
    remedy: 'Try again in a moment. If it stays, an administrator looks at /health/ready and at the log.',
    headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
  });
}

/** The problem of a lock ({@link StateStore.withLock}) that is not acquired in time. */
export function lockTimedOut(): Problem {
  return new Problem(503, 'busy', 'Another request for the same takes too long.', {
    remedy: 'Try again in a moment.',
    headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
  });
}
