import { untracked } from '@angular/core';
import { QlikError } from 'ngx-qlik';
import type { AppSession } from '../session/app-session';
import { toInterruption } from './engine-errors';

/** Why there is no object to call, in an app that has not failed. */
export interface MissingObject {
  readonly appSession: AppSession | undefined;
  /** Whether an app is requested. */
  readonly isAwaited: boolean;
  /** Whether an object is chosen. */
  readonly isChosen: boolean;
}

/** Returns the error of a call without an object. */
export function toMissingObject({ appSession, isAwaited, isChosen }: MissingObject): QlikError {
  const connectionId = appSession?.connectionId;
  const state = appSession && untracked(appSession.state);
  if (state ? state.status === 'closed' : !isAwaited)
    return new QlikError('session-suspended', 'No app is open.', {
      remedy: 'Open an app, or sign in, then try again.',
      variant: 'no-app',
      isRetryable: true,
      connectionId,
    });
  if (!isChosen)
    return new QlikError('object-not-found', 'Nothing is chosen: no object, field or variable.', {
      remedy: 'Choose one, then try again.',
      variant: 'none',
      connectionId,
    });
  if (state?.status === 'suspended') return state.error;
  if (state?.status === 'open' || state?.status === 'resuming')
    return toInterruption(undefined, connectionId);
  return new QlikError('session-suspended', 'The app is not open yet.', {
    remedy: 'Wait until it is, then try again.',
    variant: 'not-open',
    isRetryable: true,
    connectionId,
  });
}
