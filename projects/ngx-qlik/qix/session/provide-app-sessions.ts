import { inject, type Provider } from '@angular/core';
import { QixSessions } from './qix-sessions';
import { QLIK_SESSION_LIMITS, type SessionLimits } from './session-limits';

/**
 * The app sessions of one part of the page, for the providers of a component, a route or an injector: they are closed when that part is
 * gone. Beside `provideConnectionScope()` they are of that connection only.
 *
 * @param limits where that part is to be more or less patient than what is around it
 */
export function provideAppSessions(limits: Partial<SessionLimits> = {}): Provider[] {
  return [
    QixSessions,
    {
      provide: QLIK_SESSION_LIMITS,
      useFactory: () => ({ ...inject(QLIK_SESSION_LIMITS, { skipSelf: true }), ...limits }),
    },
  ];
}
