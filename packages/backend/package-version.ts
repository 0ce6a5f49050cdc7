import { readFileSync } from 'node:fs';

/** Returns the version of the package. */
export function packageVersion(): string {
  const file = new URL('./package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}
