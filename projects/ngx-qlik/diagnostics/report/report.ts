/** Everything that a connection is examined for, by name. `dns` and `tls` are seen from a command line only. */
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
 * How a check stands. `warning`: something is to be known or done, and it is no defect. `skipped`: it was not made, and why is in what
 * was seen.
 */
export type CheckStatus = 'waiting' | 'running' | 'passed' | 'warning' | 'failed' | 'skipped';

/** What is wrong, for programs; each stays the same from version to version. */
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

/** What came of one check. */
export interface CheckResult {
  readonly status: Extract<CheckStatus, 'passed' | 'warning' | 'failed' | 'skipped'>;
  /** What was observed, a fact a line; never a credential. */
  readonly seen: readonly string[];
  /** What is wrong, in a sentence. */
  readonly cause?: string;
  readonly causeId?: CauseId;
  /** What to do, in the terms of whoever administers the server, the tenant or the application. */
  readonly remedy?: string;
  /** Whether checks that build on this one make no sense. Default: that of a failure. */
  readonly isBlocking?: boolean;
}

/** One thing that a connection is examined for, and what came of it so far. */
export interface Check {
  readonly id: CheckId;
  /** For people. */
  readonly title: string;
  readonly status: CheckStatus;
  /** How long it took; absent until it is done, and where it was skipped. */
  readonly milliseconds?: number;
  readonly seen: readonly string[];
  readonly cause?: string;
  readonly causeId?: CauseId;
  readonly remedy?: string;
  readonly isBlocking?: boolean;
  /** The checks without which this one says nothing. */
  readonly dependsOn: readonly CheckId[];
}

/** Which connection a report is about; nothing in it is secret. */
export interface DiagnosedConnection {
  readonly id: string;
  readonly label: string;
  readonly platform: string;
  readonly host: string;
  readonly authType: string;
}

/** How a connection stands, check by check, in the order in which a call meets them. */
export interface ConnectionReport {
  readonly connection: DiagnosedConnection;
  readonly status: 'running' | 'done';
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** How long the examination has taken. */
  readonly milliseconds: number;
  /** Where it was made: a page's origin, or `command line`. */
  readonly place: string;
  readonly checks: readonly Check[];
  /** What to mend first: later failures may be no more than its effects. Absent while nothing is wrong. */
  readonly firstCause?: Check;
}

/** What to mend first: the first failure, or where nothing failed the first thing that kept others from being examined. */
export function findFirstCause(checks: readonly Check[]): Check | undefined {
  return (
    checks.find(({ status }) => status === 'failed') ??
    checks.find(({ isBlocking, cause }) => isBlocking === true && cause !== undefined)
  );
}
