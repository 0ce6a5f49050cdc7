import { inject, type Provider } from '@angular/core';
import { QixSessions } from './qix-sessions';
import { DEFAULT_SESSION_LIMITS, QLIK_SESSION_LIMITS, type SessionLimits } from './session-limits';

/**
 * Provides app sessions for one part of the page: for the providers of a component, a route or an injector, which closes them on
 * destruction; or, in those of the application, for all of it. Together with `provideConnectionScope()` they belong to that connection only.
 *
 * @param limits overrides of the parent injector's limits, in the application's providers of {@link DEFAULT_SESSION_LIMITS}
 */
export function provideAppSessions(limits: Partial<SessionLimits> = {}): Provider[] {
  return [
    QixSessions,
    {
      provide: QLIK_SESSION_LIMITS,
      useFactory: () => {
        // Above the providers of the application there are none.
        const outer = inject(QLIK_SESSION_LIMITS, { skipSelf: true, optional: true });
        return { ...(outer ?? DEFAULT_SESSION_LIMITS), ...limits };
      },
    },
  ];
}
