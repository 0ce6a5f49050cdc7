import { compareReports } from '../../api-report.ts';
import { type Project, PROJECTS } from '../../build/around-build.ts';
import { inProject } from '../../environment/project-root.ts';
import { PACKED_SANDBOX } from '../../packages/packed-sandbox.ts';
import { findSecrets, knownSecrets } from '../../secrets/find-secrets.ts';
import { developmentLeftovers, entryPointSize, initialDownload } from '../../size.ts';
import type { Context } from '../context.ts';
import { oneCheck, type StepResult } from '../step.ts';
import { nodeSpecs } from './specs.ts';

/** In bytes after gzip; 1 kB = 1000 bytes. */
const LIMITS = { initial: 110_000, core: 12_000, embed: 6_000, reports: 9_000, api: 6_000 };
const FOLDERS: Record<Project, string> = { 'ngx-qlik': 'dist/ngx-qlik', 'ngx-qlik-app': 'dist/app' };

interface Check {
  isMet: boolean;
  text: string;
}

/** Two checks: library and application are built for production, the latter within its budgets and without warnings. */
export async function build(context: Context): Promise<StepResult> {
  const result = { passed: 0, failed: 0, output: '' };
  for (const project of PROJECTS) {
    const { code, output } = await context.build(project);
    const hasWarning = /\bWARNING\b/.test(output);
    if (code === 0 && !hasWarning) {
      result.passed += 1;
      continue;
    }
    result.failed += 1;
    result.output += `${output}\n${code === 0 ? 'A warning counts as a failure here.\n' : ''}`;
  }
  return result;
}

/** A step that needs builds, which fails where one of them does. */
export function withBuilds(
  projects: readonly Project[],
  run: (context: Context, files?: readonly string[]) => Promise<StepResult>,
) {
  return async (context: Context, files?: readonly string[]): Promise<StepResult> => {
    for (const project of projects) {
      const { code, output } = await context.build(project);
      if (code !== 0) return oneCheck(false, `The build of ${project} failed:\n${output}`);
    }
    return run(context, files);
  };
}

/** The built library where no Karma goes: rendered by a server and taken over by a page with zone.js, and under Jest and Vitest with jsdom. */
export const platforms = withBuilds(['ngx-qlik'], async (context, files) => {
  const needsSandbox = files?.some((path) => path.startsWith('tests/platforms/sandbox/')) ?? true;
  const variables = needsSandbox ? { [PACKED_SANDBOX]: await context.packedSandbox() } : {};
  return nodeSpecs('tests/platforms')(context, files, variables);
});

/** One check per entry point of the library: its interface is the one in the report that is checked in. */
export const apiReport = withBuilds(['ngx-qlik'], () => {
  const checks = compareReports({ isUpdate: false }).map(({ name, problem }) => ({
    isMet: problem === undefined,
    text: `${name}: ${problem ?? 'as reported'}`,
  }));
  return Promise.resolve(sumUp(checks));
});

/** Seven checks: five sizes, that none of Qlik's packages is loaded at once, and no code for development only is in production. */
export const size = withBuilds(PROJECTS, async () => {
  const core = inProject('dist/ngx-qlik/fesm2022/ngx-qlik.mjs');
  const initial = await initialDownload(inProject('dist/app'));
  const leftovers = await developmentLeftovers(core);
  return sumUp([
    checkSize('initial', initial.bytes),
    checkSize('core', await entryPointSize(core)),
    checkSize('embed', await entryPointSize(inProject('dist/ngx-qlik/fesm2022/ngx-qlik-embed.mjs'))),
    checkSize('reports', await entryPointSize(inProject('dist/ngx-qlik/fesm2022/ngx-qlik-reports.mjs'))),
    checkSize('api', await entryPointSize(inProject('dist/ngx-qlik/fesm2022/ngx-qlik-api.mjs'))),
    {
      isMet: initial.qlikModules.length === 0,
      text: `modules of @qlik/* in the initial chunks: ${initial.qlikModules.join(', ') || 'none'}`,
    },
    {
      isMet: leftovers.length === 0,
      text: `for development only, and in production or not to be found: ${leftovers.join(', ') || 'none'}`,
    },
  ]);
});

/** One check per built project: none of the secrets that this run knows, and nothing in the shape of one, is in its files. */
export const secrets = withBuilds(PROJECTS, () => {
  const known = knownSecrets();
  const result = sumUp(
    PROJECTS.map((project) => {
      const found = findSecrets(inProject(FOLDERS[project]), known);
      return { isMet: found.length === 0, text: [project, ...found].join('\n  ') };
    }),
  );
  return Promise.resolve({
    ...result,
    output: `${known.length} known secrets searched for\n${result.output}`,
  });
});

function checkSize(name: keyof typeof LIMITS, bytes: number): Check {
  const kilobytes = (value: number) => `${(value / 1000).toFixed(1)} kB`;
  return {
    isMet: bytes <= LIMITS[name],
    text: `${name}: ${kilobytes(bytes)} of at most ${kilobytes(LIMITS[name])}`,
  };
}

function sumUp(checks: readonly Check[]): StepResult {
  return {
    passed: checks.filter(({ isMet }) => isMet).length,
    failed: checks.filter(({ isMet }) => !isMet).length,
    output: checks.map(({ isMet, text }) => `${isMet ? '✔' : '✖'} ${text}`).join('\n'),
  };
}

/**
 * The lowest Node of this project is enough for it, it is another version than that of this project, and the cheapest: no Karma to install. What
 * a server renders is checked by the step `platforms`.
 */
const VARIANT = ['--angular', '21', '--structure', 'standalone', '--zone', 'zoneless', '--ssr', 'none'];
const LIMIT_SECONDS = 600;
/** Of a run that could not reach the registry, see tests/consumers/main.ts. */
const NOT_RUN = 75;

/** One of the fresh projects that `npm run test:consumers` makes. It is skipped where the registry cannot be reached. */
export const consumers = withBuilds(['ngx-qlik'], async (context): Promise<StepResult> => {
  const env = { CHROME_BIN: await context.chromium(), [PACKED_SANDBOX]: await context.packedSandbox() };
  const args = ['--import', 'tsx', 'tests/consumers/main.ts', ...VARIANT];
  const { code, output } = await context.node(args, { env, limitSeconds: LIMIT_SECONDS });
  if (code === NOT_RUN) return { passed: 0, failed: 0, output, skipped: 'the registry could not be reached' };
  return oneCheck(code === 0, output);
});
