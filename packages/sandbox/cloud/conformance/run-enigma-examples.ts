/**
 * Runs enigma.js's own examples on a sandbox with HTTPS, and prints a table of the results. They are not in this repository: the parameter
 * is a local copy of https://github.com/qlik-oss/enigma.js.
 *
 *     node --import tsx cloud/conformance/run-enigma-examples.ts <folder>
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startSandbox } from '../../sandbox.ts';

const EXAMPLES = [
  'basics/events/generated-apis.js',
  'basics/events/session.js',
  'basics/lists/app-object-list.js',
  'basics/lists/field-list.js',
  'basics/parameters/parameter-passing.js',
  'data/hypercubes/hypercube-pivot.js',
  'data/hypercubes/hypercube-stacked.js',
  'data/hypercubes/hypercube-straight.js',
  'data/list-object/list-object.js',
  'data/string-expression/string-expression.js',
  'interceptors/retry-aborted/retry-aborted.js',
  'interceptors/toggle-delta/toggle-delta.js',
  'mixins/complex/complex.js',
  'mixins/simple/simple.js',
];
const LIMIT_MS = 60_000;
/** What the examples print when a call was refused; not all of them end with an exit code then. */
const FAILURE = /Failed to open|Error during|Unhandled|QIX Error|"code":-?\d+,"parameter"/i;

interface Outcome {
  readonly isPassed: boolean;
  readonly output: string;
}

async function runExample(path: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--unhandled-rejections=strict', path],
      { env, timeout: LIMIT_MS, maxBuffer: 64 * 1024 * 1024 },
    );
    const output = stdout + stderr;
    return { isPassed: output.trim() !== '' && !FAILURE.test(output), output };
  } catch (error) {
    // An exit code other than 0, or the time limit: the result of the example.
    const text =
      error instanceof Error
        ? `${error.message}${'stdout' in error ? String(error.stdout) : ''}`
        : String(error);
    return { isPassed: false, output: text };
  }
}

/** Makes a folder with the module `dotenv`, which the examples load for their settings; here they are in the environment. */
async function modulesFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'enigma-examples-'));
  await mkdir(join(folder, 'dotenv'));
  await writeFile(join(folder, 'dotenv', 'package.json'), '{ "type": "commonjs" }');
  await writeFile(join(folder, 'dotenv', 'index.js'), 'exports.config = () => ({ parsed: {} });\n');
  return folder;
}

async function main(folder: string | undefined): Promise<void> {
  const examples = join(folder ?? '', 'examples');
  if (folder === undefined || !existsSync(join(examples, 'session.js'))) {
    throw new Error('The parameter has to be a local copy of https://github.com/qlik-oss/enigma.js.');
  }
  const modules = await modulesFolder();
  const sandbox = await startSandbox({ adminPort: 0, cloudPort: 0, clientManagedPort: false, https: true });
  try {
    const [apiKey] = sandbox.cloudKeys.apiKeys;
    const env = {
      ...process.env,
      NODE_PATH: `${modules}:${fileURLToPath(new URL('../../../../node_modules', import.meta.url))}`,
      NODE_EXTRA_CA_CERTS: sandbox.https?.authorityFile,
      QCS_HOST: `localhost:${sandbox.cloud.port}`,
      QCS_API_KEY: apiKey === undefined ? '' : await readFile(apiKey.file, 'utf8'),
    };
    const failed: string[] = [];
    process.stdout.write('| example | result |\n| --- | --- |\n');
    for (const example of EXAMPLES) {
      const { isPassed, output } = await runExample(join(examples, example), env);
      process.stdout.write(`| \`${example}\` | ${isPassed ? 'runs' : 'fails'} |\n`);
      if (!isPassed) failed.push(`${example}:\n${output.slice(-2000)}`);
    }
    process.stdout.write(`\n${EXAMPLES.length - failed.length} of ${EXAMPLES.length} run.\n`);
    if (failed.length > 0) throw new Error(failed.join('\n\n'));
  } finally {
    await sandbox.close();
    await rm(modules, { recursive: true, force: true });
  }
}

main(process.argv[2]).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
