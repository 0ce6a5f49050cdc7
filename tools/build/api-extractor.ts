import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type IConfigApiReport,
  type IConfigFile,
} from '@microsoft/api-extractor';
import { PROJECT_ROOT } from '../environment/project-root.ts';

/** An entry point, and what is written of it. */
interface EntryPoint {
  /** Its declarations. */
  readonly declarations: string;
  readonly report?: IConfigApiReport;
  readonly rollUp?: IConfigFile['dtsRollup'];
}

/** What the entry points of a package have in common. */
interface PackageOptions {
  readonly packageJson: string;
  readonly compilerOptions: object;
}

interface Extracted {
  readonly succeeded: boolean;
  readonly apiReportChanged: boolean;
  /** The errors that were found. They are not printed. */
  readonly problems: readonly string[];
}

/**
 * Runs api-extractor on the entry points of a package. They are read as one program: most of the time goes into the declarations of the
 * packages that all of them use.
 *
 * @param isLocal whether to write what differs, instead of saying that it does
 * @returns in the order of the entry points
 */
export function extract(
  entryPoints: readonly EntryPoint[],
  { packageJson, compilerOptions, isLocal }: PackageOptions & { readonly isLocal: boolean },
): readonly Extracted[] {
  const files = entryPoints.map(({ declarations }) => declarations);
  const configs = entryPoints.map(({ declarations, report, rollUp }) =>
    ExtractorConfig.prepare({
      configObject: {
        projectFolder: PROJECT_ROOT,
        mainEntryPointFilePath: declarations,
        compiler: { overrideTsconfig: { compilerOptions, files } },
        apiReport: report ?? { enabled: false, reportFileName: 'unused' },
        docModel: { enabled: false },
        dtsRollup: rollUp ?? { enabled: false },
        tsdocMetadata: { enabled: false },
        newlineKind: 'lf',
        messages: {
          compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
          // One entry point's types from another would count as forgotten, with the paths of this machine.
          extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
          tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        },
      },
      configObjectFullPath: undefined,
      packageJsonFullPath: packageJson,
    }),
  );
  const [first] = configs;
  if (first === undefined) return [];
  const compilerState = CompilerState.create(first, { additionalEntryPoints: files });
  return configs.map((config) => {
    const problems: string[] = [];
    const { succeeded, apiReportChanged } = Extractor.invoke(config, {
      compilerState,
      localBuild: isLocal,
      showVerboseMessages: false,
      messageCallback(message) {
        if (message.logLevel === ExtractorLogLevel.Error) problems.push(message.text);
        message.handled = true;
      },
    });
    return { succeeded, apiReportChanged, problems };
  });
}

/**
 * Writes the types of each entry point, with those that it refers to, into one file.
 * @throws {Error} with what api-extractor found
 */
export function rollUpTypes(
  entryPoints: readonly { readonly declarations: string; readonly target: string }[],
  options: PackageOptions,
): void {
  const extracted = extract(
    entryPoints.map(({ declarations, target }) => ({
      declarations,
      rollUp: { enabled: true, untrimmedFilePath: target },
    })),
    { ...options, isLocal: true },
  );
  for (const [index, { succeeded, problems }] of extracted.entries())
    if (!succeeded || problems.length > 0)
      throw new Error(
        `The declarations ${entryPoints[index]?.declarations ?? ''} could not be joined:\n${problems.join('\n')}`,
      );
}
