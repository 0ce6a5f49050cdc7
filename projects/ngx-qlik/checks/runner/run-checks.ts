import type { Check, CheckId, CheckResult } from '../report/report';
import type { PlannedCheck } from './plan';

/** Runs checks for {@link runChecks}. */
export interface CheckRunner {
  /**
   * Runs one check.
   * @param signal aborts when the time limit is reached or the diagnosis is stopped
   */
  readonly run: (id: CheckId, signal: AbortSignal) => Promise<CheckResult>;
  /** Removes credentials from a result. */
  readonly redact: (result: CheckResult) => CheckResult;
  /** Time limit of one check, in milliseconds. */
  readonly timeLimit: number;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

const TIME_LIMIT_MS = 10_000;
/** The maximum delay of a timer: 2^31 - 1. */
const MAX_TIME_LIMIT_MS = 2_147_483_647;

/** Converts a requested time limit, for example from a URL, to a valid timer delay. @returns whole milliseconds */
export function toTimeLimit(wanted: number | undefined): number {
  if (wanted === undefined || Number.isNaN(wanted)) return TIME_LIMIT_MS;
  return Math.round(Math.min(Math.max(wanted, 1), MAX_TIME_LIMIT_MS));
}

/**
 * Runs the checks one after another, each within the time limit. Skips those that depend on a blocking check.
 *
 * @returns yields the states of all checks after each change
 */
export async function* runChecks(
  plan: readonly PlannedCheck[],
  runner: CheckRunner,
): AsyncGenerator<readonly Check[]> {
  let checks: readonly Check[] = plan.map((each) => ({ ...each, status: 'waiting', seen: [] }));
  const change = (id: CheckId, changed: Partial<Check>): void => {
    checks = checks.map((each) => (each.id === id ? { ...each, ...changed } : each));
  };
  for (const { id, dependsOn } of plan) {
    if (runner.signal.aborted) return;
    const blocking = dependsOn.map((each) => checks.find((check) => check.id === each)).find(isBlocking);
    if (blocking) {
      change(id, { status: 'skipped', seen: [`Waits for “${blocking.title}”.`], isBlocking: true });
      continue;
    }
    change(id, { status: 'running' });
    yield checks;
    const start = runner.now();
    const result = runner.redact(await runWithTimeLimit(id, runner));
    change(id, { ...result, milliseconds: runner.now() - start });
    yield checks;
  }
  yield checks;
}

function isBlocking(check: Check | undefined): check is Check {
  return check?.isBlocking === true;
}

async function runWithTimeLimit(id: CheckId, { run, signal, timeLimit }: CheckRunner): Promise<CheckResult> {
  const ended = new AbortController();
  const end = (): void => ended.abort();
  signal.addEventListener('abort', end);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<CheckResult>((resolve) => {
    timer = setTimeout(() => resolve(timeUp(timeLimit)), timeLimit);
    ended.signal.addEventListener('abort', () => resolve(timeUp(timeLimit)));
  });
  try {
    return await Promise.race([run(id, ended.signal), limit]);
  } catch (thrown) {
    return toUnexpected(thrown);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    ended.abort();
  }
}

function timeUp(milliseconds: number): CheckResult {
  return {
    status: 'failed',
    seen: [`No result within ${milliseconds / 1000} s.`],
    causeId: 'time-up',
    cause: 'The check took too long.',
    remedy:
      'Run it again. If it happens again, check what is between here and the host: proxies, VPN, firewall.',
    isBlocking: true,
  };
}

function toUnexpected(thrown: unknown): CheckResult {
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return {
    status: 'failed',
    seen: [message],
    causeId: 'unexpected',
    cause: 'The check failed unexpectedly.',
    remedy: 'Run it again. If it happens again, report it with this text.',
    isBlocking: true,
  };
}
