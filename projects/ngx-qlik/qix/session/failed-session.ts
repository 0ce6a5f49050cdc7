import { signal } from '@angular/core';
import type { ConnectionId, QlikError } from 'ngx-qlik';
import type { AppSession } from './app-session';

/** Creates a session in the state `failed` that never changes, for example for an unknown connection. */
export function createFailedSession(connectionId: string, appId: string, error: QlikError): AppSession {
  const ready = Promise.reject(error);
  // The state has the same error, so the promise needs no handler.
  ready.catch(() => undefined);
  return {
    // The id may be unknown; the error says so.
    connectionId: connectionId as ConnectionId,
    appId,
    state: signal({ status: 'failed', error } as const).asReadonly(),
    doc: signal(undefined).asReadonly(),
    ready,
    resume: () => undefined,
    close: () => undefined,
  };
}
