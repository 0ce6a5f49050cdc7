import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DEMO_APP_IDS } from '../../apps/demo-catalog.ts';
import type { CloudTenant } from '../tenant.ts';
import { apiKeyOf, startDemoTenant } from '../testing/demo-tenant.ts';

const LIMIT_MS = 60_000;
const EXAMPLES = join(dirname(fileURLToPath(import.meta.resolve('@qlik/api'))), 'docs/examples');

/** Corrections of mistakes in the published examples. */
const MISPRINTS: readonly (readonly [string, string])[] = [
  ['authType = "apikey"', 'authType: "apikey"'],
  ['apiKey: "<api-key>",\n\nasync', 'apiKey: "<api-key>" });\n\nasync'],
  [
    'const session = qix.openAppSession({ appId, withoutData',
    'globalThis.session = qix.openAppSession({ appId, withoutData',
  ],
  // A document has no layout of its own.
  ['app.getLayout()', 'app.getAppLayout()'],
];

describe('the examples in the documentation of @qlik/api', { timeout: 3 * LIMIT_MS }, () => {
  let tenant: CloudTenant;
  let apiKey: string;
  before(async () => {
    tenant = await startDemoTenant();
    apiKey = await apiKeyOf(tenant, 'grace');
  });
  after(() => tenant.close());

  /** Runs the n-th program of an example with host, keys and ids filled in. @returns its output */
  async function run(file: string, index = 0): Promise<string> {
    const text = await readFile(join(EXAMPLES, file), 'utf8');
    const programs = [...text.matchAll(/```(?:ts|typescript|js)\n([\s\S]*?)```/g)].map(([, code]) => code);
    let code = programs[index];
    assert.ok(code !== undefined, `${file} has no program ${index}`);
    for (const [printed, meant] of MISPRINTS) code = code.replace(printed, meant);
    code = code
      .replaceAll('your-tenant.region.qlikcloud.com', tenant.origin)
      .replaceAll('<api-key>', apiKey)
      .replaceAll('<client-id>', 'sandbox-web')
      .replaceAll('<client-secret>', 'sandbox-web-secret')
      .replaceAll('<app-id>', DEMO_APP_IDS.flights);
    assert.doesNotMatch(code, /"<[a-z-]+>"/, 'a blank is left to be filled in');
    return runProgram(code);
  }

  it('list spaces with an API key', async () => {
    assert.match(await run('fetch-spaces.md'), /name: 'Flight operations'/);
  });

  it('list spaces with OAuth2', async () => {
    assert.match(await run('fetch-spaces.md', 1), /name: 'Public data'/);
  });

  it('list the sheets of an app', async () => {
    assert.match(await run('show-sheet-list.md'), /title: '/);
  });

  it('open an app without its data', async () => {
    assert.match(await run('open-without-data.md'), /qTitle: 'Flights'/);
  });

  it('create a session app, reload it, and get its changes', async () => {
    assert.match(await run('create-session-app.md'), /changed ✅/);
  });

  it('make an app, load data into it, calculate, and delete the app', async () => {
    const printed = await run('create-app.md');
    assert.match(printed, /Eval result: 5050/);
    const id = /We have now deleted: (\S+)/.exec(printed)?.[1];
    assert.ok(id);
    const answer = await fetch(`${tenant.origin}/api/v1/apps/${id}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    assert.equal(answer.status, 404);
  });
});

/** Runs the program in a separate process. @throws {Error} with its output when it fails or does not end */
function runProgram(code: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
      cwd: import.meta.dirname,
      timeout: LIMIT_MS,
    });
    let printed = '';
    let problems = '';
    child.stdout.on('data', (data: Buffer) => (printed += data.toString()));
    child.stderr.on('data', (data: Buffer) => (problems += data.toString()));
    child.on('error', reject);
    child.on('close', (exitCode, signal) => {
      if (exitCode === 0 && problems === '') resolve(printed);
      else reject(new Error(`Ended with ${exitCode ?? signal}: ${problems}\n${printed}`));
    });
  });
}
