import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../../tools/environment/project-root.ts';
import { writeCompiledGuide } from '../support/guide-example.ts';

/** The commands of a project with each runner, and what it installs beside the library. */
const RUNNERS = {
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
 * Runs the example of the guide from the packed library, in a new project for each test runner.
 * @param run runs a command in a folder; throws when it fails
 */
export function checkRunners(
  workplace: string,
  tarball: string,
  run: (folder: string, command: readonly string[]) => void,
): void {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(inProject('package.json'), 'utf8'),
  ) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
  const versions = { ...dependencies, ...devDependencies };
  for (const [runner, { packages, command }] of Object.entries(RUNNERS)) {
    const folder = join(workplace, runner.toLowerCase());
    mkdirSync(folder);
    cpSync(inProject('tests/platforms/jsdom/consumer'), folder, { recursive: true });
    writeCompiledGuide(folder);
    const wanted = Object.fromEntries(
      [...PACKAGES, ...packages].map((name) => [name, versions[name] ?? '*']),
    );
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({
        private: true,
        type: 'module',
        dependencies: { ...wanted, 'ngx-qlik': `file:${tarball}` },
      }),
    );
    run(folder, ['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund']);
    run(folder, command);
    rmSync(folder, { recursive: true });
  }
}
