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
 * the library knows of connections in it. Angular's own packages, what they depend on, and TypeScript are those of the command line.
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
    external: ['@angular-devkit/*', '@schematics/*', 'typescript'],
    plugins: [picomatchOfAngular],
    logLevel: 'error',
  });
  for (const name of DESCRIPTIONS) cpSync(join(SOURCES, name), join(folder, name));
}

/**
 * `@angular-devkit/core` depends on it, from Angular 19 to 22; a package manager may keep both out of reach of the library's folder. Angular's
 * command line gives schematics a `require` without `resolve`.
 */
const picomatchOfAngular: Plugin = {
  name: 'picomatch-of-angular',
  setup(bundling) {
    bundling.onResolve({ filter: /^picomatch$/ }, ({ path }) => ({ path, namespace: 'of-angular' }));
    bundling.onLoad({ filter: /./, namespace: 'of-angular' }, ({ path }) => ({
      contents: `
        const { realpathSync } = require('node:fs');
        const { createRequire } = require('node:module');
        const load = (from) => createRequire(createRequire(from).resolve('@angular-devkit/core'))('${path}');
        const places = [() => realpathSync(process.argv[1]), () => __filename, () => process.cwd() + '/package.json'];
        const failures = [];
        for (const place of places)
          try {
            module.exports = load(place());
            break;
          } catch (error) {
            failures.push(error);
          }
        if (failures.length === places.length)
          throw new AggregateError(failures, 'ngx-qlik needs @angular-devkit/core of the workspace: install it.');`,
    }));
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
