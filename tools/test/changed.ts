import { existsSync } from 'node:fs';
import { inProject } from '../environment/project-root.ts';
import { git } from './inputs.ts';
import type { ChosenStep } from './run-steps.ts';
import type { Step } from './step.ts';

/** What reads the text of each file: its format, its spelling, its links and who uses it. */
const EVERY_FILE = ['format', 'repository'];
const SOURCE = ['lint', 'types'];
const UNIT = ['unit-library', 'unit-zone', 'unit-app'];
const BUILT = ['build', 'platforms', 'consumers', 'api-report', 'size', 'secrets', 'e2e'];
/** Of everything, for what may change everything. */
const ALL = 'all';

/** What a file can affect beside {@link EVERY_FILE}, by its path; the first pattern that matches decides, and what matches none can affect everything. */
const AREAS: readonly (readonly [RegExp, readonly string[] | typeof ALL])[] = [
  // Compared with the packages.
  [/^\.github\/workflows\/release\.yml$/, ['workspace']],
  [/^(\.github|\.changeset|\.devcontainer)\//, []],
  // Their examples are run: against the built library, in fresh projects, and as a server against the backend's contract.
  [/^docs\/own-(auth-types|runtimes)\.md$/, ['workspace', 'platforms']],
  [/^docs\/testing\.md$/, ['workspace', 'platforms', 'consumers']],
  [/^projects\/ngx-qlik\/README\.md$/, ['workspace', 'platforms']],
  [/^packages\/sandbox\/PACKAGE\.md$/, ['workspace', 'backend', 'sandbox', 'platforms']],
  [/^docs\/backend-in-another-language\.md$/, ['workspace', 'backend']],
  [/^(docs\/|[^/]*\.md$|LICENSE$)/, ['workspace']],
  [/^packages\/(backend|sandbox)\/.*\.md$/, ['workspace', 'backend', 'sandbox']],
  [/^(src|projects|packages|tests|tools|examples)\/.*\.md$/, ['workspace']],

  [/^src\/.*\.spec\.ts$/, ['lint', 'unit-app']],
  [/^src\//, [...SOURCE, 'unit-app', 'build', 'size', 'secrets', 'e2e']],
  [/^projects\/ngx-qlik\/goldens\//, ['api-report', 'workspace']],
  // The engine's layouts, read by the library.
  [/^projects\/ngx-qlik\/qix\/conformance\//, [...SOURCE, 'workspace']],
  // The command line of the doctor has the library's checks.
  [/^projects\/ngx-qlik\/(?!testing\/).*\.spec\.ts$/, ['lint', 'workspace', ...UNIT]],
  [/^projects\/ngx-qlik\//, [...SOURCE, 'workspace', ...UNIT, ...BUILT]],

  // Each spec of the backend's security is named in the docs, which specs of the workspace check.
  [/^packages\/backend\/.*\.spec\.ts$/, [...SOURCE, 'workspace', 'backend']],
  [/^packages\/backend\//, [...SOURCE, 'workspace', 'backend', 'e2e']],
  [/^packages\/sandbox\/.*\.spec\.ts$/, [...SOURCE, 'sandbox']],
  [
    /^packages\/sandbox\//,
    [...SOURCE, 'workspace', 'backend', 'sandbox', 'platforms', 'consumers', 'secrets', 'e2e'],
  ],
  [/^packages\/doctor\//, [...SOURCE, 'workspace', 'platforms']],
  [/^packages\/runtime\//, [...SOURCE, 'workspace', 'build', 'platforms']],

  [/^tests\/e2e\/.*\.e2e\.ts$/, [...SOURCE, 'workspace', 'e2e']],
  [/^tests\/e2e\//, [...SOURCE, 'workspace', 'e2e']],
  [/^tests\/bench\//, [...SOURCE, 'workspace']],
  [/^tests\/platforms\//, [...SOURCE, 'platforms']],
  [/^tests\/consumers\/.*\.spec\.ts$/, [...SOURCE, 'workspace']],
  [/^tests\/consumers\//, [...SOURCE, 'workspace', 'consumers']],
  // Built and driven by `npm run test:examples` only, see CONTRIBUTING.md.
  [/^(tests\/)?examples\//, [...SOURCE, 'workspace']],
  // Run by `npm run test:samples` only, with a local copy of each sample.
  [/^tests\/samples\//, [...SOURCE, 'workspace']],
  [
    /^tests\/support\//,
    [
      ...SOURCE,
      'workspace',
      'unit-library',
      'unit-zone',
      'backend',
      'sandbox',
      'platforms',
      'consumers',
      'e2e',
    ],
  ],

  [/^tools\/(docs\.ts$|(docs|lint|start|audit)\/)/, [...SOURCE, 'audit', 'workspace']],
];

/** What a change can affect. */
export interface Choice {
  steps: readonly ChosenStep[];
  /** A line for each step: why it runs. */
  reasons: readonly string[];
}

/**
 * The steps that changed files can affect. Where only specs of a step have changed, and the step can run some of them, it runs those.
 *
 * @param changed paths inside the repository
 * @param exists whether a path is still there
 */
export function chooseSteps(
  changed: readonly string[],
  steps: readonly Step[],
  exists = (path: string) => existsSync(inProject(path)),
): Choice {
  const chosen = steps.flatMap((step) => {
    const causes = changed.filter((path) => affects(path, step.id));
    const [first] = causes;
    if (first === undefined) return [];
    const { ownSpecs } = step;
    const isLimited = ownSpecs !== undefined && causes.every((path) => ownSpecs.test(path) && exists(path));
    const others = causes.length > 1 ? ` and ${causes.length - 1} more` : '';
    const which = isLimited ? ', these specs only' : '';
    return [
      {
        step: isLimited ? { ...step, files: causes } : step,
        reason: `${step.id.padEnd(14)}${first}${others}${which}`,
      },
    ];
  });
  return { steps: chosen.map(({ step }) => step), reasons: chosen.map(({ reason }) => reason) };
}

function affects(path: string, id: string): boolean {
  if (EVERY_FILE.includes(id)) return true;
  const affected = AREAS.find(([pattern]) => pattern.test(path))?.[1] ?? ALL;
  return affected === ALL || affected.includes(id);
}

/**
 * What differs from where the branch left main, or from the last commit on main, with files that are not committed yet.
 * @throws {Error} where there is nothing to compare with
 */
export function changedFiles(): string[] {
  const base = findBase();
  return [
    ...new Set([
      ...git('diff', '--name-only', '--no-renames', '-z', base),
      ...git('ls-files', '--others', '--exclude-standard', '-z'),
    ]),
  ].sort();
}

function findBase(): string {
  const branch = ask('rev-parse', '--abbrev-ref', 'HEAD');
  if (branch === undefined) throw new Error('--changed needs a git clone with a commit.');
  if (branch === 'main') return 'HEAD';
  const base = ask('merge-base', 'main', 'HEAD') ?? ask('merge-base', 'origin/main', 'HEAD');
  if (base === undefined) throw new Error('--changed compares with the branch main, which is not here.');
  return base;
}

function ask(...args: string[]): string | undefined {
  try {
    return git(...args)[0]?.trim();
  } catch {
    // Git says so with its exit code.
    return undefined;
  }
}
