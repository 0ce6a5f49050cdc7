import type { ConnectionState } from 'ngx-qlik';

/** Severity of a status; sets its color only. */
type StatusTone = 'good' | 'busy' | 'bad' | 'idle';

/** Label and tone of a connection's state. */
export interface StatusText {
  readonly label: string;
  readonly tone: StatusTone;
}

const TEXTS: Readonly<Record<ConnectionState['status'], StatusText>> = {
  'signed-out': { label: 'Signed out', tone: 'idle' },
  'signing-in': { label: 'Signing in …', tone: 'busy' },
  ready: { label: 'Signed in', tone: 'good' },
  renewing: { label: 'Renewing sign-in …', tone: 'busy' },
  failed: { label: 'Sign-in failed', tone: 'bad' },
};

/** Returns the text of a state, the same everywhere in the application. */
export function describeStatus(state: ConnectionState): StatusText {
  if (state.status === 'signed-out' && state.reason) return { label: 'Sign-in ended', tone: 'bad' };
  return TEXTS[state.status];
}

export { isSignedIn } from 'ngx-qlik';

/** Returns why the last sign-in failed or expired, or `undefined`. */
export function findReason(state: ConnectionState) {
  if (state.status === 'failed') return state.error;
  return state.status === 'signed-out' ? state.reason : undefined;
}
