import {
  type Check,
  type ConnectionReport,
  findFirstCause,
  planChecks,
  ReportRedactor,
  runChecks,
} from 'ngx-qlik/checks';
import type { Options } from './command-line.ts';
import type { FileConnection } from './connections-file.ts';
import type { GivenCredential } from './given-credential.ts';
import { HostClient } from './host-client.ts';
import { HostChecks } from './host-checks.ts';
import { CookieJar } from './cookie-jar.ts';

/** Settings of {@link runDoctor}. */
export interface DoctorSettings {
  readonly options: Options;
  readonly credential: GivenCredential | undefined;
  /** Ids of all connections of the file. */
  readonly known: readonly string[];
  /** PEM of a certificate authority to trust in addition to the system's. */
  readonly ca: string | undefined;
}

/** Checks one connection and returns its report, also for an invalid connection. */
export async function runDoctor(
  { connection, summary, ...fileProblems }: FileConnection,
  { options, credential, known, ca }: DoctorSettings,
): Promise<ConnectionReport> {
  const timeLimit = Number(options['time-limit']) * 1000;
  const jar = new CookieJar(credential?.kind === 'cookie' ? credential.value : '');
  const safe = new ReportRedactor();
  safe.addSecrets(credential?.value, ...jar.values);
  const { site } = options;
  const hostChecks = new HostChecks({
    ...{ connection, summary, fileProblems, known, jar, safe, credential, site, appId: options.app },
    client: new HostClient(jar, ca),
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
      run: (id, signal) => hostChecks.run(id, signal),
      redact: (result) => safe.redactResult(result),
      now: () => performance.now(),
      timeLimit,
      signal: new AbortController().signal,
    });
    for await (const state of states) checks = state;
  } finally {
    hostChecks.close();
  }
  const firstCause = findFirstCause(checks);
  return {
    connection: summary,
    status: 'done',
    startedAt,
    milliseconds: performance.now() - start,
    place: 'command line',
    checks,
    ...(firstCause ? { firstCause } : {}),
  };
}
