import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { extract } from './build/api-extractor.ts';
import { COMPILER_OPTIONS, entryPointsOf } from './build/library-package.ts';
import { inProject } from './environment/project-root.ts';

const BUILT = inProject('dist/ngx-qlik');
const REPORTS = inProject('projects/ngx-qlik/goldens');

/** An entry point, and in what it differs from its report. */
export interface Comparison {
  name: string;
  problem: string | undefined;
}

/**
 * Compares the public interface of each built entry point with the report that is checked in, or writes the reports anew.
 * @returns for each entry point its problem, `undefined` when both agree
 */
export function compareReports({ isUpdate }: { isUpdate: boolean }): Comparison[] {
  mkdirSync(REPORTS, { recursive: true });
  const entryPoints = entryPointsOf(BUILT);
  const extracted = extract(
    entryPoints.map(({ name, declarations }) => ({
      declarations,
      report: {
        enabled: true,
        reportFileName: name,
        reportFolder: REPORTS,
        reportTempFolder: inProject('.local/api-reports'),
      },
    })),
    {
      packageJson: inProject('projects/ngx-qlik/package.json'),
      // Entry points of the library see each other as a consumer's would: built.
      compilerOptions: { ...COMPILER_OPTIONS, paths: { 'ngx-qlik': [BUILT], 'ngx-qlik/*': [`${BUILT}/*`] } },
      isLocal: isUpdate,
    },
  );
  return extracted.map((found, index) => {
    const name = entryPoints[index]?.name ?? '';
    return { name, problem: problemOf(name, found, { isUpdate }) };
  });
}

function problemOf(
  name: string,
  { succeeded, apiReportChanged, problems }: ReturnType<typeof extract>[number],
  { isUpdate }: { isUpdate: boolean },
): string | undefined {
  if (apiReportChanged && !isUpdate) {
    return `the interface changed. If that is meant, run "npm run api-report" and commit projects/ngx-qlik/goldens/${name}.api.md.`;
  }
  return succeeded || (isUpdate && problems.length === 0)
    ? undefined
    : problems.join('\n') || 'it could not be read.';
}

// Compares when it is run by itself; with --update it writes the reports. Run "npm run build" before.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const results = compareReports({ isUpdate: process.argv.includes('--update') });
  for (const { name, problem } of results)
    process.stdout.write(`${problem === undefined ? '✔' : '✖'} ${name} ${problem ?? ''}\n`);
  process.exitCode = results.every(({ problem }) => problem === undefined) ? 0 : 1;
}
