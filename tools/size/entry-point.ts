import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/**
 * Size of one entry point of the built library, with all of its exports, minified, after gzip. Not counted are Angular, RxJS, Qlik's
 * packages, other entry points, and what is loaded only when it is needed (`import()`).
 */
export async function entryPointSize(file) {
  const { outputFiles, metafile } = await build({
    entryPoints: { entry: file },
    outdir: 'out',
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    metafile: true,
    logLevel: 'silent',
    define: { ngDevMode: 'false' },
    external: ['@angular/*', 'rxjs', 'rxjs/*', 'tslib', '@qlik/*', 'ngx-qlik', 'ngx-qlik/*'],
  });
  const counted = new Set();
  const follow = (path) => {
    if (counted.has(path)) return;
    counted.add(path);
    for (const each of metafile.outputs[path].imports) {
      if (each.kind === 'import-statement' && !each.external) follow(each.path);
    }
  };
  follow('out/entry.js');
  return outputFiles
    .filter(({ path }) => [...counted].some((name) => path.replaceAll('\\', '/').endsWith(name)))
    .reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0);
}
