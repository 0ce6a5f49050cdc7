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
  | 'credential-refused.none'
  | 'embed-failed.input'
  | `engine-error.${'bookmark-apply' | 'bookmark-delete'}`
  | `engine-error.${'export-changed' | 'export-selections' | 'export-timeout'}`
  | `engine-error.${'field-refusal' | 'field-selection' | 'fields' | 'refusal' | 'selection'}`
  | `engine-error.${'initial-state' | 'lock' | 'stalled' | 'state' | 'table-changed' | 'timeout'}`
  | `export-unsupported.${'object' | 'sheet'}`
  | `http-unreachable.${'loopback' | 'reload'}`
  | `object-not-found.${'bookmark' | 'field' | 'fields'}`
  | `session-suspended.${'closed' | 'not-calculated' | 'not-open' | 'offline' | '4005'}`
  | 'runtime-unreachable.loopback'
  | 'sign-in-failed.storage';

/** Errors whose message can have the reason that a server or Qlik's code gave. */
type WithReason =
  | 'app-open-failed'
  | 'embed-failed'
  | 'export-failed'
  | 'export-unsupported'
  | 'http-forbidden'
  | 'http-server-error'
  | 'http-unexpected-answer'
  | 'reload-failed'
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
    | `engine-error.${'column' | 'form' | 'width'}.remedy`
    | 'http-rate-limited.wait.remedy'
    | `http-unreachable.${'host' | 'part' | 'timeout'}.message`
    | 'app-not-found.app.message'
    | 'runtime-unreachable.host.message'
    | `object-not-found.${'object' | 'variable'}.message`
    | 'session-lost.fields.remedy'
    | `session-suspended.${'interrupted' | '1000' | '4003' | '4004' | '4006' | '4007'}.remedy`
    | 'session-suspended.unreachable.message'
    | 'sign-in-failed.https.remedy'
    | QlikTextKey,
    string
  >
>;
