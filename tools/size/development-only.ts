import { build } from 'esbuild';

/** A text of each part of the library that a production build must leave out, by the feature that it belongs to. */
const TEXTS = { 'withInsecureBrowserApiKey()': 'has its API key in the browser' };

/**
 * The features whose code for development is in a production bundle of an entry point, or cannot be told apart any more because their
 * text is not in a development bundle either.
 */
export async function developmentLeftovers(file) {
  const [production, development] = await Promise.all([textOf(file, 'false'), textOf(file, 'true')]);
  return Object.entries(TEXTS)
    .filter(([, text]) => production.includes(text) || !development.includes(text))
    .map(([feature]) => feature);
}

async function textOf(file, ngDevMode) {
  const { outputFiles } = await build({
    entryPoints: [file],
    outdir: 'out',
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
    define: { ngDevMode },
    external: ['@angular/*', 'rxjs', 'rxjs/*', 'tslib', '@qlik/*', 'ngx-qlik', 'ngx-qlik/*'],
  });
  return outputFiles.map(({ text }) => text).join('\n');
}
