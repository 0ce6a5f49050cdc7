import { readText } from '../files/read-text.ts';
import { UsageError } from '../usage-error.ts';
import { check, curl, decode, keypair, type Outcome, sign } from './commands.ts';
import { CommandLine, USAGE } from './command-line.ts';

/** The credential tools for administrators: `npm run credentials -- <command>`. */
async function main(): Promise<void> {
  const line = new CommandLine(process.argv.slice(2));
  const { text, isFine } = line.values.help ? { text: USAGE, isFine: true } : await run(line);
  process.stdout.write(`${text.trimEnd()}\n`);
  process.exitCode = isFine ? 0 : 1;
}

async function run(line: CommandLine): Promise<Outcome> {
  const [command, first, second] = line.words;
  switch (command) {
    case 'keypair':
      return keypair(line);
    case 'sign':
      return sign(first, line);
    case 'decode':
      return decode(readToken(first));
    case 'check':
      return check(first, readToken(second), line);
    case 'curl':
      return curl(first, line);
    default:
      throw new UsageError(command === undefined ? 'Which command?' : `There is no command "${command}".`);
  }
}

/** An argument ends up in the shell's history, so a JWT may come by standard input. */
function readToken(given: string | undefined): string {
  return (given ?? readText(process.stdin.fd)).trim();
}

main().catch((error: unknown) => {
  const isUsage = error instanceof UsageError;
  const text =
    error instanceof Error ? (isUsage ? `${error.message}\n\n${USAGE}` : error.stack) : String(error);
  process.stderr.write(`${text ?? ''}\n`);
  process.exitCode = 2;
});
