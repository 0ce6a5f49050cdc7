import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { inProject } from '../../tools/environment/project-root.ts';
import { findFreePort } from '../../tools/processes/free-port.ts';
import { launchChromium } from '../support/chromium.ts';
import { SandboxAdmin } from '../support/stack/sandbox-admin.ts';
import { startSandbox } from '../support/stack/sandbox-process.ts';
import { writeGuide } from '../support/guide-example.ts';
import { checkRunners } from './runners.ts';
import { serveSite } from './site.ts';

/** Node that each version of Angular asks for, where this one is older. */
const VERSIONS = [
  { angular: '19', node: '20' },
  { angular: '20', node: '20' },
  { angular: '21', node: '22' },
  { angular: '22', node: '22' },
] as const;
const CHART_LIMIT_MS = 60_000;
const COMMAND_LIMIT_MS = 600_000;
/** Debian's and Windows' Chromium; marks of a chart are colored, its frame and axes are gray. */
const PAINTED = `(() => {
  const roots = [document];
  for (const root of roots) for (const element of root.querySelectorAll('*')) {
    if (element.shadowRoot) roots.push(element.shadowRoot);
    if (!(element instanceof HTMLCanvasElement) || element.width === 0 || element.height === 0) continue;
    const { data } = element.getContext('2d').getImageData(0, 0, element.width, element.height);
    for (let at = 0; at < data.length; at += 4)
      if (data[at + 3] > 200 && Math.max(data[at], data[at + 1], data[at + 2]) - Math.min(data[at], data[at + 1], data[at + 2]) > 40) return true;
  }
  return false;
})()`;

const report = (text: string) => process.stdout.write(`${text}\n`);

/** Runs a command to its end, with a Node before all others. @throws {Error} with its output */
function run(
  folder: string,
  nodeFolder: string | undefined,
  [program = '', ...args]: readonly string[],
): void {
  const started = Date.now();
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: COMMAND_LIMIT_MS,
    env: {
      ...process.env,
      NG_CLI_ANALYTICS: 'false',
      CI: 'true',
      ...(nodeFolder === undefined ? {} : { PATH: nodeFolder + delimiter + (process.env['PATH'] ?? '') }),
    },
  });
  const command = [program, ...args].join(' ');
  if (status !== 0)
    throw new Error(`${command} ended with ${status ?? 'a time limit'}:\n${stdout}\n${stderr}`);
  report(`  ${((Date.now() - started) / 1000).toFixed(1)} s  ${command}`);
}

/** The folder of a Node of that version: this one's, or the registry's package. */
function nodeFolder(workplace: string, version: string): string | undefined {
  if (Number(process.versions.node.split('.')[0]) >= Number(version)) return undefined;
  const folder = join(workplace, `node-${version}`);
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  if (!existsSync(folder)) {
    mkdirSync(folder);
    run(folder, undefined, [
      'npm',
      'install',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--prefix',
      folder,
      `${name}@${version}`,
    ]);
  }
  return join(folder, 'node_modules', name, 'bin');
}

/** The newest version of the builders: a command line that is newer than they are makes a project that cannot be installed. */
function newestBuild(angular: string): string {
  const args = ['view', `@angular/build@${angular}`, 'version', '--json'];
  const { stdout } = spawnSync('npm', args, { encoding: 'utf8', timeout: COMMAND_LIMIT_MS });
  const versions: unknown = JSON.parse(stdout);
  const newest: unknown = Array.isArray(versions) ? versions.at(-1) : versions;
  if (typeof newest !== 'string')
    throw new Error(`The registry names no version of @angular/build ${angular}.`);
  return newest;
}

/** A fresh project with the packed library, from `ng new` to a painted chart. @throws {Error} naming what failed */
async function check(
  { angular, node }: (typeof VERSIONS)[number],
  workplace: string,
  tarball: string,
): Promise<void> {
  const project = join(workplace, `angular-${angular}`);
  const path = nodeFolder(workplace, node);
  const port = await findFreePort(4600);
  const origin = `http://localhost:${port}`;
  const sandbox = await startSandbox({
    appOrigins: [origin],
    logFile: join(workplace, `sandbox-${angular}.log`),
    args: ['--no-qap', '--cloud-keys', join(workplace, `keys-${angular}`)],
  });
  try {
    const cli = ['npx', '-y', `@angular/cli@${newestBuild(angular)}`];
    run(workplace, path, [
      ...cli,
      'new',
      `angular-${angular}`,
      '--defaults',
      '--skip-git',
      '--style=css',
      '--ssr=false',
    ]);
    cpSync(tarball, join(project, 'ngx-qlik.tgz'));
    const ng = ['npx', 'ng'];
    run(project, path, [
      ...ng,
      'add',
      './ngx-qlik.tgz',
      '--sandbox',
      sandbox.addresses.cloud,
      '--skip-confirmation',
    ]);
    run(project, path, [...ng, 'generate', 'ngx-qlik:spaces']);
    run(project, path, [...ng, 'build']);
    const runner = angular === '19' || angular === '20' ? ['--browsers=ChromeHeadless'] : [];
    if (runner.length === 0) {
      // The example of the guide, in the runner that Angular has by itself: Vitest.
      run(project, path, ['npm', 'install', '--no-audit', '--no-fund', `@angular/cdk@${angular}`]);
      writeGuide(join(project, 'src/app'));
      run(project, path, [...ng, 'test', '--watch=false']);
    } else report('  not run: ng test (its Karma has no browser for the root user)');
    await look(project, { port, origin, admin: sandbox.addresses.admin, name: `angular-${angular}` });
  } finally {
    await sandbox.stop();
  }
}

/** Opens both pages of the built application in a browser. */
async function look(
  project: string,
  {
    port,
    origin,
    admin,
    name,
  }: { readonly port: number; readonly origin: string; readonly admin: string; readonly name: string },
): Promise<void> {
  const site = await serveSite(join(project, 'dist', name, 'browser'), port);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', ({ message }) => problems.push(message));
    await page.goto(`${origin}/qlik`);
    try {
      await page.waitForFunction(PAINTED, undefined, { timeout: CHART_LIMIT_MS });
    } catch (cause) {
      throw new Error(`No chart was painted.\n${problems.join('\n')}`, { cause });
    }
    await page.goto(`${origin}/spaces`);
    await page.locator('li').first().waitFor();
    const calls = await new SandboxAdmin(admin).requests();
    const call = calls.find((each) => each.path.startsWith('/api/v1/items') && each.method === 'GET');
    if (call?.credential === undefined || call.status !== 200)
      throw new Error(`The interceptor added no credential: ${JSON.stringify(call)}.`);
    report(
      `  ok    a chart is painted, and the server saw ${call.credential.kind} of ${call.credential.client}`,
    );
  } finally {
    await browser.close();
    site.closeAllConnections();
    site.close();
  }
}

/**
 * `npm run test:consumers`, of all versions and test runners, or those that are named: `npm run test:consumers -- 19 22 runners`. Build the
 * library before.
 */
async function main(wanted: readonly string[]): Promise<void> {
  const workplace = mkdtempSync(join(tmpdir(), 'ngx-qlik-consumers-'));
  const failures: string[] = [];
  try {
    run(inProject('dist/ngx-qlik'), undefined, ['npm', 'pack', '--pack-destination', workplace]);
    const tarball = readdirSync(workplace).find((name) => name.endsWith('.tgz')) ?? '';
    for (const version of VERSIONS.filter(({ angular }) => wanted.length === 0 || wanted.includes(angular))) {
      report(`Angular ${version.angular}`);
      try {
        await check(version, workplace, join(workplace, tarball));
      } catch (error) {
        failures.push(version.angular);
        report(`  failed: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    if (wanted.length === 0 || wanted.includes('runners')) {
      report('Jest and Vitest');
      try {
        checkRunners(workplace, join(workplace, tarball), (folder, command) =>
          run(folder, undefined, command),
        );
      } catch (error) {
        failures.push('runners');
        report(`  failed: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  } finally {
    rmSync(workplace, { recursive: true, force: true });
  }
  const count = wanted.length === 0 ? VERSIONS.length + 1 : wanted.length;
  report(`${count - failures.length} passed, ${failures.length} failed`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

await main(process.argv.slice(2));
