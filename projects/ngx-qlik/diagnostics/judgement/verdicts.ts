import type { CauseId, Verdict } from '../report/report';

/** Why something did not pass, and what to do. */
export interface Finding {
  readonly causeId: CauseId;
  readonly cause: string;
  readonly remedy: string;
}

/** All is as it has to be. */
export function passed(...seen: readonly string[]): Verdict {
  return { status: 'passed', seen };
}

/** It was not made. @param why in a sentence */
export function skipped(why: string): Verdict {
  return { status: 'skipped', seen: [why] };
}

/** Something is wrong, and what builds on it is not examined. */
export function failed(finding: Finding, ...seen: readonly string[]): Verdict {
  return { status: 'failed', seen, ...finding, isBlocking: true };
}

/** Something is wrong that other checks do not build on. */
export function failedAlone(finding: Finding, ...seen: readonly string[]): Verdict {
  return { status: 'failed', seen, ...finding, isBlocking: false };
}

/** Something to know; everything goes on. */
export function noted(finding: Finding, ...seen: readonly string[]): Verdict {
  return { status: 'warning', seen, ...finding, isBlocking: false };
}

/** Nothing is broken, and somebody has to do something before the rest can be examined. */
export function waitsFor(finding: Finding, ...seen: readonly string[]): Verdict {
  return { status: 'warning', seen, ...finding, isBlocking: true };
}
