import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { inProject } from '../../tools/environment/project-root.ts';

/** The files of the example in docs/testing.md. */
const GUIDE_FILES = ['sales.component.ts', 'sales.component.spec.ts'] as const;

/**
 * A file of a document: the sample that begins with its name.
 * @throws {Error} when the document has none
 */
export function readSample(document: string, name: string): string {
  const text = readFileSync(inProject(document), 'utf8');
  const samples = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, sample = '']) => sample);
  const found = samples.find((sample) => sample.startsWith(`// ${name}\n`));
  if (found === undefined) throw new Error(`There is no sample "${name}" in ${document}.`);
  return found;
}

/** Writes the example of the guide into a folder, as it is. */
export function writeGuide(folder: string): void {
  for (const name of GUIDE_FILES) writeFileSync(join(folder, name), readSample('docs/testing.md', name));
}

/** Writes the example of a document into a folder as scripts, for a runner without TypeScript. */
export function writeCompiledGuide(folder: string, document = 'docs/testing.md'): void {
  for (const name of GUIDE_FILES) {
    const { outputText } = ts.transpileModule(readSample(document, name), {
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
