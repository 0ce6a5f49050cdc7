import { planChecks } from '../../projects/ngx-qlik/diagnostics/examination/plan.ts';
import { runChecks } from '../../projects/ngx-qlik/diagnostics/examination/run-checks.ts';
import {
  type Check,
  type ConnectionReport,
  findFirstCause,
} from '../../projects/ngx-qlik/diagnostics/report/report.ts';
import { SafeText } from '../../projects/ngx-qlik/diagnostics/report/safe-text.ts';
import { redactText } from '../../projects/ngx-qlik/src/errors/redact.ts';
import type { Options } from './command-line.ts';
import type { WrittenConnection } from './connections-file.ts';
import type { GivenCredential } from './given-credential.ts';
import { HostCalls } from './host-calls.ts';
import { HostExamination } from './host-examination.ts';
import { Jar } from './jar.ts';

/** What an examination is made with, beside the connection. */
export interface Order {
  readonly options: Options;
  readonly credential: GivenCredential | undefined;
  /** Ids of all connections of the file. */
  readonly known: readonly string[];
  /** PEM of an authority to trust besides the system's. */
  readonly ca: string | undefined;
}

/** Examines one connection, with a report whatever is wrong with it. */
export async function examine(
  { connection, written, ...faults }: WrittenConnection,
  { options, credential, known, ca }: Order,
): Promise<ConnectionReport> {
  const timeLimit = Number(options['time-limit']) * 1000;
  const jar = new Jar(credential?.kind === 'cookie' ? credential.value : '');
  const safe = new SafeText(redactText);
  safe.hide(credential?.value, ...jar.values);
  const { site } = options;
  const examination = new HostExamination({
    ...{ connection, written, faults, known, jar, safe, credential, site, appId: options.app },
    calls: new HostCalls(jar, ca),
    callLimit: timeLimit * 0.8,
  });
  const startedAt = Date.now();
  const start = performance.now();
  let checks: readonly Check[] = [];
  try {
    const plan = planChecks(connection, {
      site: site ?? 'https://application.invalid',
      place: 'command-line',
    });
    const states = runChecks(plan, {
      examine: (id, signal) => examination.examine(id, signal),
      clean: (verdict) => safe.ofVerdict(verdict),
      now: () => performance.now(),
      timeLimit,
      signal: new AbortController().signal,
    });
    for await (const state of states) checks = state;
  } finally {
    examination.end();
  }
  const firstCause = findFirstCause(checks);
  return {
    connection: written,
    status: 'done',
    startedAt,
    milliseconds: performance.now() - start,
    place: 'command line',
    checks,
    ...(firstCause ? { firstCause } : {}),
  };
}
