import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import ts from 'typescript';
import { inProject } from '../../../tools/environment/project-root.ts';

/** A quarter is the declarations with what they say. */
const LARGEST_BYTES = 300_000;
const LARGEST_RUNTIME_BYTES = 80_000;
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

/** Packs a built package into a folder. @returns the file */
function pack(name: string, folder: string): string {
  const { status, output } = run('npm', ['pack', '--pack-destination', folder], inProject(`dist/${name}`));
  assert.equal(status, 0, output);
  return join(folder, readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? '');
}

function publint(tarball: string): void {
  const program = inProject('node_modules/publint/src/cli.js');
  const { status, output } = run(process.execPath, [program, '--strict', tarball], tmpdir());
  assert.equal(status, 0, output);
  assert.match(output, /All good/);
}

/** The calls of `import()` in a script that have no text as their argument. */
function importsAtRunTime(script: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword &&
      !node.arguments.every(ts.isStringLiteralLike)
    )
      found.push(node.getText());
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('script.mjs', script, ts.ScriptTarget.Latest, true));
  return found;
}

describe('the packed library', () => {
  let folder: string;
  let tarball: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ngx-qlik-packed-'));
    tarball = pack('ngx-qlik', folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is small', () => {
    assert.ok(
      statSync(tarball).size <= LARGEST_BYTES,
      `${statSync(tarball).size} bytes of at most ${LARGEST_BYTES}`,
    );
  });

  it('has nothing that publint objects to', () => publint(tarball));

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
      'assets/qlik-early-start.js',
    ])
      assert.ok(output.includes(`package/${name}\n`), name);
  });

  it('tells bundlers to leave imports alone whose address is known at run time only', () => {
    const scripts = inProject('dist/ngx-qlik/fesm2022');
    const found = readdirSync(scripts)
      .filter((name) => name.endsWith('.mjs'))
      .flatMap((name) => importsAtRunTime(readFileSync(join(scripts, name), 'utf8')));
    assert.equal(found.length, 1);
    // Webpack would look for the file in a folder that is empty, and Vite warns.
    for (const text of found) assert.match(text, /webpackIgnore: true[^]*@vite-ignore/);
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

describe('the packed runtime for servers without one', () => {
  let folder: string;
  let tarball: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ngx-qlik-runtime-packed-'));
    tarball = pack('ngx-qlik-runtime', folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is small, and publint objects to nothing', () => {
    const { size } = statSync(tarball);
    assert.ok(size <= LARGEST_RUNTIME_BYTES, `${size} bytes of at most ${LARGEST_RUNTIME_BYTES}`);
    publint(tarball);
  });

  it('has the files that `ng add` names, with their licenses', () => {
    const { output } = run('tar', ['-tzf', tarball], folder);
    for (const name of ['README.md', 'files/qlik-client.js', 'files/LICENSES.txt'])
      assert.ok(output.includes(`package/${name}\n`), name);
  });
});
