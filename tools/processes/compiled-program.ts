import { readFile } from 'node:fs/promises';
import { renameSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { inProject, PROJECT_ROOT } from '../environment/project-root.ts';

const FOLDER = 'dist/test-programs';
/** Packages in CommonJS load Node's modules by `require`, which a module does not have. */
const REQUIRE = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
const __filename = import.meta.filename; const __dirname = import.meta.dirname;`;

/** Before the name of a program: the variable that tells processes started from now on where it is. */
const VARIABLE = 'NGX_QLIK_TEST_PROGRAM_';

const compiling = new Map<string, Promise<string>>();

/** How a program is compiled. */
export interface CompiledProgramOptions {
  /** Whether its packages are compiled into it: worth it for a program that starts dozens of times. */
  readonly hasPackages?: boolean;
}

/**
 * Compiles a program of TypeScript to one file for tests that start it, once for this process and those that it starts later. The loader that
 * compiles TypeScript, and modules one by one, take longer than most starts do. In the compiled program all code finds its own files where
 * its source is.
 *
 * @param source relative to the project
 * @returns the path of the compiled program
 * @throws {Error} when it does not compile
 */
export function compiledProgram(
  source: string,
  { hasPackages = false }: CompiledProgramOptions = {},
): Promise<string> {
  const name = `${source.replace(/\.ts$/, '').replaceAll('/', '-')}${hasPackages ? '-with-packages' : ''}`;
  const compiled = process.env[VARIABLE + name];
  if (compiled !== undefined) return Promise.resolve(compiled);
  const known = compiling.get(name) ?? compile(source, { name, hasPackages });
  compiling.set(name, known);
  return known;
}

async function compile(
  source: string,
  { name, hasPackages }: { readonly name: string; readonly hasPackages: boolean },
): Promise<string> {
  const program = inProject(`${FOLDER}/${name}.mjs`);
  const own = inProject(`${FOLDER}/${name}.${process.pid}.mjs`);
  await build({
    absWorkingDir: PROJECT_ROOT,
    entryPoints: [inProject(source)],
    outfile: own,
    ...{ bundle: true, platform: 'node', format: 'esm', target: 'node20', keepNames: true },
    ...(hasPackages ? { banner: { js: REQUIRE } } : { packages: 'external' }),
    logLevel: 'error',
    plugins: [sourceLocations()],
  });
  // Other processes do the same: a file is replaced as a whole.
  renameSync(own, program);
  process.env[VARIABLE + name] = program;
  return program;
}

/**
 * Says in code of TypeScript where its source is, not where the compiled program is.
 * @param change what else to do with the text of a file, whose path is relative to the project; lines have to stay what they are
 */
export function sourceLocations(change: (text: string, file: string) => string = (text) => text): Plugin {
  return {
    name: 'source locations',
    setup(bundler) {
      bundler.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const contents = change(await readFile(path, 'utf8'), relative(PROJECT_ROOT, path))
          .replace(/\bimport\.meta\.url\b/g, () => JSON.stringify(pathToFileURL(path).href))
          .replace(/\bimport\.meta\.dirname\b/g, () => JSON.stringify(dirname(path)));
        return { contents, loader: 'ts' };
      });
    },
  };
}
