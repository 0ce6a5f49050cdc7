import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it, type TestContext } from 'node:test';
import { compileSandbox } from '../../../tests/support/stack/sandbox-process.ts';

const LIMIT = { timeout: 60_000 };
const HERE = import.meta.dirname;

describe('temporary folders of keys', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'temporary-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const left = (): string[] =>
    readdirSync(folder)
      .filter((name) => name.startsWith('qlik-sandbox-'))
      .map((name) => name.replace(/^(qlik-sandbox-[a-z-]+)-.*/, '$1'))
      .sort();

  /** Starts a program, and waits for its first line. */
  async function started(context: TestContext, ...program: readonly string[]) {
    const child = spawn(process.execPath, program, {
      cwd: HERE,
      env: { ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    context.after(() => child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    return child;
  }
  const sandbox = async (context: TestContext) =>
    started(context, await compileSandbox(), '--json', '--https', '--cloud-port', '0', '--admin-port', '0');
  const program = (context: TestContext, code: string) =>
    started(context, '--import', 'tsx', '--input-type=module', '--eval', code);
  const makes = (rest: string): string =>
    `import { temporaryFolder } from './temporary-folder.ts';
    const made = await temporaryFolder('cloud');
    console.log(made.folder);
    ${rest}`;
  const WAITS = makes('setInterval(() => undefined, 1000);');

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    it(`are removed when ${signal} ends the command`, LIMIT, async (context) => {
      const child = await sandbox(context);
      assert.deepEqual(left(), ['qlik-sandbox-client-managed', 'qlik-sandbox-cloud', 'qlik-sandbox-https']);
      child.kill(signal);
      await once(child, 'exit');
      assert.equal(child.exitCode, 0);
      assert.deepEqual(left(), []);
    });

  it('are removed when a program ends before it has closed the sandbox', LIMIT, async (context) => {
    for (const end of ['process.exit(3);', 'process.exitCode = 3;', 'throw 3;'])
      await once(await program(context, makes(end)), 'exit');
    assert.deepEqual(left(), []);
  });

  it('of a killed process are removed by the next one, and none else', LIMIT, async (context) => {
    const killed = await program(context, WAITS);
    const running = await program(context, WAITS);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    assert.deepEqual(left(), ['qlik-sandbox-cloud', 'qlik-sandbox-cloud']);
    const own = join(folder, 'qlik-sandbox-of-mine');
    mkdirSync(own);
    writeFileSync(join(folder, `qlik-sandbox-cloud-00000000-${killed.pid}-abcdef`), '');
    const next = await program(context, WAITS);
    const names = readdirSync(folder).filter((name) => name.includes('-cloud-'));
    const processes = names.map((name) => Number(name.split('-').at(-2)));
    assert.deepEqual(
      processes.sort((a, b) => a - b),
      [killed.pid, running.pid, next.pid].map(Number).sort((a, b) => a - b),
    );
    assert.ok(statSync(own).isDirectory());
    const [mode] = names.filter((name) => name.includes(`-${next.pid}-`));
    assert.equal(statSync(join(folder, String(mode))).mode & 0o777, 0o700);
  });
});
