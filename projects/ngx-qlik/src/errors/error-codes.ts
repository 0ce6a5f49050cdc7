/**
 * Every way in which this library can fail, as one list. Each code has an anchor of the same name in `docs/errors.md`.
 *
 * - `config-*`: what was configured cannot be used. Nothing was sent.
 * - `sign-in-*`, `cookies-*`, `callback-*`, `popup-*`: a sign-in did not end in a session.
 * - `credential-*`: a credential was refused or ended.
 * - `runtime-*`: Qlik's own script did not load or lacks a module.
 * - `http-*`, `call-*`, `calls-*`: a REST call failed.
 * - `app-*`, `session-*`, `object-*`, `engine-*`: a QIX app or its connection failed.
 * - `embed-*`: one of Qlik's web components did not come up.
 * - `export-*`: a file of a chart, sheet or table could not be made.
 * - `reload-*`: a reload of an app did not succeed.
 */
export type QlikErrorCode =
  | 'config-unavailable'
  | 'config-not-json'
  | 'config-invalid'
  | 'config-secret'
  | 'connection-unknown'
  | 'connection-ambiguous'
  | 'connection-mismatch'
  | 'strategy-missing'
  | 'sign-in-required'
  | 'sign-in-refused'
  | 'sign-in-state-mismatch'
  | 'sign-in-failed'
  | 'sign-in-loop'
  | 'sign-in-timeout'
  | 'sign-in-canceled'
  | 'cookies-blocked'
  | 'callback-page-missing'
  | 'popup-blocked'
  | 'popup-closed'
  | 'credential-refused'
  | 'credential-expired'
  | 'runtime-unreachable'
  | 'runtime-timeout'
  | 'runtime-module-missing'
  | 'calls-blocked'
  | 'call-canceled'
  | 'call-unsupported'
  | 'http-unreachable'
  | 'http-bad-request'
  | 'http-forbidden'
  | 'http-not-found'
  | 'http-rate-limited'
  | 'http-server-error'
  | 'http-foreign-link'
  | 'http-unexpected-answer'
  | 'app-not-found'
  | 'app-forbidden'
  | 'app-open-failed'
  | 'app-open-timeout'
  | 'object-not-found'
  | 'session-suspended'
  | 'session-lost'
  | 'engine-error'
  | 'engine-unavailable'
  | 'embed-failed'
  | 'embed-timeout'
  | 'embed-frame-blocked'
  | 'export-failed'
  | 'export-expired'
  | 'export-canceled'
  | 'export-unsupported'
  | 'reload-failed'
  | 'reload-canceled'
  | 'unexpected';
