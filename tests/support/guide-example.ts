import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { inProject } from '../../tools/environment/project-root.ts';

/** The guide of the tests of applications. */
export const GUIDE = 'docs/testing.md';
/** The files of its example. */
const GUIDE_FILES = ['sales.component.ts', 'sales.component.spec.ts'] as const;

const SAMPLE = /^```ts\n(\/\/ (\S+\.ts)\n.*?)^```$/gms;

/** The files of a document: its samples that begin with the name of a file, by that name. */
export function readSamples(document: string): ReadonlyMap<string, string> {
  const text = readFileSync(inProject(document), 'utf8');
  return new Map([...text.matchAll(SAMPLE)].map(([, sample = '', name = '']) => [name, sample]));
}

/**
 * A file of a document.
 * @throws {Error} when the document has none of that name
 */
export function readSample(document: string, name: string): string {
  const found = readSamples(document).get(name);
  if (found === undefined) throw new Error(`There is no sample "${name}" in ${document}.`);
  return found;
}

/** Writes the example of the guide into a folder, as it is. */
export function writeGuide(folder: string): void {
  for (const name of GUIDE_FILES) writeFileSync(join(folder, name), readSample(GUIDE, name));
}

/** Writes the examples of a document into a new folder as scripts, for a runner without TypeScript. */
export function writeCompiledGuide(folder: string, document: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, sample] of readSamples(document)) {
    const { outputText } = ts.transpileModule(sample, {
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        experimentalDecorators: true,
        useDefineForClassFields: false,
      },
    });
    writeFileSync(join(folder, name.replace(/\.ts$/, '.mjs')), outputText);
  }
}
