import { type ConnectionReport, toMarkdown } from 'ngx-qlik/checks';
import { redactText } from 'ngx-qlik/redaction';
import { readOptions, USAGE, UsageError } from './command-line.ts';
import { readConnections } from './connections-file.ts';
import { runDoctor } from './run-doctor.ts';
import { readCredential } from './given-credential.ts';
import { readText } from './read-text.ts';

/** The connection doctor without a browser: `npx ngx-qlik-doctor --connection <id>`. */
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
  const ca = options.ca === undefined ? undefined : readAuthority(options.ca);
  const reports: ConnectionReport[] = [];
  for (const written of chosen) {
    const report = await runDoctor(written, { options, credential, known, ca });
    reports.push(report);
    if (!options.json) process.stdout.write(`${toMarkdown(report)}\n`);
  }
  if (options.json) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
  const isFailed = reports.some(({ checks }) => checks.some(({ status }) => status === 'failed'));
  process.exitCode = isFailed ? 1 : 0;
}

/** @throws {UsageError} */
function readAuthority(file: string): string {
  try {
    const text = readText(file);
    if (text.includes('-----BEGIN ')) return text;
  } catch (error) {
    throw new UsageError(`${file} cannot be read.`, { cause: error });
  }
  throw new UsageError(`${file} is no certificate (PEM).`);
}

main().catch((error: unknown) => {
  const isUsage = error instanceof UsageError;
  const text =
    error instanceof Error ? (isUsage ? `${error.message}\n\n${USAGE}` : error.stack) : String(error);
  process.stderr.write(`${redactText(text ?? '')}\n`);
  process.exitCode = 2;
});
