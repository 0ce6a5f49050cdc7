import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import apiExtractor from '@microsoft/api-extractor';
import { inProject } from '../environment/project-root.ts';

const { Extractor, ExtractorConfig } = apiExtractor;

const BUILT = inProject('dist/ngx-qlik');
const REPORTS = inProject('projects/ngx-qlik/goldens');

/**
 * Compares the public interface of each built entry point with the report that is checked in, or writes the reports anew.
 * @returns for each entry point `{ name, problem }`; `problem` is `undefined` when both agree
 */
export function compareReports({ isUpdate }) {
  mkdirSync(REPORTS, { recursive: true });
  return entryPoints().map(({ name, declarations }) => ({
    name,
    problem: compare({ name, declarations, isUpdate }),
  }));
}

function entryPoints() {
  const inner = readdirSync(BUILT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(`${BUILT}/${entry.name}/index.d.ts`))
    .map(({ name }) => ({ name: `ngx-qlik-${name}`, declarations: `${BUILT}/${name}/index.d.ts` }));
  return [{ name: 'ngx-qlik', declarations: `${BUILT}/index.d.ts` }, ...inner];
}

function compare({ name, declarations, isUpdate }) {
  const messages = [];
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: inProject(''),
      mainEntryPointFilePath: declarations,
      compiler: { overrideTsconfig: compilerFor(declarations) },
      apiReport: {
        enabled: true,
        reportFileName: name,
        reportFolder: REPORTS,
        reportTempFolder: inProject('.local/api-reports'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: { logLevel: 'error' } },
        // One entry point's types from another would count as forgotten, with the paths of this machine.
        extractorMessageReporting: { default: { logLevel: 'none' } },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: inProject('projects/ngx-qlik/package.json'),
  });
  const { succeeded, apiReportChanged } = Extractor.invoke(config, {
    localBuild: isUpdate,
    showVerboseMessages: false,
    messageCallback: (message) => {
      if (message.logLevel === 'error') messages.push(message.text);
      message.handled = true;
    },
  });
  if (apiReportChanged && !isUpdate) {
    return `the interface changed. If that is meant, run "npm run api-report" and commit projects/ngx-qlik/goldens/${name}.api.md.`;
  }
  return succeeded || (isUpdate && messages.length === 0)
    ? undefined
    : messages.join('\n') || 'it could not be read.';
}

function compilerFor(declarations) {
  return {
    compilerOptions: {
      target: 'ES2022',
      module: 'ES2022',
      moduleResolution: 'bundler',
      strict: true,
      skipLibCheck: true,
      lib: ['ES2022', 'ESNext.Disposable', 'DOM', 'DOM.Iterable'],
      types: [],
      // Entry points of the library see each other as a consumer's would: built.
      paths: { 'ngx-qlik': [BUILT], 'ngx-qlik/*': [`${BUILT}/*`] },
    },
    files: [declarations],
  };
}
