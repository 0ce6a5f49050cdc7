import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readText } from '../../files/read-text.ts';
import { type PageOrigins, readPageOrigins } from '../../site/page-origins.ts';
import { UsageError } from '../../usage-error.ts';
import { explain, FORMS, type PolicyForm, warnings, writePolicy } from './policy-text.ts';

const USAGE = `Usage: ngx-qlik-csp --connections <file> [options]      (in its repository: npm run csp -- --connections <file> [options])

Prints the Content-Security-Policy for a page with these connections: the one that the backend sends. Warnings go to standard error.

  --connections <file>   the connections file, as the application reads it
  --form <form>          only that line: ${FORMS.join(', ')} (default: all)
  --explain              what each source is for, and which connection asks for it
  --help                 this text
`;

const TITLES: Readonly<Record<PolicyForm, string>> = {
  header: 'The header, in one line',
  nginx: 'nginx',
  apache: 'Apache (mod_headers)',
  meta: 'For index.html, where the server cannot send headers. Browsers take frame-ancestors from a header only, so it is missing here:\nsay X-Frame-Options: SAMEORIGIN in another way, or others may put the page into a frame',
};

/** The command line of `npm run csp`. */
function main(): void {
  const { connections, form, explain: isExplained, help } = readOptions();
  if (help) return void process.stdout.write(USAGE);
  const read = readConnections(connections);
  const origins = [...new Set(read.allowed.map(({ origin }) => origin))];
  if (isExplained) process.stdout.write(`${explain(read)}\n`);
  else if (form !== undefined) process.stdout.write(`${writePolicy(origins, form)}\n`);
  else {
    const blocks = FORMS.map(
      (each) => `# ${TITLES[each].replace('\n', '\n# ')}:\n${writePolicy(origins, each)}\n`,
    );
    process.stdout.write(blocks.join('\n'));
  }
  for (const warning of warnings(read)) process.stderr.write(`Warning: ${warning}\n`);
}

function readConnections(path: string | undefined): PageOrigins {
  if (path === undefined) throw new UsageError('--connections is missing.');
  // npm runs this in the project's folder, and the file may be named from where the command was typed.
  const file = resolve(process.env['INIT_CWD'] ?? process.cwd(), path);
  let written: unknown;
  try {
    written = JSON.parse(readText(file));
  } catch (error) {
    throw new UsageError(
      error instanceof SyntaxError ? `${path} is not JSON: ${error.message}` : `${path} cannot be read.`,
      { cause: error },
    );
  }
  const read = readPageOrigins(written);
  if (read === undefined) throw new UsageError(`${path} has no list of connections.`);
  return read;
}

function readOptions() {
  const { values } = parse();
  const form = FORMS.find((each) => each === values.form);
  if (values.form !== undefined && form === undefined) {
    throw new UsageError(`--form takes one of ${FORMS.join(', ')}.`);
  }
  return { ...values, form };
}

function parse() {
  try {
    return parseArgs({
      options: {
        connections: { type: 'string' },
        form: { type: 'string' },
        explain: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

try {
  main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}
