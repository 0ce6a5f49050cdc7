import {
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type IConfigApiReport,
  type IConfigFile,
} from '@microsoft/api-extractor';
import { PROJECT_ROOT } from '../environment/project-root.ts';

/** What is read, and what is written of it. */
interface Extraction {
  /** The declarations of an entry point. */
  readonly declarations: string;
  /** The `package.json` of the package that it belongs to. */
  readonly packageJson: string;
  readonly compilerOptions: object;
  readonly report?: IConfigApiReport;
  readonly rollUp?: IConfigFile['dtsRollup'];
  /** Write what differs, instead of saying that it does. */
  readonly isLocal: boolean;
}

/** Runs api-extractor on an entry point. @returns also the errors that it found, which it does not print */
export function extract({
  declarations,
  packageJson,
  compilerOptions,
  report = { enabled: false, reportFileName: 'unused' },
  rollUp = { enabled: false },
  isLocal,
}: Extraction): { succeeded: boolean; apiReportChanged: boolean; problems: readonly string[] } {
  const problems: string[] = [];
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: PROJECT_ROOT,
      mainEntryPointFilePath: declarations,
      compiler: { overrideTsconfig: { compilerOptions, files: [declarations] } },
      apiReport: report,
      docModel: { enabled: false },
      dtsRollup: rollUp,
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
  });
  const { succeeded, apiReportChanged } = Extractor.invoke(config, {
    localBuild: isLocal,
    showVerboseMessages: false,
    messageCallback(message) {
      if (message.logLevel === ExtractorLogLevel.Error) problems.push(message.text);
      message.handled = true;
    },
  });
  return { succeeded, apiReportChanged, problems };
}

/** Writes the types of an entry point, with those that it refers to, into one file. @throws {Error} with what api-extractor found */
export function rollUpTypes(
  options: Pick<Extraction, 'declarations' | 'packageJson' | 'compilerOptions'>,
  target: string,
): void {
  const { succeeded, problems } = extract({
    ...options,
    rollUp: { enabled: true, untrimmedFilePath: target },
    isLocal: true,
  });
  if (!succeeded || problems.length > 0)
    throw new Error(`The declarations ${options.declarations} could not be joined:\n${problems.join('\n')}`);
}
