import { InjectionToken } from '@angular/core';

/**
 * Where the bundled runtime is: absolute, or relative to the application's base address. The files are those of the package
 * `ngx-qlik-runtime`.
 */
export const QLIK_BUNDLED_RUNTIME_ADDRESS = new InjectionToken<string>(
  ngDevMode ? 'QLIK_BUNDLED_RUNTIME_ADDRESS' : '',
  { providedIn: 'root', factory: () => 'qlik-runtime/qlik-client.js' },
);
