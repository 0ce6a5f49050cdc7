/** The checks of a connection. `dns` and `tls` run on the command line only. */
export type CheckId =
  | 'configuration'
  | 'online'
  | 'dns'
  | 'tls'
  | 'host'
  | 'platform'
  | 'cors'
  | 'backend'
  | 'token'
  | 'clock'
  | 'cookies'
  | 'sign-in'
  | 'csrf'
  | 'rest'
  | 'rate-limits'
  | 'runtime'
  | 'socket'
  | 'engine'
  | 'app'
  | 'hypercube';

/**
 * The state of a check. `warning`: there is something to know or to do, but no defect. `skipped`: the check did not run; the reason is in
 * `seen`.
 */
export type CheckStatus = 'waiting' | 'running' | 'passed' | 'warning' | 'failed' | 'skipped';

/** Machine-readable id of a problem; stable across versions. */
export type CauseId =
  | 'configuration-unusable'
  | 'strategy-missing'
  | 'reference-unknown'
  | 'page-insecure'
  | 'redirect-elsewhere'
  | 'offline'
  | 'dns-unknown'
  | 'certificate-expired'
  | 'certificate-untrusted'
  | 'certificate-name'
  | 'tls-failed'
  | 'host-unreachable'
  | 'host-silent'
  | 'policy-connect'
  | 'policy-script'
  | 'not-qlik'
  | 'platform-other'
  | 'origin-refused'
  | 'credentials-refused'
  | 'preflight-refused'
  | 'backend-unreachable'
  | 'backend-silent'
  | 'backend-absent'
  | 'backend-connection-unknown'
  | 'backend-forbidden'
  | 'backend-failed'
  | 'application-sign-in-required'
  | 'token-expired'
  | 'token-early'
  | 'token-claims'
  | 'clock-skewed'
  | 'cookies-blocked'
  | 'cookies-third-party'
  | 'sign-in-required'
  | 'sign-in-failed'
  | 'sign-in-silent'
  | 'csrf-hidden'
  | 'csrf-missing'
  | 'csrf-stale'
  | 'credential-refused'
  | 'session-ended'
  | 'forbidden'
  | 'address-wrong'
  | 'server-failed'
  | 'answer-broken'
  | 'answer-silent'
  | 'rate-limited'
  | 'runtime-missing'
  | 'runtime-unreadable'
  | 'runtime-wrong'
  | 'runtime-silent'
  | 'socket-token-refused'
  | 'socket-refused'
  | 'socket-silent'
  | 'socket-closed'
  | 'engine-silent'
  | 'engine-asks-to-sign-in'
  | 'engine-refused'
  | 'no-app'
  | 'app-refused'
  | 'app-silent'
  | 'hypercube-failed'
  | 'time-up'
  | 'unexpected';

/** The result of one check. */
export interface CheckResult {
  readonly status: Extract<CheckStatus, 'passed' | 'warning' | 'failed' | 'skipped'>;
  /** The observed facts, one per line; never a credential. */
  readonly seen: readonly string[];
  /** The problem, in one sentence. */
  readonly cause?: string;
  readonly causeId?: CauseId;
  /** The remedy, in the terms of Qlik's administration consoles and of the application's configuration. */
  readonly remedy?: string;
  /** Whether dependent checks are skipped. */
  readonly isBlocking?: boolean;
}

/** One check and its current result. */
export interface Check {
  readonly id: CheckId;
  /** Title in the UI. */
  readonly title: string;
  readonly status: CheckStatus;
  /** Duration; absent until the check is done, and when it is skipped. */
  readonly milliseconds?: number;
  readonly seen: readonly string[];
  readonly cause?: string;
  readonly causeId?: CauseId;
  readonly remedy?: string;
  readonly isBlocking?: boolean;
  /** The checks that must not be blocking for this one to run. */
  readonly dependsOn: readonly CheckId[];
}

/** The connection of a report. Contains no secret. */
export interface DiagnosedConnection {
  readonly id: string;
  readonly label: string;
  readonly platform: string;
  readonly host: string;
  readonly authType: string;
}

/** The checks of a connection and their results, in the order in which a call depends on them. */
export interface ConnectionReport {
  readonly connection: DiagnosedConnection;
  readonly status: 'running' | 'done';
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Duration of the diagnosis so far. */
  readonly milliseconds: number;
  /** Where the checks ran: a page's origin, or `command line`. */
  readonly place: string;
  readonly checks: readonly Check[];
  /** What to fix first: later failures may be its effects. Absent while there is no problem. */
  readonly firstCause?: Check;
}

/** Returns what to fix first: the first failure or, without a failure, the first blocking warning. */
export function findFirstCause(checks: readonly Check[]): Check | undefined {
  return (
    checks.find(({ status }) => status === 'failed') ??
    checks.find(({ isBlocking, cause }) => isBlocking === true && cause !== undefined)
  );
}
