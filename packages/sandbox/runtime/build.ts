import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { compressFiles } from './compression.ts';
import { findQlikApiChunks, qlikApiChunks } from './qlik-api-chunks.ts';
import { describeModules, type RuntimeManifest } from './runtime-manifest.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const BROWSER_SOURCES = join(HERE, 'browser');
const CACHE = join(HERE, '..', '..', '..', '.cache', 'qlik-embed');

/** Written last; a directory that has it is complete. */
const MANIFEST = 'manifest.json';

/** What is built, by file name. */
const ENTRY_POINTS = {
  'qlik-client': join(BROWSER_SOURCES, 'qlik-client.ts'),
  'embed-vanilla': join(BROWSER_SOURCES, 'embed-vanilla.ts'),
  'initial-app-state': join(BROWSER_SOURCES, 'initial-app-state.ts'),
  'classic-page': join(BROWSER_SOURCES, 'classic', 'classic-page.ts'),
  'oauth-callback': join(BROWSER_SOURCES, 'oauth-callback.ts'),
};

/** A built runtime: a directory to be served under `/qlik-embed/`. */
export interface BuiltRuntime {
  readonly directory: string;
  readonly manifest: RuntimeManifest;
}

let building: Promise<BuiltRuntime> | undefined;

/**
 * Builds the runtime, or reuses a build: the result is cached under `.cache/qlik-embed/` by a hash of its inputs. Some seconds
 * the first time, some milliseconds afterwards. Several processes may do so at once.
 * @throws {Error} when a source or a package is missing or does not compile.
 */
export function buildRuntime(): Promise<BuiltRuntime> {
  building ??= findOrBuild().catch((error: unknown) => {
    building = undefined;
    throw error;
  });
  return building;
}

/** Returns the directory of the runtime of the current sources; it exists after `buildRuntime`. */
export async function runtimeDirectory(): Promise<string> {
  return join(CACHE, await inputHash());
}

async function findOrBuild(): Promise<BuiltRuntime> {
  const directory = await runtimeDirectory();
  if (!existsSync(join(directory, MANIFEST))) await buildInto(directory);
  const manifest = JSON.parse(await readFile(join(directory, MANIFEST), 'utf8')) as RuntimeManifest;
  return { directory, manifest };
}

async function buildInto(directory: string): Promise<void> {
  const work = join(CACHE, `.building-${randomUUID()}`);
  await mkdir(work, { recursive: true });
  try {
    const manifest = await bundle(work);
    await compressFiles(work);
    await writeFile(join(work, MANIFEST), JSON.stringify(manifest, undefined, 2));
    await moveIntoPlace(work, directory);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function moveIntoPlace(work: string, directory: string): Promise<void> {
  try {
    await rename(work, directory);
  } catch (error) {
    // Another process built the same runtime in the meantime; use that build.
    if (!existsSync(join(directory, MANIFEST))) throw error;
  }
}

async function bundle(outdir: string): Promise<RuntimeManifest> {
  const common = {
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
  } satisfies esbuild.BuildOptions;
  const { metafile } = await esbuild.build({
    ...common,
    entryPoints: ENTRY_POINTS,
    outdir,
    format: 'esm',
    splitting: true,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    metafile: true,
    plugins: [qlikApiChunks(await findQlikApiChunks())],
  });
  const manifest = describeModules(metafile, outdir);
  await esbuild.build({
    ...common,
    entryPoints: { main: join(BROWSER_SOURCES, 'main.ts') },
    outdir,
    format: 'iife',
    define: { ...common.define, RUNTIME_MODULES: JSON.stringify(manifest.modules) },
  });
  return manifest;
}

/** Returns a hash of all inputs: sources, this build, and the versions of the bundled packages. */
async function inputHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of await sourceFiles()) {
    hash.update(relative(HERE, file).split(sep).join('/')).update('\0');
    hash.update(await readFile(file)).update('\0');
  }
  for (const name of await bundledPackages()) hash.update(`${name}@${await packageVersion(name)}\0`);
  return hash.digest('hex').slice(0, 20);
}

async function sourceFiles(): Promise<string[]> {
  const own = ['build.ts', 'compression.ts', 'qlik-api-chunks.ts', 'runtime-manifest.ts'].map((name) =>
    join(HERE, name),
  );
  const browser = await readdir(BROWSER_SOURCES, { recursive: true, withFileTypes: true });
  return [
    ...own,
    ...browser.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)),
  ].sort();
}

async function bundledPackages(): Promise<string[]> {
  const { dependencies } = JSON.parse(await readFile(join(HERE, '..', 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const charts = Object.keys(dependencies).filter((name) => name.startsWith('@nebula.js/'));
  return [...charts, '@qlik/api', 'enigma.js', 'esbuild', 'fast-deep-equal', 'marked'].sort();
}

/** Read from disk, not resolved: some of these packages do not export their `package.json`. */
async function packageVersion(name: string): Promise<string> {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const folder of folders) {
    const file = join(folder, name, 'package.json');
    if (!existsSync(file)) continue;
    return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version;
  }
  throw new Error(`The package ${name} is not installed. Run "npm install" in the repository.`);
}
