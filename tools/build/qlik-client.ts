import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { inProject } from '../environment/project-root.ts';
import { licensesOf } from './licenses.ts';

/** Where the application's build and its development server find it; see `angular.json`. */
export const QLIK_CLIENT_FOLDER = inProject('.cache/qlik-client');

/** `ngx-qlik` asks for this file; see `bundled-runtime.ts` there. */
const ENTRY = 'qlik-client';
const MODULES = ['auth', 'qix'] as const;

/**
 * Builds the runtime for servers that serve none: Qlik's own code out of the installed `@qlik/api`, as files that a browser loads when
 * a connection asks for them. In a browser the package itself has none of that code; its chunks for Node have the browser's branches.
 *
 * @param folder replaced at the end, as a development server may be handing out its files
 * @throws {Error} when the package is laid out differently than expected
 */
export async function buildQlikClient(folder = QLIK_CLIENT_FOLDER): Promise<void> {
  const { directory, chunks } = findChunks();
  const built = `${folder}.${process.pid}`;
  rmSync(built, { recursive: true, force: true });
  const source = MODULES.map((name) => `export * as ${name} from './${String(chunks[name])}';`).join('\n');
  const { metafile } = await build({
    stdin: { contents: source, resolveDir: directory, sourcefile: `${ENTRY}.js` },
    outdir: built,
    entryNames: ENTRY,
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    metafile: true,
    logLevel: 'error',
    // Imported in the branches for Node only; left as they are, so that no browser fetches a stand-in.
    external: ['ws', 'fs'],
  });
  writeFileSync(join(built, 'LICENSES.txt'), `${licensesOf(packagesIn(metafile))}\n`);
  rmSync(folder, { recursive: true, force: true });
  renameSync(built, folder);
}

/** The names of the package's chunks carry hashes; one file of its own says which is which. */
function findChunks(): { directory: string; chunks: Record<string, string> } {
  const directory = join(dirname(createRequire(import.meta.url).resolve('@qlik/api/qix')), 'chunks');
  const index = readdirSync(directory).find((name) => /^public-runtime-modules-.*\.js$/.test(name));
  if (index === undefined) throw unexpected(directory, 'there is no public-runtime-modules-*.js');
  const source = readFileSync(join(directory, index), 'utf8');
  const named = MODULES.map((name): [string, string] => {
    const file = new RegExp(String.raw`import\("\./(${name}-[^"/]+\.js)"\)`).exec(source)?.[1];
    if (file === undefined) throw unexpected(directory, `${index} imports no ${name}-*.js`);
    return [name, file];
  });
  return { directory, chunks: Object.fromEntries(named) };
}

function unexpected(directory: string, what: string): Error {
  return new Error(
    `@qlik/api is laid out differently than expected: ${what} (in ${directory}). The build was made for 2.19.`,
  );
}

/** The packages whose code is in the files, by name. */
function packagesIn({ inputs }: Metafile): readonly string[] {
  const names = Object.keys(inputs).map((path) => /.*\bnode_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  return [...new Set(names)].filter((name) => name !== undefined).sort();
}
