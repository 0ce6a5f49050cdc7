import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { rollUpTypes } from '../build/api-extractor.ts';
import { inProject } from '../environment/project-root.ts';

const COMPILER_OPTIONS = {
  target: 'ES2022',
  module: 'ES2022',
  moduleResolution: 'bundler',
  strict: true,
  skipLibCheck: true,
};

interface RolledUpEntry {
  /** The source, relative to the project. */
  readonly file: string;
  /** Where its types are written. */
  readonly declarations: string;
}

/**
 * Writes the types of each entry point into one file: TypeScript's declarations, with those that the entry point refers to in it.
 * @throws {Error} when they cannot be read
 */
export function rollUpDeclarations({
  project,
  entryPoints,
}: {
  readonly project: string;
  readonly entryPoints: readonly RolledUpEntry[];
}): void {
  const emitted = mkdtempSync(join(tmpdir(), 'declarations-'));
  try {
    emitDeclarations(project, entryPoints, emitted);
    rollUpTypes(
      entryPoints.map(({ file, declarations }) => ({
        declarations: join(emitted, relative(inProject(''), project), file.replace(/\.ts$/, '.d.ts')),
        target: declarations,
      })),
      { packageJson: join(project, 'package.json'), compilerOptions: COMPILER_OPTIONS },
    );
  } finally {
    rmSync(emitted, { recursive: true, force: true });
  }
}

/** By TypeScript's native compiler: Angular's TypeScript takes five times as long. */
function emitDeclarations(project: string, entryPoints: readonly RolledUpEntry[], outDir: string): void {
  const config = {
    extends: join(project, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      // Types are checked elsewhere: here it would be most of the time.
      noCheck: true,
      rewriteRelativeImportExtensions: true,
      rootDir: inProject(''),
      outDir,
      typeRoots: [inProject('node_modules/@types')],
    },
    files: entryPoints.map(({ file }) => join(project, file)),
    include: [],
  };
  const path = join(outDir, 'tsconfig.json');
  writeFileSync(path, JSON.stringify(config));
  try {
    execFileSync(process.execPath, [inProject('node_modules/typescript-native/bin/tsc'), '-p', path], {
      encoding: 'utf8',
    });
  } catch (error) {
    // The compiler's problems are in its output.
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`The declarations of ${project} were not written:\n${stdout}${stderr}`, { cause: error });
  }
}
