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

/** Time limits of a program, in milliseconds. */
export interface SpecLimits {
  /** Of the tests of one file. */
  readonly fileMs: number;
  /** How long the program may go on after its last test: a test that failed may have left a server or a socket open. */
  readonly openMs: number;
}

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
 */
export async function bundleSpecs(
  files: readonly string[],
  folder: string,
  { fileMs, openMs }: SpecLimits,
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
    // What is imported late stays a module of its own. Within one file its imports would be awaited, and tests begin without those of later files.
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    keepNames: true,
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'silent',
    plugins: [entryPoints(groups, openMs), sources(groups, fileMs)],
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

function entryPoints(groups: readonly string[][], openMs: number): Plugin {
  return {
    name: 'entry points',
    setup(bundler) {
      bundler.onResolve({ filter: /^specs:/ }, ({ path }) => ({ path, namespace: 'specs' }));
      bundler.onLoad({ filter: /^specs:/, namespace: 'specs' }, ({ path }) => ({
        contents: [
          ...(groups[Number(path.slice('specs:'.length))] ?? []).map(
            (file) => `import ${JSON.stringify(`./${file}`)};`,
          ),
          endAfter(openMs),
        ].join('\n'),
        resolveDir: PROJECT_ROOT,
      }));
    },
  };
}

/** The last suite of a program, without tests. Node's runner waits for what is open; a timer that does not count ends a program that waits too long. */
function endAfter(milliseconds: number): string {
  return `import { after, describe } from 'node:test';
    describe('the end', () => after(() => setTimeout(() => {
      console.error('Still open after the last test: ' + process.getActiveResourcesInfo().join(', '));
      process.exit(1);
    }, ${milliseconds}).unref()));`;
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
