import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/**
 * What a browser loads before the application can begin: the page, what the page names, and what that imports without being asked.
 *
 * @param folder the build's output, with `stats.json` (esbuild's metafile) and `browser/`
 * @returns `{ bytes, files, qlikModules }`; bytes after gzip, of each file by itself
 */
export function initialDownload(folder) {
  const page = readFileSync(join(folder, 'browser/index.html'), 'utf8');
  const { outputs } = JSON.parse(readFileSync(join(folder, 'stats.json'), 'utf8'));
  const files = new Set();
  const follow = (name) => {
    if (files.has(name) || outputs[name] === undefined) return;
    files.add(name);
    for (const { path, kind } of outputs[name].imports ?? []) {
      if (kind === 'import-statement' || kind === 'import-rule') follow(path);
    }
  };
  const named = [...page.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, path]) =>
    path.replace(/^\//, ''),
  );
  if (named.length === 0) throw new Error('The page names no script, so its download cannot be measured.');
  named.forEach(follow);
  // A script that was not bundled is served as it is, and counts all the same.
  named.filter((name) => existsSync(join(folder, 'browser', name))).forEach((name) => files.add(name));
  const missing = named.filter((name) => !files.has(name));
  if (missing.length > 0) throw new Error(`stats.json does not know ${missing.join(', ')}.`);

  const sizes = [...files].map(
    (name) => gzipSync(readFileSync(join(folder, 'browser', name)), { level: 9 }).length,
  );
  const modules = [...files].flatMap((name) => Object.keys(outputs[name]?.inputs ?? {}));
  return {
    bytes: sizes.reduce((sum, size) => sum + size, gzipSync(page, { level: 9 }).length),
    files: [...files],
    qlikModules: modules.filter((path) => /(^|\/)node_modules\/@qlik\//.test(path)),
  };
}
