import { inject, type Provider } from '@angular/core';
import { QixSessions } from './qix-sessions';
import { QLIK_SESSION_LIMITS, type SessionLimits } from './session-limits';

/**
 * Provides app sessions for one part of the page: for the providers of a component, a route or an injector, which closes them on
 * destruction. Together with `provideConnectionScope()` they belong to that connection only.
 *
 * @param limits overrides of the parent injector's limits
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
