import type { ConnectionState } from 'ngx-qlik';

/** How serious a status is; decides its colour only. */
export type StatusTone = 'good' | 'busy' | 'bad' | 'idle';

/** A connection's state in words. */
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

/** How that state is shown everywhere in the application. */
export function describeStatus(state: ConnectionState): StatusText {
  if (state.status === 'signed-out' && state.reason) return { label: 'Sign-in ended', tone: 'bad' };
  return TEXTS[state.status];
}

export { isSignedIn } from 'ngx-qlik';

/** Why the last sign-in failed or ended by itself, if it did. */
export function findReason(state: ConnectionState) {
  if (state.status === 'failed') return state.error;
  return state.status === 'signed-out' ? state.reason : undefined;
}
