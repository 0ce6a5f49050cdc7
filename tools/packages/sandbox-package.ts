import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pageScript, PAGE_FOLDER } from '../../packages/sandbox/faults/page-script.ts';
import { buildRuntime } from '../../packages/sandbox/runtime/build.ts';
import { licensesOf } from '../build/licenses.ts';
import { inProject } from '../environment/project-root.ts';
import { rollUpDeclarations } from './declarations.ts';
import { bundlePackage } from './node-package.ts';
import type { PackageJson } from './package-json.ts';

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

const entry = (file: string): object => ({ types: `./lib/${file}.d.mts`, default: `./lib/${file}.mjs` });
const EXPORTS = {
  '.': entry('index'),
  './playwright': entry('playwright'),
  './global-setup': entry('global-setup'),
  './jest-setup': entry('jest-setup'),
  './jest-teardown': entry('jest-teardown'),
  './package.json': './package.json',
};

/** Larger data files are left out: no demo app reads them, and they would double the download. */
const LARGEST_DATA_FILE = 2_000_000;

/**
 * Builds the package `qlik-sandbox`: compiled, with the runtime for browsers, the demo data and the page for faults in it.
 * @throws {Error} when a source does not compile, or imports a package that `packages/sandbox/package.json` does not list
 */
export async function buildSandboxPackage(folder = SANDBOX_PACKAGE): Promise<void> {
  const source = await bundlePackage({
    sources: SOURCES,
    folder,
    entryPoints: ENTRY_POINTS,
    commands: { 'qlik-sandbox': 'main' },
    manifest: { exports: EXPORTS, sideEffects: false },
  });
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
  writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), licensesOf(bundledPackages(source), SOURCES));
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
  return [...charts, '@qlik/api', 'fast-deep-equal', 'marked', 'vega-datasets'].sort();
}
