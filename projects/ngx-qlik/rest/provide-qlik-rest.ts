import type { Provider } from '@angular/core';
import { QlikRepository } from './qlik-repository';
import { QlikRest } from './qlik-rest';
import { QLIK_REST_TIME_LIMIT, RestCalls } from './rest-calls';

/**
 * `QlikRest` and `QlikRepository` of one part of the page, for the providers of a component, a route or an injector. Beside
 * `provideConnectionScope()` they call that connection only.
 *
 * @param timeLimit for {@link QLIK_REST_TIME_LIMIT} of that part, in milliseconds; default: the one around it
 */
export function provideQlikRest({ timeLimit }: { readonly timeLimit?: number } = {}): Provider[] {
  const own = [RestCalls, QlikRest, QlikRepository];
  return timeLimit === undefined ? own : [...own, { provide: QLIK_REST_TIME_LIMIT, useValue: timeLimit }];
}
