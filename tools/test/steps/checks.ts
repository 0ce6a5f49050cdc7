import { inProject } from '../../environment/project-root.ts';
import type { Project } from '../../build/around-build.ts';
import type { Context, ProgramResult } from '../context.ts';
import { filesBelow, PassedInputs } from '../inputs.ts';
import { inParallel } from '../scheduler.ts';
import { oneCheck, type StepResult } from '../step.ts';

/** TypeScript's native compiler, many times as fast as the one that Angular 19 needs. Threads would each work out types that all of them need. */
const TSC = ['node_modules/typescript-native/bin/tsc', '--noEmit', '--singleThreaded'];
/** What Angular compiles, templates included, is checked by its builds, which other steps need, too. */
const BUILT: readonly (readonly [path: string, project: Project])[] = [
  ['tsconfig.app.json', 'ngx-qlik-app'],
  ['projects/ngx-qlik/tsconfig.lib.json', 'ngx-qlik'],
];

/** Whose projects are checked. */
const FOLDERS = ['packages', 'projects', 'src', 'tests', 'tools'];
/** So many of them at a time. */
const TYPES_AT_ONCE = 2;

/** One check: every file is as Oxfmt writes it. */
export async function format(context: Context): Promise<StepResult> {
  const command = ['node_modules/oxfmt/bin/oxfmt', '--list-different'];
  const { code, output } = await context.node(command, { isInBackground: true });
  return oneCheck(code === 0, code === 0 ? '' : `${output}\n"npm run format" puts it right.`);
}

/** Oxlint, with the rules for TypeScript; then ESLint, with those for Angular, the boundaries and the words of names. */
const LINTERS: readonly (readonly string[])[] = [
  ['node_modules/oxlint/bin/oxlint'],
  ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0', '--no-warn-ignored'],
];

/**
 * What ESLint makes of a file lives as long as it checks that file: in a larger young generation less of it is copied. Oxlint's rules with
 * types are a program in Go, whose threads would each work out the types that all of them need.
 */
const LINT_ENVIRONMENT = {
  NODE_OPTIONS: '--max-old-space-size=4096 --max-semi-space-size=64',
  GOMAXPROCS: '1',
};

/**
 * One check per linter: it has neither errors nor warnings. Rules with types look into other files than the one that they check, so a
 * cache by file could pass what is wrong; what is kept is whether nothing has changed at all.
 */
export async function lint(context: Context): Promise<StepResult> {
  const inputs = new PassedInputs('lint', /\.(ts|mts|cts|js|mjs|cjs|html|json)$/);
  if (inputs.havePassed) {
    return {
      passed: LINTERS.length,
      failed: 0,
      output: 'Nothing that is linted has changed since it passed.',
    };
  }
  const failures: string[] = [];
  for (const linter of LINTERS) {
    const { code, output } = await context.node(linter, { env: LINT_ENVIRONMENT, isInBackground: true });
    if (code !== 0) failures.push(output);
  }
  if (failures.length === 0) inputs.keep();
  return { passed: LINTERS.length - failures.length, failed: failures.length, output: failures.join('\n') };
}

/** Commands of `package.json` that look at the whole repository: unused code and circles, spelling, links. */
const REPOSITORY_CHECKS = ['lint:unused', 'lint:spelling', 'lint:links'];

/** One check per command. */
export async function repository(context: Context): Promise<StepResult> {
  const failures: string[] = [];
  for (const command of REPOSITORY_CHECKS) {
    const { code, output } = await context.run(['npm', 'run', '--silent', command], {
      isInBackground: true,
    });
    if (code !== 0) failures.push(`npm run ${command}:\n${output}`);
  }
  return {
    passed: REPOSITORY_CHECKS.length - failures.length,
    failed: failures.length,
    output: failures.join('\n'),
  };
}

/** One check per project. The builds are those of the step `build`, and not in the background. */
export async function types(context: Context): Promise<StepResult> {
  const projects: [path: string, check: () => Promise<ProgramResult>][] = [
    ...BUILT.map(([path, project]): [string, () => Promise<ProgramResult>] => [
      path,
      () => context.build(project),
    ]),
    ...FOLDERS.flatMap((folder) => filesBelow(folder, /^tsconfig\.json$/)).map(
      (path): [string, () => Promise<ProgramResult>] => [
        path,
        () => context.node([...TSC, ...cacheOf(path), '-p', path], { isInBackground: true }),
      ],
    ),
  ];
  const failures = await inParallel(projects, TYPES_AT_ONCE, async ([path, check]) => {
    const { code, output } = await check();
    return code === 0 ? [] : [`${path}:\n${output}`];
  });
  const failed = failures.filter(({ length }) => length > 0).length;
  return { passed: projects.length - failed, failed, output: failures.flat().join('\n') };
}

/** tsc repeats the errors that it has kept. */
function cacheOf(project: string): string[] {
  const file = `.cache/types/${project.replaceAll('/', '-')}`.replace(/\.json$/, '.tsbuildinfo');
  return ['--incremental', '--tsBuildInfoFile', inProject(file)];
}
