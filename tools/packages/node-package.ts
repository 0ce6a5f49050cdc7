import { chmodSync, cpSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { inProject } from '../environment/project-root.ts';
import { dependenciesOf, type PackageJson } from './package-json.ts';

/** What is built of a package for Node. */
interface NodePackage {
  /** Its folder in the repository, with `package.json`, `PACKAGE.md`, and maybe `Dockerfile` and `compose.yaml`. */
  readonly sources: string;
  /** Where it is built; replaced. */
  readonly folder: string;
  /** The files that are run or imported, by their name in the package. */
  readonly entryPoints: Readonly<Record<string, string>>;
  /** The names of its commands, with the entry point that each runs. */
  readonly commands: Readonly<Record<string, string>>;
  /** Further members of its `package.json`. */
  readonly manifest?: Readonly<Record<string, unknown>>;
}

/**
 * Compiles a package for Node into `lib/`, with its `package.json`, README, license, and container files. Its dependencies stay outside.
 * In it a module `name.packaged.ts` stands for `name.ts`.
 * @returns the `package.json` of the sources
 * @throws {Error} when a source does not compile, or imports a package that its `package.json` does not list
 */
export async function bundlePackage({
  sources,
  folder,
  entryPoints,
  commands,
  manifest = {},
}: NodePackage): Promise<PackageJson> {
  rmSync(folder, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: Object.fromEntries(
      Object.entries(entryPoints).map(([name, file]) => [name, join(sources, file)]),
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
  const source = JSON.parse(readFileSync(join(sources, 'package.json'), 'utf8')) as PackageJson;
  for (const [command, entry] of Object.entries(commands)) {
    writeFileSync(join(folder, `${command}.mjs`), commandFile(entry));
    chmodSync(join(folder, `${command}.mjs`), 0o755);
  }
  const { name, version, description, license, homepage, bugs, repository, keywords, engines } = source;
  const written = {
    ...{ name, version, description, license, homepage, bugs, repository, keywords, engines },
    type: 'module',
    bin: Object.fromEntries(Object.keys(commands).map((command) => [command, `${command}.mjs`])),
    ...manifest,
    dependencies: { ...dependenciesOf(metafile, source), ...pinned() },
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(written, undefined, 2)}\n`);
  cpSync(join(sources, 'PACKAGE.md'), join(folder, 'README.md'));
  cpSync(inProject('LICENSE'), join(folder, 'LICENSE'));
  for (const file of ['Dockerfile', 'compose.yaml'])
    if (existsSync(join(sources, file))) cpSync(join(sources, file), join(folder, file));
  requirePrograms(folder, name);
  return source;
}

/** @throws {Error} when the Dockerfile of a package starts a file that is not in the package */
export function requirePrograms(folder: string, name: string): void {
  const file = join(folder, 'Dockerfile');
  if (!existsSync(file)) return;
  const place = `/opt/${name}/`;
  const started = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('ENTRYPOINT'))
    .flatMap((line) => [...line.matchAll(/"([^"]*\.mjs)"/g)].map(([, program = '']) => program));
  if (started.length === 0) throw new Error(`${file} starts no program of the package.`);
  for (const program of started)
    if (!program.startsWith(place) || !existsSync(join(folder, program.slice(place.length))))
      throw new Error(`${file} starts ${program}, which is not in the package.`);
}

/** A program's code is compiled once, and the next start reads it from Node's cache: since Node 22.1. */
function commandFile(entry: string): string {
  return [
    '#!/usr/bin/env node',
    "import module from 'node:module';",
    'module.enableCompileCache?.();',
    `await import('./lib/${entry}.mjs');`,
    '',
  ].join('\n');
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
