import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type OnResolveArgs, type OnResolveResult } from 'esbuild';
import { BuiltScripts, MAIN, readBuildStats, reachable } from './build/build-stats.ts';
import { initialBytes } from './build/initial-bytes.ts';

/** A text of each part of the library that a production build must leave out, by the feature that it belongs to. */
const DEVELOPMENT_TEXTS = { 'withInsecureBrowserApiKey()': 'has its API key in the browser' };

/**
 * What a browser loads before the application can begin: the page, what the page names, and what that imports at once.
 *
 * @param folder the build's output, with `stats.json` (esbuild's metafile) and `browser/`
 * @returns bytes after gzip, of each file by itself; the modules of Qlik's packages among them
 */
export async function initialDownload(folder: string): Promise<{ bytes: number; qlikModules: string[] }> {
  const site = join(folder, 'browser');
  const page = gzipSync(readFileSync(join(site, 'index.html')), { level: 9 }).length;
  return {
    bytes: page + (await initialBytes(site)),
    qlikModules: initialModules(folder).filter((path) => /(^|\/)node_modules\/@qlik\//.test(path)),
  };
}

/** Sources of the first download. What is reached from the main script at once is the same before chunks are merged. */
function initialModules(folder: string): string[] {
  const stats = readBuildStats(folder);
  const scripts = new BuiltScripts(stats).withImports(MAIN);
  return [...scripts].flatMap((name) => Object.keys(stats.outputs[name]?.inputs ?? {}));
}

/**
 * Size of one entry point of the built library, with all of its exports, minified, after gzip. Not counted are Angular, RxJS, Qlik's
 * packages, entry points that need others, and what is loaded only when it is needed (`import()`).
 */
export async function entryPointSize(file: string): Promise<number> {
  const { outputFiles, metafile } = await bundle(file, 'false');
  const counted = reachable(['out/entry.js'], (name) =>
    (metafile.outputs[name]?.imports ?? [])
      .filter(({ kind, external }) => kind === 'import-statement' && !external)
      .map(({ path }) => path),
  );
  return outputFiles
    .filter(({ path }) => [...counted].some((name) => path.replaceAll('\\', '/').endsWith(name)))
    .reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0);
}

/**
 * The features whose code for development is in a production bundle of an entry point, or cannot be told apart any more because their
 * text is not in a development bundle either.
 */
export async function developmentLeftovers(file: string): Promise<string[]> {
  const [production = '', development = ''] = await Promise.all(
    ['false', 'true'].map(async (ngDevMode) =>
      (await bundle(file, ngDevMode)).outputFiles.map(({ text }) => text).join('\n'),
    ),
  );
  return Object.entries(DEVELOPMENT_TEXTS)
    .filter(([, text]) => production.includes(text) || !development.includes(text))
    .map(([feature]) => feature);
}

function bundle(file: string, ngDevMode: string) {
  return build({
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
    define: { ngDevMode },
    external: ['@angular/*', 'rxjs', 'rxjs/*', 'tslib', '@qlik/*', 'ngx-qlik'],
    plugins: [
      {
        name: 'entry-points',
        setup: (build) => build.onResolve({ filter: /^ngx-qlik\// }, resolveEntryPoint),
      },
    ],
  });
}

/** An entry point that needs no other but `ngx-qlik/json` and `ngx-qlik/quoting` is part of what imports it; the others are there for their own sake. */
function resolveEntryPoint({ path, resolveDir }: OnResolveArgs): OnResolveResult {
  const file = join(resolveDir, `${path.replaceAll('/', '-')}.mjs`);
  const needsOthers = /from ?['"]ngx-qlik(?:\/(?!(?:json|quoting)['"])|['"])/.test(
    readFileSync(file, 'utf8'),
  );
  return needsOthers ? { path, external: true } : { path: file };
}
