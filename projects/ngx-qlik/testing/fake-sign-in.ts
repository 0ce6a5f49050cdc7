import { QlikError } from 'ngx-qlik';
import { FakeAuthStrategy } from './fake-auth-strategy';

/**
 * How a connection stands when its test begins:
 *
 * - `signed-in`: state `ready`
 * - `signed-out`
 * - `signing-in`: until `strategy(id).release('restore')`; then `ready`
 * - `expired`: `signed-out`, with the reason `credential-refused`: Qlik no longer accepts the sign-in of an earlier page
 * - `refused`: `failed` with `sign-in-refused`: the user is known and not let in
 * - `failed`: `failed` with `sign-in-failed`, which can be tried again
 */
export type FakeSignInState = 'signed-in' | 'signed-out' | 'signing-in' | 'expired' | 'refused' | 'failed';

/** The strategy of a connection in that state; `QlikTesting.ready()` ends the sign-in of `expired`. */
export function strategyIn(state: FakeSignInState): FakeAuthStrategy {
  const restored = state === 'signed-out' ? 'signed-out' : 'signed-in';
  const strategy = new FakeAuthStrategy({ restored });
  if (state === 'signing-in') strategy.pause('restore');
  if (state === 'refused') strategy.failNext('restore', refused());
  if (state === 'failed') strategy.failNext('restore', failed());
  return strategy;
}

function refused(): QlikError {
  return new QlikError('sign-in-refused', 'The user of this test is not let in.', {
    remedy: 'Ask an administrator for access.',
  });
}

function failed(): QlikError {
  return new QlikError('sign-in-failed', 'The sign-in of this test failed.', {
    remedy: 'Try again.',
    isRetryable: true,
  });
}
