import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../../tools/environment/project-root.ts';
import { GUIDE, writeCompiledGuide } from '../support/guide-example.ts';
import { commandsAt } from './commands.ts';

/** Test runners that projects use without Angular's command line. */
export const RUNNERS = ['Vitest', 'Jest'] as const;
export type Runner = (typeof RUNNERS)[number];

/** The command of a project with each runner, and what it installs beside the library. */
const PROJECTS: Readonly<
  Record<Runner, { readonly packages: readonly string[]; readonly command: readonly string[] }>
> = {
  Vitest: { packages: ['vitest'], command: ['npx', 'vitest', 'run', '--config', 'vitest.config.mjs'] },
  Jest: {
    packages: ['jest', 'jest-environment-jsdom'],
    command: [
      'node',
      '--experimental-vm-modules',
      'node_modules/jest/bin/jest.js',
      '--config',
      'jest.config.mjs',
      '--runInBand',
    ],
  },
};

/** What each of these projects installs, in the versions of this workspace. */
const PACKAGES = [
  ...['common', 'compiler', 'core', 'platform-browser', 'router', 'cdk'].map((name) => `@angular/${name}`),
  ...['rxjs', 'zone.js', 'jsdom', '@qlik/api', '@qlik/embed-web-components'],
];

/**
 * Runs the example of the guide from the packed library, in a new project with that test runner.
 * @returns what passed
 * @throws {Error} naming the command that failed
 */
export async function checkRunner(
  runner: Runner,
  workplace: { readonly folder: string; readonly tarball: string },
): Promise<string> {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(inProject('package.json'), 'utf8'),
  ) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
  const versions = { ...dependencies, ...devDependencies };
  const { packages, command } = PROJECTS[runner];
  const folder = join(workplace.folder, runner.toLowerCase());
  mkdirSync(folder);
  cpSync(inProject('tests/platforms/jsdom/consumer'), folder, { recursive: true });
  writeCompiledGuide(join(folder, 'examples/guide'), GUIDE);
  const wanted = Object.fromEntries([...PACKAGES, ...packages].map((name) => [name, versions[name] ?? '*']));
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      private: true,
      type: 'module',
      dependencies: { ...wanted, 'ngx-qlik': `file:${workplace.tarball}` },
    }),
  );
  const run = commandsAt({ folder, logs: workplace.folder });
  await run(['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund']);
  await run(command);
  rmSync(folder, { recursive: true });
  return 'the example of the guide';
}
