import type { QlikErrorCode, QlikTextKey } from 'ngx-qlik';

/** Errors that only developers meet stay in English: they name files, functions and fields of the configuration. */
type DeveloperErrorCode = Extract<
  QlikErrorCode,
  | `config-${string}`
  | `connection-${string}`
  | 'strategy-missing'
  | 'runtime-module-missing'
  | 'calls-blocked'
  | 'call-unsupported'
  | 'http-bad-request'
  | 'http-foreign-link'
>;

/** The errors that users meet. */
type UserErrorCode = Exclude<QlikErrorCode, DeveloperErrorCode>;

/** Variants of errors with a message and a remedy of their own. */
type Variant =
  | 'app-forbidden.api-key'
  | 'app-forbidden.4230'
  | 'credential-refused.call'
  | 'credential-refused.new'
  | 'credential-refused.none'
  | 'embed-failed.input'
  | `engine-error.${'bookmark-apply' | 'bookmark-delete'}`
  | `engine-error.${'export-changed' | 'export-selections' | 'export-timeout'}`
  | `engine-error.${'column' | 'form' | 'width'}`
  | `engine-error.${'field-refusal' | 'field-selection' | 'refusal' | 'selection'}`
  | `engine-error.${'initial-state' | 'lock' | 'stalled' | 'state' | 'table-changed' | 'timeout'}`
  | `export-unsupported.${'format' | 'object' | 'sheet' | 'sheet-format'}`
  | `http-unexpected-answer.${'csrf-token' | 'pages' | 'loop' | 'sign-in-page'}`
  | 'http-not-found.virtual-proxy'
  | `http-unreachable.${'host' | 'loopback' | 'reload'}`
  | `object-not-found.${'bookmark' | 'field' | 'none' | 'variable'}`
  | `reload-failed.${'limit' | 'timeout'}`
  | `runtime-unreachable.${'bundled' | 'loopback' | 'trusted-types' | 'virtual-proxy'}`
  | 'session-lost.fields'
  | `session-suspended.${'closed' | 'no-app' | 'not-calculated' | 'not-open' | 'offline'}`
  | `session-suspended.${CloseCode}`
  | `sign-in-failed.${'no-address' | 'storage'}`
  | 'sign-in-refused.client'
  | `sign-in-state-mismatch.${'issuer' | 'no-issuer'}`
  | 'sign-in-timeout.not-opened';

/** The codes that Qlik closes a socket with during a session. */
type CloseCode = `400${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7}` | '4205' | '4220' | '4222' | '4240';

/** Errors whose message can have the reason that a server or Qlik's code gave. */
type WithReason =
  | 'app-open-failed'
  | 'credential-refused.call'
  | 'embed-failed'
  | `engine-error.${'column-calculation' | 'list-calculation' | 'table-calculation'}`
  | 'engine-unavailable'
  | 'export-failed'
  | 'export-unsupported'
  | 'http-forbidden'
  | 'http-not-found'
  | 'http-rate-limited'
  | 'http-server-error'
  | 'http-unexpected-answer'
  | 'http-unreachable'
  | 'reload-failed'
  | 'reload-failed.limit'
  | 'sign-in-failed'
  | 'sign-in-refused';

/**
 * Each text of a language; a text that is missing is an error of types. `{english}` is the message in English: for errors whose message comes from the
 * engine or from other code as a whole.
 */
export type LanguagePack = Readonly<
  Record<
    | `${UserErrorCode | Variant}.${'message' | 'remedy'}`
    | `${WithReason}.reason.message`
    | 'app-open-failed.4202.remedy'
    | 'engine-unavailable.1000.remedy'
    | `engine-error.${'call' | 'column-calculation' | 'list-calculation' | 'table-calculation'}.message`
    | `export-failed.${'access' | 'busy' | 'deleted' | 'no-data' | 'one-value' | 'selections' | 'size'}.remedy`
    | 'fields.message'
    | `${'http-rate-limited' | 'http-server-error'}.wait.remedy`
    | `http-unreachable.${'backend' | 'broken-off' | 'part' | 'timeout'}.message`
    | 'app-not-found.app.message'
    | 'runtime-unreachable.host.message'
    | 'object-not-found.object.message'
    | `session-suspended.${'interrupted' | '1000'}.remedy`
    | 'session-suspended.unreachable.message'
    | `sign-in-failed.${'client' | 'https'}.remedy`
    | `sign-in-refused.${'access' | 'denied' | 'disabled' | 'ticket'}.remedy`
    | 'sign-in-required.application.remedy'
    | 'backend.remedy'
    | QlikTextKey,
    string
  >
>;
