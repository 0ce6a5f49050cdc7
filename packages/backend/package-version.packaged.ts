import { readFileSync } from 'node:fs';
import type * as sources from './package-version.ts';

// Stands for `package-version.ts` in the published package, whose compiled files are in a folder below its `package.json`.

/** Returns the version of the package. */
export const packageVersion: typeof sources.packageVersion = () => {
  const file = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
};
