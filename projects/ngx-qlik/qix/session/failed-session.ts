import { signal } from '@angular/core';
import type { ConnectionId, QlikError } from 'ngx-qlik';
import type { AppSession } from './app-session';

/** A session that never began, for example because its connection does not exist. Nothing about it changes any more. */
export function createFailedSession(connectionId: string, appId: string, error: QlikError): AppSession {
  const ready = Promise.reject(error);
  // The state says the same; whoever does not ask for the promise need not handle it.
  ready.catch(() => undefined);
  return {
    // The error says that there is no such connection; the name is the one that was asked for.
    connectionId: connectionId as ConnectionId,
    appId,
    state: signal({ status: 'failed', error } as const).asReadonly(),
    doc: signal(undefined).asReadonly(),
    ready,
    resume: () => undefined,
    close: () => undefined,
  };
}
