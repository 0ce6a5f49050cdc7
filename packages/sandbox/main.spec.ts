import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import test, { type TestContext } from 'node:test';
import { compileSandbox } from '../../tests/support/stack/sandbox-process.ts';
import { PROJECT_ROOT } from '../../tools/environment/project-root.ts';
import { at, list, text } from './cloud/testing/test-tenant.ts';

const LIMIT_MS = 60_000;

/** As `npm start` starts the program. */
const FROM_SOURCE = ['--import', 'tsx', 'packages/sandbox/main.ts'];

function run(
  context: TestContext,
  program: readonly string[],
  ...args: string[]
): { process: ChildProcess; output: Promise<string>; line: Promise<string> } {
  const child = spawn(process.execPath, [...program, ...args], {
    cwd: PROJECT_ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  context.after(() => child.kill('SIGKILL'));
  let output = '';
  let written = '';
  const line = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (part: Buffer) => {
      output += part.toString();
      written += part.toString();
      const end = written.indexOf('\n');
      if (end >= 0) resolve(written.slice(0, end));
    });
    child.stderr.on('data', (part: Buffer) => (output += part.toString()));
    child.once('exit', () => reject(new Error(`It ended early: ${output}`)));
  });
  // Tests that wait for the exit do not wait for this line.
  line.catch(() => undefined);
  return { process: child, line, output: once(child, 'close').then(() => output) };
}

test(
  'prints its ports as JSON, serves all its parts and releases the ports on SIGTERM',
  { timeout: LIMIT_MS },
  async (context) => {
    const first = run(
      context,
      FROM_SOURCE,
      '--json',
      '--verbose',
      '--cloud-port',
      '0',
      '--admin-port',
      '0',
      '--app-origin',
      'http://localhost:5999',
    );
    const ports: unknown = JSON.parse(await first.line);
    const cloud = text(ports, 'cloud');
    const health: unknown = await (await fetch(`${text(ports, 'admin')}/health`)).json();
    const clientManaged = text(ports, 'clientManaged');
    const cloudEu = text(ports, 'tenants', 1, 'origin');
    assert.deepEqual(at(ports, 'tenants'), [
      { id: 'cloud', origin: cloud },
      { id: 'cloud-eu', origin: cloudEu },
    ]);
    assert.deepEqual(health, {
      status: 'ok',
      tenants: [
        { id: 'cloud', origin: cloud, status: 'running' },
        { id: 'cloud-eu', origin: cloudEu, status: 'running' },
        { id: 'client-managed', origin: clientManaged, status: 'running' },
      ],
    });
    assert.equal((await fetch(`${clientManaged}/anonymous/qlik-embed/main.js`)).status, 200);
    const token: unknown = await (
      await fetch(`${cloud}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: 'sandbox-web',
          client_secret: 'sandbox-web-secret',
        }),
      })
    ).json();
    const headers = {
      authorization: `Bearer ${text(token, 'access_token')}`,
      origin: 'http://localhost:5999',
    };
    const items: unknown = await (await fetch(`${cloud}/api/v1/items?resourceType=app`, { headers })).json();
    assert.ok(
      list(items, 'data').some((item) => at(item, 'resourceId') === '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1001'),
    );
    assert.equal((await fetch(`${cloud}/qlik-embed/main.js`)).status, 200);

    const port = String(at(ports, 'cloudPort'));
    const second = run(context, [await compileSandbox()], '--cloud-port', port, '--admin-port', '0');
    const problem = await second.output;
    assert.match(problem, new RegExp(`Port ${port} on localhost is in use`));
    assert.match(problem, /--cloud-port/);
    assert.equal(second.process.exitCode, 1);

    first.process.kill('SIGTERM');
    await first.output;
    assert.equal(first.process.exitCode, 0);
    const logged = await first.output;
    assert.match(logged, /\/api\/v1\/items/);
    assert.ok(!logged.includes(text(token, 'access_token')) && !logged.includes('sandbox-web-secret'));
    await assert.rejects(fetch(`${cloud}/qlik-embed/main.js`));
  },
);

test(
  'a wrong option exits with its name and says where all are listed',
  { timeout: LIMIT_MS },
  async (context) => {
    const child = run(context, [await compileSandbox()], '--cloud-port', 'many');
    const output = await child.output;
    assert.match(output, /--cloud-port takes a whole number/);
    assert.match(output, /--help lists all options/);
    assert.ok(output.length < 300, output);
    assert.equal(child.process.exitCode, 1);
  },
);

test('a folder that cannot be made is named, with its options', { timeout: LIMIT_MS }, async (context) => {
  const folder = `${process.execPath}/keys`;
  const child = run(
    context,
    [await compileSandbox()],
    '--cloud-port',
    '0',
    '--admin-port',
    '0',
    '--cloud-keys',
    folder,
  );
  const output = await child.output;
  assert.ok(output.includes(folder), output);
  assert.match(output, /--cloud-keys, --client-managed-certificates and --https-certificates/);
  assert.doesNotMatch(output, / {4}at /);
  assert.equal(child.process.exitCode, 1);
});

test('--version prints the version only', { timeout: LIMIT_MS }, async (context) => {
  const child = run(context, [await compileSandbox()], '--version');
  assert.match(await child.output, /^\d+\.\d+\.\d+\S*\n$/);
  assert.equal(child.process.exitCode, 0);
});

test(
  'serves, and ends on SIGTERM with exit code 0, when nothing reads its output any more',
  { timeout: LIMIT_MS },
  async (context) => {
    const ports = ['--cloud-port', '0', '--cloud2-port', '0', '--admin-port', '0', '--no-client-managed'];
    const sandbox = run(context, [await compileSandbox()], '--json', '--verbose', ...ports);
    const cloud = text(JSON.parse(await sandbox.line), 'cloud');
    sandbox.process.stdout?.destroy();
    sandbox.process.stderr?.destroy();
    for (let count = 0; count < 3; count += 1)
      assert.equal((await fetch(`${cloud}/qlik-embed/main.js`)).status, 200);
    sandbox.process.kill('SIGTERM');
    await once(sandbox.process, 'exit');
    assert.equal(sandbox.process.exitCode, 0);
  },
);
