import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { inProject } from '../environment/project-root.ts';

const SOURCES = inProject('projects/ngx-qlik/schematics');
const DESCRIPTIONS = [
  'collection.json',
  'migrations.json',
  ...['ng-add', 'connection', 'chart', 'spaces'].map((name) => `${name}/schema.json`),
];

/**
 * Builds the schematics of the library as the Angular command line loads them: one CommonJS file, with what the library knows of connections in
 * it. Angular's own packages and TypeScript are those of the command line.
 *
 * @param folder replaced
 */
export async function buildSchematics(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(SOURCES, 'index.ts')],
    outfile: join(folder, 'index.cjs'),
    tsconfig: join(SOURCES, 'tsconfig.json'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    charset: 'utf8',
    define: { ngDevMode: 'true' },
    external: ['@angular-devkit/*', '@schematics/*', 'typescript'],
    logLevel: 'error',
  });
  for (const name of DESCRIPTIONS) cpSync(join(SOURCES, name), join(folder, name));
}
