import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import ts from 'typescript';
import { inProject } from '../environment/project-root.ts';

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
    for (const { file, declarations } of entryPoints)
      rollUp(join(emitted, relative(inProject(''), project), file.replace(/\.ts$/, '.d.ts')), declarations);
  } finally {
    rmSync(emitted, { recursive: true, force: true });
  }
}

function emitDeclarations(project: string, entryPoints: readonly RolledUpEntry[], outDir: string): void {
  const { config } = ts.readConfigFile(join(project, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, project);
  ts.createProgram({
    rootNames: entryPoints.map(({ file }) => join(project, file)),
    options: {
      ...options,
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      rewriteRelativeImportExtensions: true,
      rootDir: inProject(''),
      outDir,
    },
  }).emit();
}

function rollUp(entry: string, target: string): void {
  const problems: string[] = [];
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: inProject(''),
      mainEntryPointFilePath: entry,
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            ...{ target: 'ES2022', module: 'ES2022', moduleResolution: 'bundler', strict: true },
            skipLibCheck: true,
          },
          files: [entry],
        },
      },
      apiReport: { enabled: false, reportFileName: 'unused' },
      docModel: { enabled: false },
      dtsRollup: { enabled: true, untrimmedFilePath: `${entry}.rolled-up.d.ts` },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: inProject('packages/sandbox/package.json'),
  });
  Extractor.invoke(config, {
    localBuild: true,
    messageCallback(message) {
      if (message.logLevel === ExtractorLogLevel.Error) problems.push(message.text);
      message.handled = true;
    },
  });
  if (problems.length > 0)
    throw new Error(`The types of ${entry} cannot be rolled up:\n${problems.join('\n')}`);
  copyFileSync(`${entry}.rolled-up.d.ts`, target);
}
