import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as sources from './build.ts';
import type { RuntimeManifest } from './runtime-manifest.ts';

// Stands for `build.ts` in the published package, which contains the built runtime: no chart package and no bundler is needed.

const DIRECTORY = join(import.meta.dirname, '..', 'runtime');

export const buildRuntime: typeof sources.buildRuntime = async () => ({
  directory: DIRECTORY,
  manifest: JSON.parse(await readFile(join(DIRECTORY, 'manifest.json'), 'utf8')) as RuntimeManifest,
});

export const runtimeDirectory: typeof sources.runtimeDirectory = () => Promise.resolve(DIRECTORY);
