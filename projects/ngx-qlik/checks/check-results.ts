import type { CauseId, CheckResult } from './report/report';

/** A problem and its remedy. */
export interface Finding {
  readonly causeId: CauseId;
  readonly cause: string;
  readonly remedy: string;
}

/** The check passed. */
export function passed(...seen: readonly string[]): CheckResult {
  return { status: 'passed', seen };
}

/** The check did not run. @param why in a sentence */
export function skipped(why: string): CheckResult {
  return { status: 'skipped', seen: [why] };
}

/** The check failed; dependent checks are skipped. */
export function failed(finding: Finding, ...seen: readonly string[]): CheckResult {
  return { status: 'failed', seen, ...finding, isBlocking: true };
}

/** The check failed; dependent checks run. */
export function failedNonBlocking(finding: Finding, ...seen: readonly string[]): CheckResult {
  return { status: 'failed', seen, ...finding, isBlocking: false };
}

/** The check has a warning; dependent checks run. */
export function warned(finding: Finding, ...seen: readonly string[]): CheckResult {
  return { status: 'warning', seen, ...finding, isBlocking: false };
}

/** The check has a warning, for example a missing sign-in; dependent checks are skipped. */
export function warnedBlocking(finding: Finding, ...seen: readonly string[]): CheckResult {
  return { status: 'warning', seen, ...finding, isBlocking: true };
}
