import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { inProject } from '../../../tools/environment/project-root.ts';

/** About a quarter is Qlik's runtime for servers without one, a fifth the declarations with what they say. */
const LARGEST_BYTES = 330_000;
const LIMIT_MS = 120_000;

function run(program: string, args: readonly string[], folder: string) {
  const options = {
    cwd: folder,
    encoding: 'utf8',
    timeout: LIMIT_MS,
    shell: process.platform === 'win32',
  } as const;
  const { status, stdout, stderr } = spawnSync(program, args, options);
  return { status, output: `${stdout}\n${stderr}` };
}

describe('the packed library', () => {
  let folder: string;
  let tarball: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ngx-qlik-packed-'));
    const { status, output } = run('npm', ['pack', '--pack-destination', folder], inProject('dist/ngx-qlik'));
    assert.equal(status, 0, output);
    tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is small', () => {
    assert.ok(
      statSync(tarball).size <= LARGEST_BYTES,
      `${statSync(tarball).size} bytes of at most ${LARGEST_BYTES}`,
    );
  });

  it('has nothing that publint objects to', () => {
    const { status, output } = run(
      process.execPath,
      [inProject('node_modules/publint/src/cli.js'), '--strict', tarball],
      folder,
    );
    assert.equal(status, 0, output);
    assert.match(output, /All good/);
  });

  it('has types that every module resolution for ES modules finds', () => {
    const program = inProject('node_modules/@arethetypeswrong/cli/dist/index.js');
    const { status, output } = run(
      process.execPath,
      [program, tarball, '--profile', 'esm-only', '--format', 'ascii'],
      folder,
    );
    assert.equal(status, 0, output);
  });

  it('has its license, its schematics and the callback page', () => {
    const { output } = run('tar', ['-tzf', tarball], folder);
    for (const name of [
      'LICENSE',
      'README.md',
      'schematics/collection.json',
      'schematics/migrations.json',
      'schematics/index.cjs',
      'assets/oauth-callback.html',
      'assets/oauth-callback.js',
    ])
      assert.ok(output.includes(`package/${name}\n`), name);
  });

  it('works with the Angular versions of its peers, and needs no router and no package of Qlik', () => {
    const { peerDependencies, peerDependenciesMeta } = JSON.parse(
      readFileSync(inProject('dist/ngx-qlik/package.json'), 'utf8'),
    );
    for (const name of ['core', 'common', 'router'])
      assert.equal(peerDependencies[`@angular/${name}`], '>=19.2.0 <23');
    for (const name of ['@angular/cdk', '@angular/router', '@qlik/api', '@qlik/embed-web-components'])
      assert.equal(peerDependenciesMeta[name].optional, true, name);
  });
});
