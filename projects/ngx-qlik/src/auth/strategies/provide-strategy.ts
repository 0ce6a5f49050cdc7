import { makeEnvironmentProviders } from '@angular/core';
import type { AuthType } from '../../connections/connection';
import { QLIK_AUTH_STRATEGIES, type QlikAuthStrategyFactory, type QlikFeature } from '../strategy';

/** Turns a strategy of one auth type into a feature of `provideQlik(…)`. For strategies of your own as well. */
export function provideStrategy<T extends AuthType>(factory: QlikAuthStrategyFactory<T>): QlikFeature {
  return {
    name: `auth type "${factory.type}"`,
    providers: makeEnvironmentProviders([{ provide: QLIK_AUTH_STRATEGIES, useValue: factory, multi: true }]),
  };
}
