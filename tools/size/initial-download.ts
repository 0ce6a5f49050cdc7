import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readBundleGraph } from '../build/bundle-graph.ts';

/**
 * What a browser loads before the application can begin: the page, what the page names, and what that imports without being asked.
 *
 * @param folder the build's output, with `stats.json` (esbuild's metafile) and `browser/`
 * @returns `{ bytes, files, qlikModules }`; bytes after gzip, of each file by itself
 */
export async function initialDownload(folder) {
  const site = join(folder, 'browser');
  const page = readFileSync(join(site, 'index.html'), 'utf8');
  const named = [...page.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, path]) =>
    path.replace(/^\//, ''),
  );
  if (named.length === 0) throw new Error('The page names no script, so its download cannot be measured.');
  const missing = named.filter((name) => !existsSync(join(site, name)));
  if (missing.length > 0) throw new Error(`The page names ${missing.join(', ')}, which is not there.`);

  const { withImports } = await readBundleGraph(site);
  const files = [...withImports(named)];
  const sizes = files.map((name) => gzipSync(readFileSync(join(site, name)), { level: 9 }).length);
  return {
    bytes: sizes.reduce((sum, size) => sum + size, gzipSync(page, { level: 9 }).length),
    files,
    qlikModules: initialModules(folder).filter((path) => /(^|\/)node_modules\/@qlik\//.test(path)),
  };
}

/** The sources of these files. What is reached from the main script without being asked for is the same before chunks are merged. */
function initialModules(folder) {
  const { outputs } = JSON.parse(readFileSync(join(folder, 'stats.json'), 'utf8'));
  const main = Object.keys(outputs).find((name) => outputs[name].entryPoint === 'src/main.ts');
  if (main === undefined) throw new Error('stats.json names no bundle of src/main.ts.');
  const chunks = new Set();
  const follow = (name) => {
    if (chunks.has(name) || outputs[name] === undefined) return;
    chunks.add(name);
    for (const { path, kind } of outputs[name].imports ?? []) if (kind === 'import-statement') follow(path);
  };
  follow(main);
  return [...chunks].flatMap((name) => Object.keys(outputs[name].inputs));
}
