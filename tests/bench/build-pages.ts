import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { precompress } from '../../tools/build/precompress.ts';

const PAGES = fileURLToPath(new URL('./pages', import.meta.url));
const NAMES = ['spaces', 'hypercube', 'chart'];

/** Bundles the alternatives as a production build would, and lays them out as a site for the same server. */
export async function buildPages(folder: string): Promise<void> {
  await build({
    entryPoints: NAMES.map((name) => join(PAGES, `${name}.ts`)),
    outdir: folder,
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  for (const name of NAMES) copyFileSync(join(PAGES, `${name}.html`), join(folder, `${name}.html`));
  copyFileSync(join(PAGES, 'chart.css'), join(folder, 'chart.css'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Bench</title>');
  await precompress(folder);
}
