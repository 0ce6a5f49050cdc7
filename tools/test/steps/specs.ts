import { existsSync, readFileSync } from 'node:fs';
import type { Context } from '../context.ts';
import { filesBelow } from '../inputs.ts';
import { oneCheck, type StepResult, type TestDuration } from '../step.ts';
import { bundleSpecs, type SpecBundle } from './spec-bundles.ts';

const SPEC_LIMITS = { fileMs: 240_000, openMs: 60_000 };
/** Of a program with the tests of several files. */
const PROGRAM_LIMIT_MS = 480_000;
const LIMIT_SECONDS = 900;
const SPEC = /\.spec\.ts$/;

/** The specs below these folders, or of them only `files`, with Node's test runner, and with further variables of the environment. */
export function nodeSpecs(...folders: string[]) {
  return async (
    context: Context,
    files?: readonly string[],
    variables: Record<string, string> = {},
  ): Promise<StepResult> => {
    const name = folders.join('-').replaceAll('/', '-');
    const tapFile = context.file(`${name}.tap`);
    // Node 20's test runner knows no patterns.
    const specs = files ?? folders.flatMap((folder) => filesBelow(folder, SPEC));
    let bundles: SpecBundle[];
    try {
      bundles = await bundleSpecs(specs, context.file(`${name}-specs`), SPEC_LIMITS);
    } catch (error) {
      return oneCheck(false, `The specs were not compiled: ${String(error)}`);
    }
    const { code, output } = await context.node(
      [
        ...['--enable-source-maps', '--test', `--test-timeout=${PROGRAM_LIMIT_MS}`, '--test-concurrency=2'],
        ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
        ...['--test-reporter=tap', `--test-reporter-destination=${tapFile}`],
        ...bundles.map(({ path }) => path),
      ],
      { env: { CHROME_BIN: await context.chromium(), ...variables }, limitSeconds: LIMIT_SECONDS },
    );
    if (!existsSync(tapFile)) return { passed: 0, failed: 1, output };
    const { passed, failed, tests } = readTap(readFileSync(tapFile, 'utf8'));
    return {
      passed,
      failed: code !== 0 && failed === 0 ? 1 : failed,
      output: code === 0 ? output : `${output}${nameFiles(bundles, output)}`,
      tests,
    };
  };
}

/** The files of each program that failed as a whole: one that did not end, or ended before its tests did. */
function nameFiles(bundles: readonly SpecBundle[], output: string): string {
  return bundles
    .filter(({ path }) => output.includes(path))
    .map(({ path, files }) => `\n${path} has the specs ${files.join(', ')}.`)
    .join('');
}

/** The backend's specs, some of which need Redis or nginx; those are skipped where there is none. */
export async function backendSpecs(context: Context, files?: readonly string[]): Promise<StepResult> {
  await context.provide('redis');
  await context.provide('nginx');
  return nodeSpecs('packages/backend')(context, files);
}

/** The counts at the end of a TAP report, such as `# pass 12`, and how long each test took. */
export function readTap(tap: string): { passed: number; failed: number; tests: TestDuration[] } {
  const count = (name: string) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
  return {
    passed: count('pass'),
    failed: count('fail') + count('cancelled'),
    tests: readDurations(tap),
  };
}

/** `# Subtest: name` begins a test or a group, deeper by four spaces in each group; its duration comes after all that is in it. */
function readDurations(tap: string): TestDuration[] {
  const tests: TestDuration[] = [];
  const names: string[] = [];
  const lines = tap.split('\n');
  for (const [at, line] of lines.entries()) {
    const depth = line.search(/\S/) / 4;
    const started = /^ *# Subtest: (.*)$/.exec(line)?.[1];
    if (started !== undefined) names.splice(depth, names.length, started.replace(/\\(.)/g, '$1'));
    if (!/^ *(not )?ok \d+/.test(line)) continue;
    const milliseconds = Number(/^ *duration_ms: ([\d.]+)$/.exec(lines[at + 2] ?? '')?.[1] ?? 0);
    const isGroup = /^ *type: 'suite'$/.test(lines[at + 3] ?? '');
    if (!isGroup) tests.push({ name: names.slice(0, depth + 1).join(' › '), milliseconds });
  }
  return tests;
}

interface KarmaSummary {
  passed: number;
  failed: number;
  tests: TestDuration[];
}

/** The tests of an Angular project in a headless browser, in one of its configurations. */
export function unit(project: string, configuration?: string) {
  return async (context: Context): Promise<StepResult> => {
    const summaryFile = context.file(`karma-${project}-${configuration ?? 'default'}.json`);
    const { code, output } = await context.node(
      [
        ...['node_modules/@angular/cli/bin/ng.js', 'test', project, '--watch=false', '--no-progress'],
        ...(configuration === undefined ? [] : ['--configuration', configuration]),
      ],
      {
        env: {
          CHROME_BIN: await context.chromium(),
          KARMA_SUMMARY_FILE: summaryFile,
          NG_CLI_ANALYTICS: 'false',
        },
      },
    );
    if (!existsSync(summaryFile)) return { passed: 0, failed: 1, output };
    const { passed, failed, tests } = JSON.parse(readFileSync(summaryFile, 'utf8')) as KarmaSummary;
    // Karma can fail without a failed test: an error outside of one, a browser that went away.
    const isBroken = code !== 0 && failed === 0;
    return { passed, failed: isBroken ? 1 : failed, output, tests };
  };
}
