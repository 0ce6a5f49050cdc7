import type { QlikErrorCode, QlikTextKey } from 'ngx-qlik';

/** Errors that only developers meet stay in English: they name files, functions and fields of the configuration. */
type DeveloperErrorCode = Extract<
  QlikErrorCode,
  | `config-${string}`
  | `connection-${string}`
  | 'strategy-missing'
  | 'callback-page-missing'
  | 'runtime-module-missing'
  | 'calls-blocked'
  | 'call-unsupported'
  | 'http-bad-request'
  | 'http-foreign-link'
>;

/** The errors that users meet. */
type UserErrorCode = Exclude<QlikErrorCode, DeveloperErrorCode>;

/** Variants of `engine-error` whose texts have values, or that need no details. */
type EngineErrorVariant =
  | 'timeout'
  | 'selection'
  | 'fields'
  | 'lock'
  | 'state'
  | 'initial-state'
  | 'stalled'
  | 'bookmark-apply'
  | 'bookmark-delete';

/** Each text of a language; a text that is missing is an error of types. `{english}` is what the English text says in detail. */
export type LanguagePack = Readonly<
  Record<
    | `${UserErrorCode}.${'message' | 'remedy'}`
    | `credential-refused.none.${'message' | 'remedy'}`
    | 'http-rate-limited.wait.remedy'
    | 'http-unreachable.part.message'
    | 'http-unreachable.reload.message'
    | 'http-unreachable.reload.remedy'
    | 'http-unreachable.timeout.message'
    | `object-not-found.${'field' | 'fields' | 'variable' | 'bookmark' | 'object'}.message`
    | `session-suspended.${'offline' | 'unreachable'}.message`
    | `engine-error.${EngineErrorVariant}.message`
    | QlikTextKey,
    string
  >
>;
