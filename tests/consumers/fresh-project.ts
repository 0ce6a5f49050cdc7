import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findChromium } from '../../tools/environment/chromium.ts';
import { inProject } from '../../tools/environment/project-root.ts';
import { writeGuide } from '../support/guide-example.ts';
import { type CommandPlace, commandsAt, NG, type RunCommand } from './commands.ts';
import type { Variant } from './options.ts';
import { compareVersions, newestAngular, newestOfAll } from './versions.ts';

/** Where a fresh project is made, and of what. */
export interface FreshProject {
  readonly variant: Variant;
  readonly name: string;
  readonly workplace: string;
  readonly nodeFolder: string | undefined;
  /** The packed library, with the packed sandbox beside it. */
  readonly tarball: string;
  /** Address at which `ng serve` starts the sandbox's tenant. */
  readonly sandbox: string;
}

/** Takes the time of something. */
export type Timed = <T>(what: string, work: () => Promise<T>) => Promise<T>;

/** Makes a project with the packed library, from `ng new` to a build and tests. @throws {Error} naming the command that failed */
export async function makeProject(fresh: FreshProject, timed: Timed): Promise<void> {
  const { variant, name, workplace, nodeFolder, tarball, sandbox } = fresh;
  const folder = join(workplace, name);
  const around: CommandPlace = { folder: workplace, logs: workplace, nodeFolder };
  const outside = commandsAt(around);
  // Versions are chosen before; what the registry says of them is not asked for by each command again.
  const env = { CHROME_BIN: browserFor(workplace), npm_config_prefer_offline: 'true' };
  const run = commandsAt({ ...around, folder, env });
  const ng = (...args: string[]) => run([...NG, ...args]);
  const cli = await newestOfAll(['@angular/build', '@angular/cli', '@angular/ssr'], variant.angular, outside);
  await timed('new', async () => {
    await outside(['npx', '-y', `@angular/cli@${cli}`, 'new', name, ...newOptions(variant)]);
    const manifest = join(folder, 'package.json');
    await pinAngular(manifest, variant.angular, outside);
    // For the example of docs/testing.md, which needs the harnesses' package; here, as each run of npm takes five seconds of a processor.
    if (hasVitest(variant)) addDependency(manifest, '@angular/cdk', variant.angular);
    await run(['npm', 'install']);
  });
  await timed('add', async () => {
    await ng('add', relative(folder, tarball), '--sandbox', sandbox, '--skip-confirmation');
    await ng('generate', 'ngx-qlik:spaces');
  });
  addTests(folder, variant);
  if (hasVitest(variant)) writeGuide(join(folder, 'src/app'));
  if (variant.ssr === 'server') renderEachRequest(folder, name);
  // Both at once, and both to their end: a program that is left behind would write into a folder that is removed.
  const results = await Promise.allSettled([
    timed('build', () => ng('build')),
    timed('test', async () => checkTests(await ng('test', '--watch=false', ...testOptions(variant)))),
  ]);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

function newOptions({ angular, structure, zone, ssr }: Variant): readonly string[] {
  const zoneless = angular === '19' ? '--experimental-zoneless' : '--zoneless';
  return [
    ...['--defaults', '--strict', '--skip-git', '--skip-install', '--style=css'],
    `--standalone=${structure === 'standalone'}`,
    `${zoneless}=${zone === 'zoneless'}`,
    `--ssr=${ssr !== 'none'}`,
  ];
}

/** The provider without which tests need zone.js; the usual one from Angular 21 on. */
const ZONELESS: Readonly<Record<string, string>> = {
  '19': 'provideExperimentalZonelessChangeDetection',
  '20': 'provideZonelessChangeDetection',
};

/**
 * Adds tests of the pages that were generated. The tests that `ng new` of Angular 22 writes for an application with modules are not compiled
 * by themselves, with or without the library: they name the component and nothing names its module.
 */
function addTests(folder: string, { angular, structure, zone }: Variant): void {
  let tests = readFileSync(inProject('tests/consumers/added/qlik-pages.ts'), 'utf8');
  const zoneless = zone === 'zoneless' ? ZONELESS[angular] : undefined;
  if (zoneless !== undefined)
    tests = `import { ${zoneless} } from '@angular/core';\n${tests.replace('providers: [', `providers: [${zoneless}(),`)}`;
  if (angular === '22' && structure === 'module') tests = `import './app-module';\n${tests}`;
  writeFileSync(join(folder, 'src/app/qlik-pages.spec.ts'), tests);
}

/** The tests of Angular 19 and 20 are Karma's. */
function hasVitest({ angular }: Variant): boolean {
  return angular !== '19' && angular !== '20';
}

/** Karma opens a window where it is not told of a browser without one. */
function testOptions(variant: Variant): readonly string[] {
  return hasVitest(variant) ? [] : ['--browsers=ChromeHeadless'];
}

/** The tests that `ng new` writes, and those of {@link makeProject}. */
function checkTests(output: string): void {
  if (/TOTAL: [1-9]\d* SUCCESS|Executed (\d+) of \1 SUCCESS|Tests +[1-9]\d* passed/.test(output)) return;
  throw new Error(`ng test says of no test that it passed:\n${output}`);
}

/** Chromium, for Karma too: it does not start for the root user with its sandbox, and a fresh project has no option for that. */
function browserFor(workplace: string): string {
  const path = findChromium();
  if (path === undefined) throw new Error('There is no Chromium to test with. Set CHROME_BIN to one.');
  if (process.getuid?.() !== 0) return path;
  const script = join(workplace, 'chromium-of-root');
  writeFileSync(script, `#!/bin/sh\nexec '${path}' --no-sandbox "$@"\n`);
  chmodSync(script, 0o755);
  return script;
}

interface PackageFile {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
}

/** Names versions of Angular's packages that the registry has of all that the project uses. */
async function pinAngular(path: string, major: string, run: RunCommand): Promise<void> {
  const file = JSON.parse(readFileSync(path, 'utf8')) as PackageFile;
  const lists = [file.dependencies, file.devDependencies];
  const names = lists.flatMap((list) => Object.keys(list));
  for (const [name, version] of Object.entries(await newestAngular(names, major, run)))
    for (const list of lists) if (name in list) list[name] = version;
  writeFileSync(path, JSON.stringify(file, undefined, 2));
}

function addDependency(path: string, name: string, range: string): void {
  const file = JSON.parse(readFileSync(path, 'utf8')) as PackageFile;
  writeFileSync(
    path,
    JSON.stringify({ ...file, dependencies: { ...file.dependencies, [name]: range } }, undefined, 2),
  );
}

/** A fresh project renders its pages when it is built: Angular 19 by an option of the build, later ones by a list of routes. */
function renderEachRequest(folder: string, name: string): void {
  const [routes, workspace] = [join(folder, 'src/app/app.routes.server.ts'), join(folder, 'angular.json')];
  const isLater = !readFileSync(workspace, 'utf8').includes('"prerender": true');
  const [path, from, to] = isLater
    ? [routes, 'RenderMode.Prerender', 'RenderMode.Server']
    : [workspace, '"prerender": true', '"prerender": false'];
  const text = readFileSync(path, 'utf8');
  if (!text.includes(from)) throw new Error(`${name}: ${path} has no ${from}.`);
  writeFileSync(path, text.replace(from, to));
}

/**
 * The folder of a Node that is at least of that version: the registry's package of the newest with the same first number.
 * @returns `undefined` where the Node of this program is new enough
 */
export async function nodeFolder(workplace: string, lowest: string): Promise<string | undefined> {
  if (compareVersions(process.versions.node, lowest) >= 0) return undefined;
  const [major = ''] = lowest.split('.');
  const folder = join(workplace, `node-${major}`);
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  if (!existsSync(folder)) {
    mkdirSync(folder);
    const run = commandsAt({ folder, logs: workplace });
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];
    await run(['npm', 'install', ...quiet, '--prefix', folder, `${name}@${major}`]);
  }
  return join(folder, 'node_modules', name, 'bin');
}
