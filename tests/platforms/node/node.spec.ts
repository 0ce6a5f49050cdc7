import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { inProject } from '../../../tools/environment/project-root.ts';
import { runIn } from '../consumer.ts';

/** What the doctor's package needs beside the library, with what that needs. */
const PACKAGES_OF_DOCTOR = ['tsx', 'ws', 'esbuild', 'get-tsconfig', 'resolve-pkg-maps'];

describe('a program in Node, where no Angular is installed', () => {
  /** Outside the project: nothing of its node_modules is found there. */
  let folder: string;
  before(() => {
    const library = inProject('dist/ngx-qlik');
    if (!existsSync(join(library, 'package.json'))) throw new Error('Build the library first: npm run build');
    folder = mkdtempSync(join(tmpdir(), 'ngx-qlik-node-'));
    mkdirSync(join(folder, 'node_modules'));
    // A copy: what a link leads to would find the packages of this project.
    cpSync(library, join(folder, 'node_modules/ngx-qlik'), { recursive: true });
    cpSync(inProject('tests/platforms/node/consumer'), folder, { recursive: true });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('runs the checks, the rules of connections and the redaction', async () => {
    const { code, output } = await runIn(folder, ['checks.mjs'], { limitSeconds: 60 });
    assert.equal(code, 0, output);
    const { checks, ...rest } = JSON.parse(output.split('\n').at(-1) ?? '') as { checks: string[][] };
    assert.deepEqual(rest, {
      angular: 'ERR_MODULE_NOT_FOUND',
      problems: [[{ path: 'auth.clientId', problem: 'is missing; expected a text that is not empty' }], []],
      secret: 'auth.apiKey',
      address: 'https://acme.example/?token=%5Bredacted%5D',
    });
    assert.deepEqual(checks[0], ['configuration', 'passed', 'configuration with [redacted]']);
    assert.deepEqual(checks.at(-1), ['hypercube', 'passed', 'hypercube with [redacted]']);
  });

  it('is the connection doctor, from its package', async () => {
    installDoctor(folder);
    const bin = 'node_modules/ngx-qlik-doctor/bin.mjs';
    const help = await runIn(folder, [bin, '--help'], { limitSeconds: 60 });
    assert.equal(help.code, 0, help.output);
    assert.match(help.output, /--connections <file>/);
    const wrong = { id: 'acme', label: 'Acme', platform: 'cloud', host: 'x', auth: { type: 'none' } };
    writeFileSync(join(folder, 'connections.json'), JSON.stringify({ connections: [wrong] }));
    const { code, output } = await runIn(folder, [bin, '--connections', 'connections.json'], {
      limitSeconds: 60,
    });
    assert.equal(code, 1, output);
    assert.match(output, /First cause: .*"host" is "x"/);
  });
});

/** Copies the files that the package would have, and links the packages that it needs. */
function installDoctor(folder: string): void {
  const listed = execFileSync('npm', ['pack', '--dry-run', '--json'], {
    cwd: inProject('packages/doctor'),
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const [packed] = JSON.parse(listed) as { files: { path: string }[] }[];
  for (const { path } of packed?.files ?? []) {
    const target = join(folder, 'node_modules/ngx-qlik-doctor', path);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(inProject(join('packages/doctor', path)), target);
  }
  for (const name of PACKAGES_OF_DOCTOR)
    symlinkSync(inProject(`node_modules/${name}`), join(folder, 'node_modules', name), 'junction');
}
