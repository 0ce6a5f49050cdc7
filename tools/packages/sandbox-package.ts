import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { pageScript, PAGE_FOLDER } from '../../packages/sandbox/faults/page-script.ts';
import { buildRuntime } from '../../packages/sandbox/runtime/build.ts';
import { inProject } from '../environment/project-root.ts';
import { rollUpDeclarations } from './declarations.ts';
import { licensesOf } from './licenses.ts';
import { dependenciesOf, type PackageJson } from './package-json.ts';

const SOURCES = inProject('packages/sandbox');

/** Where the package is built. */
export const SANDBOX_PACKAGE = inProject('dist/qlik-sandbox');

/** The files that are run or imported, by their name in the package. */
const ENTRY_POINTS = {
  main: 'main.ts',
  index: 'index.ts',
  playwright: 'test-runners/playwright.ts',
  'global-setup': 'test-runners/global-setup.ts',
  'jest-setup': 'test-runners/jest-setup.ts',
  'jest-teardown': 'test-runners/jest-teardown.ts',
} as const;

/** Larger data files are left out: no demo app reads them, and they would double the download. */
const LARGEST_DATA_FILE = 2_000_000;

/**
 * Builds the package `qlik-sandbox`: compiled, with the runtime for browsers, the demo data and the page for faults in it.
 * @throws {Error} when a source does not compile, or imports a package that `packages/sandbox/package.json` does not list
 */
export async function buildSandboxPackage(folder = SANDBOX_PACKAGE): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: Object.fromEntries(
      Object.entries(ENTRY_POINTS).map(([name, file]) => [name, join(SOURCES, file)]),
    ),
    outdir: join(folder, 'lib'),
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    metafile: true,
    legalComments: 'none',
    logLevel: 'error',
    plugins: [packagedModules()],
  });
  const source = JSON.parse(readFileSync(join(SOURCES, 'package.json'), 'utf8')) as PackageJson;
  const manifest = packageJson(source, dependenciesOf(metafile, source));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  writeFileSync(join(folder, 'bin.mjs'), `#!/usr/bin/env node\nimport './lib/main.mjs';\n`, { mode: 0o755 });
  rollUpDeclarations({
    project: SOURCES,
    entryPoints: Object.entries(ENTRY_POINTS)
      .filter(([name]) => name !== 'main')
      .map(([name, file]) => ({ file, declarations: join(folder, 'lib', `${name}.d.mts`) })),
  });
  const { directory } = await buildRuntime();
  copyRuntime(directory, join(folder, 'runtime'));
  copyData(join(folder, 'data'));
  await copyFaultPage(join(folder, 'faults-page'));
  cpSync(join(SOURCES, 'PACKAGE.md'), join(folder, 'README.md'));
  cpSync(inProject('LICENSE'), join(folder, 'LICENSE'));
  for (const file of ['Dockerfile', 'compose.yaml']) cpSync(join(SOURCES, file), join(folder, file));
  writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), licensesOf(bundledPackages(source)));
}

/** In the package, `name.packaged.ts` stands for `name.ts` wherever there is one. */
function packagedModules(): Plugin {
  return {
    name: 'packaged-modules',
    setup(plugin) {
      plugin.onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path, resolveDir, kind }) => {
        if (kind === 'entry-point' || path.endsWith('.packaged.ts')) return undefined;
        const packaged = join(resolveDir, path.replace(/\.ts$/, '.packaged.ts'));
        return statSync(packaged, { throwIfNoEntry: false })?.isFile() ? { path: packaged } : undefined;
      });
    },
  };
}

function packageJson(source: PackageJson, dependencies: Readonly<Record<string, string>>): object {
  const { name, version, description, license, engines, repository, keywords } = source;
  const entry = (file: string): object => ({ types: `./lib/${file}.d.mts`, default: `./lib/${file}.mjs` });
  return {
    ...{ name, version, description, license, repository, keywords, engines },
    type: 'module',
    bin: { 'qlik-sandbox': 'bin.mjs' },
    exports: {
      '.': entry('index'),
      './playwright': entry('playwright'),
      './global-setup': entry('global-setup'),
      './jest-setup': entry('jest-setup'),
      './jest-teardown': entry('jest-teardown'),
      './package.json': './package.json',
    },
    sideEffects: false,
    dependencies: { ...dependencies, ...pinned() },
  };
}

/** Later versions of this package of Fastify's ask for Node 22; the repository overrides it, which a package cannot do for its users. */
function pinned(): Record<string, string> {
  const name = 'light-my-request';
  const { overrides } = JSON.parse(readFileSync(inProject('package.json'), 'utf8')) as {
    overrides: Record<string, string>;
  };
  const version = overrides[name];
  if (version === undefined)
    throw new Error(`package.json overrides ${name} no longer: remove it here, too.`);
  return { [name]: version };
}

/** Only the smallest form of each file; the server unpacks it for a client that does not accept Brotli. */
function copyRuntime(source: string, target: string): void {
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(source))
    if (/\.(br|json)$/.test(name)) cpSync(join(source, name), join(target, name));
}

/** The tables: files that a load script can read. */
function copyData(target: string): void {
  const source = join(dirname(createRequire(import.meta.url).resolve('vega-datasets')), '..', 'data');
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(source)) {
    const file = join(source, name);
    if (statSync(file).size <= LARGEST_DATA_FILE && (/\.[ct]sv$/.test(name) || isJsonTable(file)))
      cpSync(file, join(target, name));
  }
}

function isJsonTable(file: string): boolean {
  if (!file.endsWith('.json')) return false;
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return Array.isArray(content) && content.every((row) => typeof row === 'object' && row !== null);
}

async function copyFaultPage(target: string): Promise<void> {
  mkdirSync(target, { recursive: true });
  for (const file of ['page.html', 'page.css']) cpSync(join(PAGE_FOLDER, file), join(target, basename(file)));
  writeFileSync(join(target, 'page.js'), await pageScript());
}

/** The packages whose code or data is inside: what the runtime for browsers is made of, and the demo data. */
function bundledPackages({ dependencies = {} }: PackageJson): string[] {
  const charts = Object.keys(dependencies).filter((name) => name.startsWith('@nebula.js/'));
  return [...charts, '@qlik/api', 'fast-deep-equal', 'vega-datasets'].sort();
}
