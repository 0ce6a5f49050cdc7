import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { PROJECT_ROOT } from '../../tools/environment/project-root.ts';
import { compiledProgram } from '../../tools/processes/compiled-program.ts';
import { readCommand, USAGE } from './command-line.ts';
import { UsageError } from './usage-error.ts';

const LIMIT_MS = 20_000;

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** As `npm run serve` starts the program. */
const FROM_SOURCE = ['--import', 'tsx', 'packages/backend/main.ts'];

/** Runs a program until it ends; one that serves is ended at the limit. */
async function run(program: readonly string[], ...args: string[]): Promise<Ended> {
  return runWith({}, program, ...args);
}

async function runWith(
  environment: Readonly<Record<string, string>>,
  program: readonly string[],
  ...args: string[]
): Promise<Ended> {
  const child = spawn(process.execPath, [...program, ...args], {
    cwd: PROJECT_ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], PORT: '0', STATIC_ROOT: '', ...environment },
    timeout: LIMIT_MS,
  });
  const parts = { output: '', errors: '' };
  child.stdout.on('data', (part: Buffer) => (parts.output += part.toString()));
  child.stderr.on('data', (part: Buffer) => (parts.errors += part.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...parts };
}

describe('the command line of the backend', () => {
  it('prints its usage and its version, and does not serve', { timeout: 3 * LIMIT_MS }, async () => {
    const [help, version] = await Promise.all([
      run(FROM_SOURCE, '--help'),
      run([await compiledProgram('packages/backend/main.ts')], '--version'),
    ]);
    assert.deepEqual(help, { code: 0, output: USAGE, errors: '' });
    const { version: own } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    assert.deepEqual(version, { code: 0, output: `${own}\n`, errors: '' });
  });

  it('names the setting of a host that there is not', { timeout: 2 * LIMIT_MS }, async () => {
    for (const HOST of ['nowhere.invalid', '192.0.2.1']) {
      const { code, errors } = await runWith({ HOST }, [await compiledProgram('packages/backend/main.ts')]);
      assert.equal(code, 1);
      assert.match(errors, /HOST or METRICS_HOST: .*Set a name or an address of this machine/);
      assert.doesNotMatch(errors, / {4}at /);
    }
  });

  it('is refused with exit code 2 when it is not known', { timeout: 2 * LIMIT_MS }, async () => {
    const { code, output, errors } = await run(
      [await compiledProgram('packages/backend/main.ts')],
      '--port=very-secret',
    );
    assert.deepEqual([code, output], [2, '']);
    assert.match(errors, /Unknown option --port\..*environment variables.*--help/s);
    assert.doesNotMatch(errors, /very-secret| {4}at /);
  });

  it('has two options, and nothing else', () => {
    assert.equal(readCommand([]), 'serve');
    for (const given of ['--help', '-h']) assert.equal(readCommand([given]), 'help');
    for (const given of ['--version', '-v']) assert.equal(readCommand([given]), 'version');
    for (const wrong of [
      ['--'],
      ['serve'],
      ['constructor'],
      ['--help', '--x'],
      ['-p', '80'],
      ['--help=yes'],
      [''],
    ])
      assert.throws(() => readCommand(wrong), UsageError, wrong.join(' '));
  });
});
