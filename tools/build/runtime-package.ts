import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../environment/project-root.ts';
import { QLIK_CLIENT_FOLDER } from './qlik-client.ts';
import { publishedManifest } from './published-manifest.ts';

const SOURCES = inProject('packages/runtime');

/** Where the package is built. */
const RUNTIME_PACKAGE = inProject('dist/ngx-qlik-runtime');

/**
 * Makes the package `ngx-qlik-runtime` of the runtime that was built: the files that an application serves for servers without one. It is a
 * package of its own because few applications need it, and it would be a quarter of the library's download.
 *
 * @param folder replaced
 */
export function buildRuntimePackage(folder = RUNTIME_PACKAGE): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(QLIK_CLIENT_FOLDER, join(folder, 'files'), { recursive: true });
  cpSync(join(SOURCES, 'PACKAGE.md'), join(folder, 'README.md'));
  const published = publishedManifest(readFileSync(join(SOURCES, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(published, undefined, 2)}\n`);
}
