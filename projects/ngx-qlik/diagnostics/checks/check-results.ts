import type { CauseId, CheckResult } from '../report/report';

/** Why something did not pass, and what to do. */
export interface Finding {
  readonly causeId: CauseId;
  readonly cause: string;
  readonly remedy: string;
}

/** All is as it has to be. */
export function passed(...seen: readonly string[]): CheckResult {
  return { status: 'passed', seen };
}

/** It was not made. @param why in a sentence */
export function skipped(why: string): CheckResult {
  return { status: 'skipped', seen: [why] };
}

/** Something is wrong, and what builds on it is not examined. */
export function failed(finding: Finding, ...seen: readonly string[]): CheckResult {
  return { status: 'failed', seen, ...finding, isBlocking: true };
}

/** Something is wrong that other checks do not build on. */
export function failedNonBlocking(finding: Finding, ...seen: readonly string[]): CheckResult {
  return { status: 'failed', seen, ...finding, isBlocking: false };
}

/** Something to know; everything goes on. */
export function warned(finding: Finding, ...seen: readonly string[]): CheckResult {
  return { status: 'warning', seen, ...finding, isBlocking: false };
}

/** Nothing is broken, and somebody has to do something before the rest can be examined. */
export function warnedBlocking(finding: Finding, ...seen: readonly string[]): CheckResult {
  return { status: 'warning', seen, ...finding, isBlocking: true };
}
