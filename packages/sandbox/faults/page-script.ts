import { join } from 'node:path';
import * as esbuild from 'esbuild';

/** The folder of the page for setting up faults: `page.html` and `page.css`. */
export const PAGE_FOLDER = join(import.meta.dirname, 'page');

/** Bundles the script of the page. */
export async function pageScript(): Promise<string> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(PAGE_FOLDER, 'browser', 'page.ts')],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles.map(({ text }) => text).join('');
}
