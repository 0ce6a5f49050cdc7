import { readFileSync } from 'node:fs';
import type { QlikConnection } from 'ngx-qlik';
import { planChecks } from '../../projects/ngx-qlik/diagnostics/examination/plan.ts';
import { runChecks } from '../../projects/ngx-qlik/diagnostics/examination/run-checks.ts';
import {
  type Check,
  type ConnectionReport,
  findFirstCause,
} from '../../projects/ngx-qlik/diagnostics/report/report.ts';
import { toMarkdown } from '../../projects/ngx-qlik/diagnostics/report/report-text.ts';
import { SafeText } from '../../projects/ngx-qlik/diagnostics/report/safe-text.ts';
import { redactText } from '../../projects/ngx-qlik/src/errors/redact.ts';
import { type Options, readOptions, USAGE, UsageError } from './command-line.ts';
import { readConnections } from './connections-file.ts';
import { type GivenCredential, readCredential } from './given-credential.ts';
import { HostCalls } from './host-calls.ts';
import { HostExamination } from './host-examination.ts';
import { Jar } from './jar.ts';

/** The connection doctor without a browser: `npm run doctor -- --connection <id>`. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(USAGE);
    return;
  }
  const credential = readCredential(options, process.env);
  const { chosen, known } = readConnections(options);
  if (credential !== undefined && chosen.length > 1) {
    throw new UsageError('A credential is for one connection: name it with --connection.');
  }
  const reports: ConnectionReport[] = [];
  for (const connection of chosen) {
    const report = await examine(connection, { options, credential, known });
    reports.push(report);
    if (!options.json) process.stdout.write(`${toMarkdown(report)}\n`);
  }
  if (options.json) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
  const isFailed = reports.some(({ checks }) => checks.some(({ status }) => status === 'failed'));
  process.exitCode = isFailed ? 1 : 0;
}

interface Order {
  readonly options: Options;
  readonly credential: GivenCredential | undefined;
  readonly known: readonly string[];
}

async function examine(
  connection: QlikConnection,
  { options, credential, known }: Order,
): Promise<ConnectionReport> {
  const timeLimit = Number(options['time-limit']) * 1000;
  const jar = new Jar(credential?.kind === 'cookie' ? credential.value : '');
  const safe = new SafeText(redactText);
  safe.hide(credential?.value, ...jar.values);
  const { site } = options;
  const examination = new HostExamination({
    ...{ connection, known, jar, safe, credential, site, appId: options.app },
    calls: new HostCalls(jar, options.ca === undefined ? undefined : readFileSync(options.ca, 'utf8')),
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
  const { id, label, platform, host, auth } = connection;
  const firstCause = findFirstCause(checks);
  return {
    connection: { id, label, platform, host, authType: auth.type },
    status: 'done',
    startedAt,
    milliseconds: performance.now() - start,
    place: 'command line',
    checks,
    ...(firstCause ? { firstCause } : {}),
  };
}

main().catch((error: unknown) => {
  const isUsage = error instanceof UsageError;
  const text =
    error instanceof Error ? (isUsage ? `${error.message}\n\n${USAGE}` : error.stack) : String(error);
  process.stderr.write(`${redactText(text ?? '')}\n`);
  process.exitCode = 2;
});
