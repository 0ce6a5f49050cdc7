import type { Provider } from '@angular/core';
import { QlikRepository } from './qlik-repository';
import { QlikRest } from './qlik-rest';
import { QLIK_REST_TIME_LIMIT, RestCalls } from './rest-calls';

/**
 * Provides `QlikRest` and `QlikRepository` for one part of the page: for the providers of a component, a route or an injector. Together
 * with `provideConnectionScope()` they call that connection only.
 *
 * @param timeLimit value of {@link QLIK_REST_TIME_LIMIT} for that part, in milliseconds; default: that of the parent injector
 */
export function provideQlikRest({ timeLimit }: { readonly timeLimit?: number } = {}): Provider[] {
  const own = [RestCalls, QlikRest, QlikRepository];
  return timeLimit === undefined ? own : [...own, { provide: QLIK_REST_TIME_LIMIT, useValue: timeLimit }];
}
