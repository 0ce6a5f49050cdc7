import { readFileSync, symlinkSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { inProject, PROJECT_ROOT } from '../../environment/project-root.ts';
import { sourceLocations } from '../../processes/compiled-program.ts';

/** How many files share a process at most: more start faster, and less runs beside each other. */
const FILES_IN_A_BUNDLE = 12;
/** The imports of a file, and the comments before each. */
const IMPORTS = /^(?:(?:\s+|\/\/.*|\/\*[\s\S]*?\*\/)*import\b[^;]*;)*/;
/** `await` outside of all functions. */
const TOP_LEVEL_AWAIT = /^(?:\S.*)?\bawait /m;

/** A program of plain JavaScript with the tests of some files. */
export interface SpecBundle {
  path: string;
  /** The files, relative to the project. */
  files: readonly string[];
}

/**
 * Compiles specs for Node's test runner, several of them to one program. A file by itself costs a process, the loader that compiles
 * TypeScript, and all the modules that the file imports, which together take longer than most tests. In a program the tests of each file
 * are in a suite with its path as name, one file after another.
 *
 * A file that starts something at its top level, by `await`, has a program of its own: what a suite contains must be known at once.
 *
 * @param files relative to the project
 * @param folder for the programs, which resolve packages as the project does
 * @param limitMs how long the tests of one file may take
 */
export async function bundleSpecs(
  files: readonly string[],
  folder: string,
  limitMs: number,
): Promise<SpecBundle[]> {
  await mkdir(folder, { recursive: true });
  symlinkSync(inProject('node_modules'), join(folder, 'node_modules'), 'dir');
  const groups = group(files);
  await build({
    absWorkingDir: PROJECT_ROOT,
    entryPoints: groups.map((_, at) => ({ in: `specs:${at}`, out: nameOf(at) })),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    keepNames: true,
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'silent',
    plugins: [entryPoints(groups), sources(groups, limitMs)],
  });
  return groups.map((group, at) => ({ path: join(folder, `${nameOf(at)}.mjs`), files: group }));
}

function nameOf(at: number): string {
  return `specs-${at + 1}`;
}

function group(files: readonly string[]): string[][] {
  const alone: string[][] = [];
  const groups: string[][] = [];
  for (const file of files) {
    const last = groups.at(-1);
    if (hasTopLevelAwait(file)) alone.push([file]);
    else if (last === undefined || last.length === FILES_IN_A_BUNDLE) groups.push([file]);
    else last.push(file);
  }
  return [...groups, ...alone];
}

function hasTopLevelAwait(file: string): boolean {
  return TOP_LEVEL_AWAIT.test(readFileSync(inProject(file), 'utf8'));
}

function entryPoints(groups: readonly string[][]): Plugin {
  return {
    name: 'entry points',
    setup(bundler) {
      bundler.onResolve({ filter: /^specs:/ }, ({ path }) => ({ path, namespace: 'specs' }));
      bundler.onLoad({ filter: /^specs:/, namespace: 'specs' }, ({ path }) => ({
        contents: (groups[Number(path.slice('specs:'.length))] ?? [])
          .map((file) => `import ${JSON.stringify(`./${file}`)};`)
          .join('\n'),
        resolveDir: PROJECT_ROOT,
      }));
    },
  };
}

/** Puts the tests of each file into a suite, unless the file is alone. */
function sources(groups: readonly string[][], limitMs: number): Plugin {
  const inSuites = new Set(groups.filter(({ length }) => length > 1).flat());
  return sourceLocations((text, file) => (inSuites.has(file) ? inSuite(text, file, limitMs) : text));
}

function inSuite(text: string, file: string, limitMs: number): string {
  const imports = IMPORTS.exec(text)?.[0] ?? '';
  const begin = `__describe(${JSON.stringify(file)}, { timeout: ${limitMs} }, () => {`;
  return `import { describe as __describe } from 'node:test';${imports} ${begin}${text.slice(imports.length)}\n});`;
}
