import { InjectionToken } from '@angular/core';

/** How long to wait for Qlik's runtime, in milliseconds. */
export interface RuntimeTimeLimits {
  /** For `/qlik-embed/main.js`. */
  readonly script: number;
  /** For one module of it. */
  readonly module: number;
  /** How long a host may keep others waiting before the script is asked of another host beside it. Default: 3 s. */
  readonly nextHostAfter?: number;
}

/** Replace it to be more or less patient. */
export const QLIK_RUNTIME_TIME_LIMITS = new InjectionToken<RuntimeTimeLimits>(
  ngDevMode ? 'QLIK_RUNTIME_TIME_LIMITS' : '',
  { providedIn: 'root', factory: () => ({ script: 20_000, module: 20_000 }) },
);
