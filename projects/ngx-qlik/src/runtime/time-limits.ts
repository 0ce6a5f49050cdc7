import { InjectionToken } from '@angular/core';

/** How long to wait for Qlik's runtime, in milliseconds. */
export interface RuntimeTimeLimits {
  /** For `/qlik-embed/main.js`. */
  readonly script: number;
  /** For one module of it. */
  readonly module: number;
  /** Time after which the script is also requested from the next host, in milliseconds. Default: 3 s. */
  readonly nextHostAfter?: number;
}

/** Time limits for loading Qlik's runtime. Provide another value to change them. */
export const QLIK_RUNTIME_TIME_LIMITS = new InjectionToken<RuntimeTimeLimits>(
  ngDevMode ? 'QLIK_RUNTIME_TIME_LIMITS' : '',
  { providedIn: 'root', factory: () => ({ script: 20_000, module: 20_000 }) },
);
