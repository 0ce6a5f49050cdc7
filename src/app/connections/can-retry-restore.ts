import type { ConnectionState, QlikConnection, QlikError } from 'ngx-qlik';
import { signsInSilently } from './auth-type-facts';
import { needsReload } from './describe-problem';

/**
 * Whether `QlikSession.retry()` can help: the restore of a sign-in failed. An interactive sign-in that failed has the same state, and is
 * started again instead; a connection that signs in automatically does so in its restore.
 * @param endOfSignIn the error of the latest sign-in that the user started on this page
 */
export function canRetryRestore(
  state: ConnectionState,
  { auth }: QlikConnection,
  endOfSignIn?: QlikError,
): boolean {
  if (state.status !== 'failed') return false;
  const { error } = state;
  // The user signs in to the application first.
  if (error.code === 'sign-in-required' || needsReload(error)) return false;
  if (signsInSilently(auth.type)) return true;
  return error.isRetryable && error.code.startsWith('http-') && error !== endOfSignIn;
}
