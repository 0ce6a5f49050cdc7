import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build } from 'esbuild';
import { readBundleGraph } from './bundle-graph.ts';
import type { BuildStats } from './build-stats.ts';
import { mergeBundles } from './merge-bundles.ts';
import { writeEarlyPages } from './early-pages.ts';

/** An application with two pages that share a module with each other, one with a third page, and one with the main script. */
const SOURCES = {
  'src/main.ts': `import { start } from './start';
    const pages = { one: () => import('./one'), two: () => import('./two'), three: () => import('./three') };
    start(async () => {
      const words = [];
      for (const load of Object.values(pages)) words.push((await load()).word);
      console.log(words.join(' '));
    });`,
  'src/start.ts': `export const mark = 'started'; export const start = (run: () => void) => { console.log(mark); run(); };`,
  'src/shared.ts': `export const shared = (word: string) => '<' + word + '>';`,
  'src/some.ts': `import { mark } from './start'; export const some = mark.length;`,
  'src/one.ts': `import { shared } from './shared'; import { mark } from './start'; export const word = shared('one ' + mark);`,
  'src/two.ts': `import { shared } from './shared'; import { some } from './some'; export const word = shared('two' + some);`,
  'src/three.ts': `import { some } from './some'; export const word = 'three' + some;`,
};

const EARLY = '<script src="qlik-early-start.js"></script>';

describe('merging the bundles of a build', () => {
  let folder: string;
  let site: string;
  let stats: BuildStats;

  before(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'merge-bundles-')));
    mkdirSync(join(folder, 'src'));
    for (const [name, text] of Object.entries(SOURCES)) writeFileSync(join(folder, name), text);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function buildSite(): Promise<void> {
    site = mkdtempSync(join(folder, 'site-'));
    const { metafile } = await build({
      ...{ absWorkingDir: folder, entryPoints: ['src/main.ts'], outdir: site, bundle: true, splitting: true },
      ...{ format: 'esm', target: 'es2022', metafile: true, minify: true, logLevel: 'error' },
      ...{ entryNames: '[name]-[hash]', chunkNames: 'chunk-[hash]' },
    });
    const nameOf = (path: string): string => path.replace(/^.*\//, '');
    stats = {
      outputs: Object.fromEntries(
        Object.entries(metafile.outputs).map(([path, { entryPoint, imports }]) => [
          nameOf(path),
          {
            ...(entryPoint === undefined ? {} : { entryPoint }),
            imports: imports.map(({ path: imported, kind }) => ({ path: nameOf(imported), kind })),
          },
        ]),
      ),
    };
    const main = readdirSync(site).find((name) => name.startsWith('main-'));
    writeFileSync(
      join(site, 'index.html'),
      `${EARLY}<link rel="modulepreload" href="chunk-AAAAAAAA.js"><script src="${main}" type="module"></script>`,
    );
  }

  it('has what a plan says in each file, and what is left divided by what needs it', async () => {
    await buildSite();
    const before = readdirSync(site).length;
    const files = await mergeBundles(site, stats, [
      { name: 'common', sharedBy: ['src/one.ts', 'src/two.ts'] },
      { name: 'pages', modules: ['src/one.ts', 'src/two.ts'] },
    ]);
    const graph = await readBundleGraph(site);
    const pages = files.get('pages') ?? '';
    assert.deepEqual([...files.keys()], ['common', 'pages']);
    assert.deepEqual(
      new Set(graph.withImports([pages])),
      new Set([pages, files.get('common'), graph.main]),
      'The page needs other files.',
    );
    assert.ok(readdirSync(site).length < before);
    for (const name of readdirSync(site).filter((each) => each.endsWith('.js')))
      assert.match(name, /^(main|common|pages|chunk)-[A-Z0-9]{8}\.js$/);
    const page = readFileSync(join(site, 'index.html'), 'utf8');
    assert.equal(page, `${EARLY}<script src="${graph.main}" type="module"></script>`);
  });

  it('leaves what the application does as it was', async () => {
    await buildSite();
    const run = async (): Promise<string> => {
      const { main } = await readBundleGraph(site);
      return execFileSync(process.execPath, ['--input-type=module', '-e', `await import('./${main}');`], {
        ...{ cwd: site, encoding: 'utf8', timeout: 30_000 },
      });
    };
    writeFileSync(join(site, 'package.json'), '{"type":"module"}');
    const former = await run();
    assert.match(former, /started\n<one started> <two7> three7\n/);
    await mergeBundles(site, stats, [{ name: 'pages', modules: ['src/two.ts', 'src/one.ts'] }]);
    assert.equal(await run(), former);
  });

  it('names a file by its content', async () => {
    const merge = async (): Promise<readonly string[]> => {
      await buildSite();
      await mergeBundles(site, stats, [{ name: 'pages', modules: ['src/one.ts'] }]);
      return readdirSync(site);
    };
    const former = await merge();
    assert.deepEqual(await merge(), former);
    writeFileSync(join(folder, 'src/three.ts'), SOURCES['src/three.ts'].replace("'three'", "'third'"));
    const other = await merge();
    writeFileSync(join(folder, 'src/three.ts'), SOURCES['src/three.ts']);
    assert.notDeepEqual(other, former);
  });

  it('refuses a plan with a module that is not loaded on demand, or that leaves a bundle empty', async () => {
    await buildSite();
    await assert.rejects(
      mergeBundles(site, stats, [{ name: 'pages', modules: ['src/gone.ts'] }]),
      /src\/gone\.ts is not loaded on demand/,
    );
    await assert.rejects(
      mergeBundles(site, stats, [
        { name: 'pages', modules: ['src/one.ts'] },
        { name: 'again', modules: ['src/one.ts'] },
      ]),
      /Nothing is left for the bundle again/,
    );
  });

  it('tells a page which bundles it needs, and fails where that is not all', async () => {
    await buildSite();
    const files = await mergeBundles(site, stats, [
      { name: 'common', sharedBy: ['src/one.ts', 'src/two.ts'] },
      { name: 'one', modules: ['src/one.ts'] },
    ]);
    await assert.rejects(
      writeEarlyPages(site, [{ address: /\/one$/, bundles: ['one'] }], files),
      /The bundles one of .+ need common-\w{8}\.js, too/,
    );
    await assert.rejects(
      writeEarlyPages(site, [{ address: /\/one$/, bundles: ['two'] }], files),
      /has the bundle two, which is not there/,
    );
    await writeEarlyPages(site, [{ address: /\/one$/, bundles: ['common', 'one'] }], files);
    const page = readFileSync(join(site, 'index.html'), 'utf8');
    const scripts = ['common', 'one'].map((name) => files.get(name));
    assert.ok(
      page.includes(`&quot;scripts&quot;:${JSON.stringify(scripts).replaceAll('"', '&quot;')}`),
      page,
    );
  });
});
