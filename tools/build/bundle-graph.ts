import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The scripts of a built application and what each imports, read from the files themselves: after Angular's command line has merged
 * chunks, its `stats.json` still tells of those before.
 *
 * @param {string} folder of the built site
 * @returns {Promise<{ main: string, withImports(names: Iterable<string>): Set<string> }>} names are relative to the folder
 * @throws {Error} when there is no main script
 */
export async function readBundleGraph(folder) {
  const main = readdirSync(folder).find((name) => /^main(-[\w-]{8})?\.js$/.test(name));
  if (main === undefined) throw new Error(`There is no main script in ${folder}.`);
  // Not at the top: what only measures is read before dependencies may be installed.
  const { build } = await import('esbuild');
  const { metafile } = await build({
    entryPoints: [join(folder, main)],
    absWorkingDir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    outdir: 'unused',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  const imports = new Map(
    Object.entries(metafile.inputs).map(([path, input]) => [
      path,
      input.imports.filter(({ kind }) => kind === 'import-statement').map(({ path: imported }) => imported),
    ]),
  );
  const withImports = (names) => {
    const found = new Set();
    const follow = (name) => {
      if (found.has(name)) return;
      found.add(name);
      for (const each of imports.get(name) ?? []) follow(each);
    };
    for (const name of names) follow(name);
    return found;
  };
  return { main, withImports };
}
