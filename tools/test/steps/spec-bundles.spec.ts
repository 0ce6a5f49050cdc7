import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import test, { describe, type TestContext } from 'node:test';
import { inProject, PROJECT_ROOT } from '../../environment/project-root.ts';
import { bundleSpecs, type SpecLimits } from './spec-bundles.ts';

/** In parts: this file is itself compiled, and the whole name would become its place. */
const META = ['import', 'meta'].join('.');

const FAILING = [
  '// Comments and imports come first.',
  "import assert from 'node:assert/strict';",
  "import test, { before } from 'node:test';",
  "import { shared } from './shared.ts';",
  '',
  'let begun = 0;',
  'before(() => { begun += 1; });',
  "test('fails at its line', () => {",
  '  assert.equal(shared, begun);',
  '});',
];
const PLACES = [
  "import assert from 'node:assert/strict';",
  "import test from 'node:test';",
  "import { fileURLToPath } from 'node:url';",
  "test('knows its place', () => {",
  `  assert.equal(fileURLToPath(${META}.url), __filename_of_source);`,
  `  assert.equal(${META}.dirname, __folder_of_source);`,
  '});',
];
const AWAITING = [
  "import assert from 'node:assert/strict';",
  "import test from 'node:test';",
  'const value = await Promise.resolve(1);',
  "test('has awaited', () => assert.equal(value, 1));",
];
const IMPORTS_LATE = [
  "import test, { before } from 'node:test';",
  'before(async () => {',
  "  await import('./slow.ts');",
  '});',
  "test('comes first', () => {});",
];
const imports = (name: string) => [
  "import assert from 'node:assert/strict';",
  "import test from 'node:test';",
  `import { waited } from './${name}.ts';`,
  `test('needs ${name}.ts', () => assert.equal(waited, 1));`,
];
const waits = (milliseconds: number) => [
  "import { setTimeout as pause } from 'node:timers/promises';",
  `await pause(${milliseconds});`,
  'export const waited = 1;',
];
const ENDLESS = [
  "import test from 'node:test';",
  "test('hangs', () => new Promise((r) => setTimeout(r, 3_000)));",
];

const LEFT_OPEN = [
  "import { createServer } from 'node:net';",
  "import test from 'node:test';",
  "test('leaves a server', () => new Promise((resolve) => createServer().listen(0, resolve)));",
];

/** Writes files below the project, so that they resolve packages, compiles them and runs the programs. */
async function runBundles(
  context: TestContext,
  sources: Record<string, readonly string[]>,
  limits: Partial<SpecLimits> = {},
) {
  // Where neither Git nor the formatter looks, which may run beside this.
  mkdirSync(inProject('.cache'), { recursive: true });
  const folder = mkdtempSync(inProject('.cache/spec-bundles-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, lines] of Object.entries(sources)) {
    const text = lines
      .join('\n')
      .replace('__filename_of_source', JSON.stringify(join(folder, name)))
      .replace('__folder_of_source', JSON.stringify(folder));
    writeFileSync(join(folder, name), text);
  }
  const specs = Object.keys(sources).filter((name) => name.endsWith('.spec.ts'));
  const files = specs.map((name) => relative(PROJECT_ROOT, join(folder, name)));
  const bundles = await bundleSpecs(files, join(folder, 'out'), {
    ...{ fileMs: 20_000, openMs: 20_000 },
    ...limits,
  });
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--enable-source-maps', '--test', '--test-reporter=spec', ...bundles.map(({ path }) => path)],
    // A test runner that is started by a test writes for that one, unless this is gone.
    { encoding: 'utf8', env: { ...process.env, NODE_TEST_CONTEXT: undefined }, timeout: 60_000 },
  );
  return { status, stdout, files, bundles };
}

describe('specs that are compiled to programs', () => {
  test('report the file and the line of a failed test, and run hooks of a file for its own tests', async (context) => {
    const { status, stdout, files } = await runBundles(context, {
      'shared.ts': ['export const shared = 2;'],
      'a.spec.ts': FAILING,
      'b.spec.ts': FAILING.map((line) => line.replace('shared, begun', 'shared - 1, begun')),
    });
    assert.equal(status, 1, stdout);
    assert.match(stdout, /pass 1\n.*fail 1\n/);
    assert.ok(stdout.includes(`${String(files[0])}:8:1`), stdout);
    assert.match(stdout, /a\.spec\.ts:9:\d+\)/);
    assert.doesNotMatch(stdout, /✖.*b\.spec\.ts/);
  });

  test('are one program for several files, and one for each that awaits at its top level', async (context) => {
    const { status, stdout, files, bundles } = await runBundles(context, {
      'a.spec.ts': PLACES,
      'b.spec.ts': AWAITING,
      'c.spec.ts': PLACES,
    });
    assert.equal(status, 0, stdout);
    assert.match(stdout, /pass 3\n/);
    assert.deepEqual(
      bundles.map((bundle) => bundle.files),
      [[files[0], files[2]], [files[1]]],
    );
  });

  test('have all their tests where one imports late what awaits at its top level', async (context) => {
    const { status, stdout } = await runBundles(context, {
      'fast.ts': waits(50),
      'slow.ts': waits(300),
      'a.spec.ts': IMPORTS_LATE,
      'b.spec.ts': imports('fast'),
      'c.spec.ts': imports('slow'),
    });
    assert.equal(status, 0, stdout);
    assert.match(stdout, /pass 3\n/);
  });

  test('name the file that does not end in time, and run the next', async (context) => {
    const { status, stdout } = await runBundles(
      context,
      { 'a.spec.ts': ENDLESS, 'b.spec.ts': PLACES },
      {
        fileMs: 500,
      },
    );
    assert.equal(status, 1);
    assert.match(stdout, /✖ .*a\.spec\.ts/);
    assert.match(stdout, /✔ knows its place/);
  });

  test('fail when they leave something open, and end soon', async (context) => {
    const begun = performance.now();
    const { status, stdout } = await runBundles(context, { 'a.spec.ts': LEFT_OPEN }, { openMs: 500 });
    assert.ok(performance.now() - begun < 50_000, 'the program was ended by its own limit');
    assert.equal(status, 1, stdout);
    assert.match(stdout, /Still open after the last test: .*TCPServerWrap/);
    assert.match(stdout, /✔ leaves a server/);
  });

  test('are refused when one does not compile', async (context) => {
    await assert.rejects(runBundles(context, { 'a.spec.ts': ['const = 1;'] }), /a\.spec\.ts:1/);
  });
});
