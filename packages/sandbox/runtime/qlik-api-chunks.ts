import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';

/** Qlik's runtime modules that the published package carries, by the name a browser asks its tenant for. */
export type QlikChunkName = 'auth' | 'invoke-fetch' | 'qix';

/** The file of the package that maps names to chunks, one per line: `import("./auth-B-dVJJjy.js")`. */
const RUNTIME_MODULES_FILE = /^public-runtime-modules-.*\.js$/;
const CHUNK_IMPORT = /import\("\.\/((auth|invoke-fetch|qix)-[^"/]+\.js)"\)/g;

/**
 * Finds Qlik's own implementations inside the installed `@qlik/api`: in Node the package runs them itself, in a browser it
 * fetches the same modules from its tenant. Their file names carry hashes, so they are read from the package's own code.
 * @throws {Error} when this version of the package is laid out differently.
 */
export async function findQlikApiChunks(): Promise<Readonly<Record<QlikChunkName, string>>> {
  const require = createRequire(import.meta.url);
  const directory = join(dirname(require.resolve('@qlik/api/qix')), 'chunks');
  const fileName = (await readdir(directory)).find((name) => RUNTIME_MODULES_FILE.test(name));
  if (!fileName) throw unexpectedLayout(directory, 'no file public-runtime-modules-*.js');
  const source = await readFile(join(directory, fileName), 'utf8');
  const files = new Map([...source.matchAll(CHUNK_IMPORT)].map(([, file, name]) => [name, file]));
  const chunk = (name: QlikChunkName): string => {
    const file = files.get(name);
    if (!file) throw unexpectedLayout(directory, `${fileName} imports no ${name}-*.js`);
    return join(directory, file);
  };
  return { auth: chunk('auth'), 'invoke-fetch': chunk('invoke-fetch'), qix: chunk('qix') };
}

function unexpectedLayout(directory: string, what: string): Error {
  return new Error(
    `@qlik/api is laid out differently than expected: ${what} (in ${directory}). ` +
      'The runtime was built for 2.19; look at how its Node branch loads the implementations and adapt this file.',
  );
}

/** Resolves `qlik-runtime:auth`, `qlik-runtime:invoke-fetch` and `qlik-runtime:qix` to those chunks. */
export function qlikApiChunks(chunks: Readonly<Record<QlikChunkName, string>>): Plugin {
  return {
    name: 'qlik-api-chunks',
    setup(build) {
      build.onResolve({ filter: /^qlik-runtime:/ }, ({ path }) => {
        const name = path.slice('qlik-runtime:'.length);
        if (name === 'auth' || name === 'invoke-fetch' || name === 'qix') return { path: chunks[name] };
        return { errors: [{ text: `There is no module ${path}.` }] };
      });
      // Imported in the chunks' Node branches only; left as they are, so that no browser ever fetches a stand-in.
      build.onResolve({ filter: /^(ws|fs)$/ }, ({ path, kind }) =>
        kind === 'dynamic-import' ? { path, external: true } : undefined,
      );
    },
  };
}
