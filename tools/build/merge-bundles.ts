import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { type OutputChunk, rollup } from 'rollup';
import { type BuildStats, BuiltScripts, MAIN } from './build-stats.ts';
import type { PlannedBundle } from './bundle-plan.ts';

/**
 * Merges the scripts of a built application into few: first the main script with all that it imports at once, then the bundles of a plan.
 * What the plan leaves out is divided anew by what needs it. The page names the new main script.
 *
 * @param site folder of the built application
 * @param stats of the build, whose scripts are those of the folder
 * @returns the file name of each bundle of the plan
 * @throws {Error} when a module of the plan is not loaded on demand
 */
export async function mergeBundles(
  site: string,
  stats: BuildStats,
  plan: readonly PlannedBundle[],
): Promise<ReadonlyMap<string, string>> {
  const scripts = new BuiltScripts(stats);
  const planned = assign(scripts, plan);
  const main = scripts.of(MAIN);
  const bundle = await rollup({
    input: { main: join(site, main) },
    // Files of the site only: what has another address is asked for as it is written.
    external: (id) => !/^(\.{0,2}\/)/.test(id),
    onwarn: (warning) => {
      throw new Error(`The bundles were not merged: ${warning.message}`);
    },
  });
  let chunks: readonly OutputChunk[];
  try {
    const { output } = await bundle.generate({
      format: 'es',
      compact: true,
      hashCharacters: 'base36',
      entryFileNames: '[name]-[hash].js',
      chunkFileNames: ({ name }) => `${planned.names.has(name) ? name : 'chunk'}-[hash].js`,
      manualChunks: (id) => planned.bundleOf(id.slice(site.length).replace(/^[\\/]/, '')),
    });
    chunks = output.filter((each) => each.type === 'chunk');
  } finally {
    await bundle.close();
  }
  for (const name of readdirSync(site).filter((each) => each in stats.outputs && each.endsWith('.js')))
    rmSync(join(site, name));
  // As Angular writes hashes: by them servers know what never changes.
  const names = new Map(chunks.map(({ fileName }) => [fileName, withUpperHash(fileName)]));
  for (const { fileName, code } of chunks) {
    const { code: minified } = await transform(withNames(code, names), { minify: true, format: 'esm' });
    writeFileSync(join(site, withUpperHash(fileName)), minified);
  }
  const newMain = chunks.find(({ isEntry }) => isEntry);
  if (!newMain) throw new Error('The merged bundles have no main script.');
  nameMain(join(site, 'index.html'), main, withUpperHash(newMain.fileName));
  return new Map(
    plan.map(({ name }) => {
      const found = chunks.find((chunk) => chunk.name === name && !chunk.isEntry);
      if (!found) throw new Error(`Nothing is left for the bundle ${name}.`);
      return [name, withUpperHash(found.fileName)];
    }),
  );
}

interface Assignment {
  readonly names: ReadonlySet<string>;
  /** The name of the bundle that has a script. */
  readonly bundleOf: (script: string) => string | undefined;
}

function assign(scripts: BuiltScripts, plan: readonly PlannedBundle[]): Assignment {
  const initial = scripts.withImports(MAIN);
  const bundles = new Map([...initial].map((script) => [script, 'main']));
  for (const { name, modules = [], sharedBy = [] } of plan) {
    const [first, ...others] = sharedBy.map((module) => scripts.withImports(module));
    const shared = [...(first ?? [])].filter((script) => others.every((each) => each.has(script)));
    for (const script of [...modules.flatMap((module) => [...scripts.withImports(module)]), ...shared]) {
      if (!bundles.has(script)) bundles.set(script, name);
    }
  }
  return { names: new Set(plan.map(({ name }) => name)), bundleOf: (script) => bundles.get(script) };
}

function withUpperHash(fileName: string): string {
  return fileName.replace(/-[a-z0-9]{8}\.js$/, (hash) => `${hash.slice(0, -3).toUpperCase()}.js`);
}

function withNames(code: string, names: ReadonlyMap<string, string>): string {
  let text = code;
  for (const [former, name] of names) text = text.replaceAll(former, name);
  return text;
}

/** Names another main script in a page, and no scripts that the former one imported. */
function nameMain(page: string, former: string, main: string): void {
  const html = readFileSync(page, 'utf8');
  const named = html
    .replace(/<link rel="modulepreload" href="[^"]+">/g, '')
    .replace(`"${former}"`, `"${main}"`);
  if (!named.includes(`"${main}"`)) throw new Error(`The page does not name ${former}.`);
  writeFileSync(page, named);
}
