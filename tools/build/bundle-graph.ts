import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { importedAtOnce, reachable } from './build-stats.ts';

/** A built site: its main script, and what scripts import at once. Names are relative to its folder. */
export interface BundleGraph {
  main: string;
  withImports: (names: Iterable<string>) => Set<string>;
}

/**
 * The scripts of a built application and what each imports, read from the files themselves: after scripts have been merged, `stats.json`
 * still tells of those before.
 *
 * @param folder of the built site
 * @throws {Error} when there is no main script
 */
export async function readBundleGraph(folder: string): Promise<BundleGraph> {
  const main = readdirSync(folder).find((name) => /^main(-[\w-]{8})?\.js$/.test(name));
  if (main === undefined) throw new Error(`There is no main script in ${folder}.`);
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
    Object.entries(metafile.inputs).map(([path, input]) => [path, importedAtOnce(input)]),
  );
  const withImports = (names: Iterable<string>) => reachable(names, (name) => imports.get(name) ?? []);
  return { main, withImports };
}
