import type { Check, CheckId, CheckResult } from '../report/report';
import type { PlannedCheck } from './plan';

/** How checks are made. */
export interface CheckRunner {
  /**
   * Makes one check.
   * @param signal aborted when its time is up, or nobody wants to know any more
   */
  readonly run: (id: CheckId, signal: AbortSignal) => Promise<CheckResult>;
  /** Takes credentials out of a verdict. */
  readonly redact: (verdict: CheckResult) => CheckResult;
  /** How long one check may take, in milliseconds. */
  readonly timeLimit: number;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

const TIME_LIMIT_MS = 10_000;
/** Timers take no more: 2^31 - 1. */
const MAX_TIME_LIMIT_MS = 2_147_483_647;

/** A time limit that timers take, of what somebody wrote: an address may say anything. @returns whole milliseconds */
export function toTimeLimit(wanted: number | undefined): number {
  if (wanted === undefined || Number.isNaN(wanted)) return TIME_LIMIT_MS;
  return Math.round(Math.min(Math.max(wanted, 1), MAX_TIME_LIMIT_MS));
}

/**
 * Makes checks one after another; whatever one of them does, the next is made in time. Those that build on something that did not pass
 * are skipped.
 *
 * @returns all checks as they stand, after each change
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
    seen: [`It did not end within ${milliseconds / 1000} s.`],
    causeId: 'time-up',
    cause: 'The check took too long.',
    remedy:
      'Run it again; if it stays, look at what is between this place and the host: proxies, VPN, firewall.',
    isBlocking: true,
  };
}

function toUnexpected(thrown: unknown): CheckResult {
  const said = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return {
    status: 'failed',
    seen: [said],
    causeId: 'unexpected',
    cause: 'The check itself went wrong.',
    remedy: 'Run it again; if it stays, report it with this text.',
    isBlocking: true,
  };
}
