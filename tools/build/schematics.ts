import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { inProject } from '../environment/project-root.ts';

const SOURCES = inProject('projects/ngx-qlik/schematics');
const DESCRIPTIONS = [
  'collection.json',
  'migrations.json',
  'builders.json',
  ...['dev-server', 'ng-add', 'connection', 'chart', 'spaces'].map((name) => `${name}/schema.json`),
];

/**
 * Builds what the Angular command line loads of the library: the schematics and the builder of `ng serve`, each as one CommonJS file, with what
 * the library knows of connections in it. Angular's own packages and TypeScript are those of the command line.
 *
 * @param folder replaced
 */
export async function buildSchematics(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: { index: join(SOURCES, 'index.ts'), 'dev-server': join(SOURCES, 'dev-server/builder.ts') },
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    tsconfig: join(SOURCES, 'tsconfig.json'),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    charset: 'utf8',
    define: { ngDevMode: 'true', COMPANION_VERSIONS: JSON.stringify(companionVersions()) },
    plugins: [readBySchematics],
    external: ['@angular-devkit/*', '@schematics/*', 'picomatch', 'typescript'],
    logLevel: 'error',
  });
  for (const name of DESCRIPTIONS) cpSync(join(SOURCES, name), join(folder, name));
}

/** What reads an application is in the file of the schematics only, and the builder loads that file. */
const readBySchematics: Plugin = {
  name: 'read-by-schematics',
  setup(building) {
    building.onResolve({ filter: /\/served-hosts\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './index.cjs', external: true } : undefined,
    );
  },
};

/** The versions of the packages that schematics add beside the library. */
function companionVersions(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    ['sandbox', 'runtime'].map((folder) => {
      const file = readFileSync(inProject(`packages/${folder}/package.json`), 'utf8');
      const { name, version } = JSON.parse(file) as { readonly name: string; readonly version: string };
      return [name, version];
    }),
  );
}
