import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser } from '@playwright/test';
import { stopCommands } from '../consumers/commands.ts';
import { findSitePort, serveBy, serveFiles, type Site } from '../consumers/site.ts';
import { launchChromium } from '../support/chromium.ts';
import { watchProblems } from '../support/page-problems.ts';
import { DRIVES } from './drives.ts';
import { type ExampleName, type Options, readOptions, USAGE } from './options.ts';
import { packAll } from './packages.ts';
import {
  type Addresses,
  buildProject,
  copyProject,
  folderOf,
  installAll,
  type Project,
  projectsOf,
} from './projects.ts';
import { sandboxAddresses, startPackedSandbox } from './sandbox.ts';

/** Charts move to new data for a moment. */
const TRANSITION_MS = 1_000;

const report = (text: string) => process.stdout.write(`${text}\n`);

/** Takes the time of something. @returns its seconds as a text */
async function timed(work: () => Promise<unknown>): Promise<string> {
  const started = Date.now();
  await work();
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}

/** A project, and the port on which it is served. */
interface Placed {
  readonly project: Project;
  readonly port: number;
}

/** Where `ng serve` serves the page that a user opens. */
const PAGE_PORT = '4200';

/** The port of a project by its README; parts of a micro-frontend have others. */
const usualPortOf = ({ manifest }: Project) =>
  /--port (\d+)/.exec(manifest.scripts['start'] ?? '')?.[1] ?? PAGE_PORT;

/** What all examples of a run share. */
interface Run {
  readonly workplace: string;
  readonly keys: string;
  readonly addresses: Addresses;
  readonly screenshots: string | undefined;
}

/** Builds and serves the projects of an example, and uses it in a browser. @returns the seconds of each @throws {Error} what is wrong */
async function check(name: ExampleName, placed: readonly Placed[], run: Run): Promise<string> {
  const main = placed.find(({ project }) => usualPortOf(project) === PAGE_PORT);
  if (main === undefined) throw new Error(`No project of ${name} is served at the port ${PAGE_PORT}.`);
  const building = await timed(async () => {
    for (const { project } of placed) {
      copyProject(project, run.workplace, run);
      await buildProject(project, run.workplace);
    }
  });
  const sites: Site[] = [];
  try {
    const driving = await timed(async () => {
      for (const each of placed) sites.push(await serve(each, run.workplace));
      const browser = await launchChromium();
      try {
        await use(name, browser, { origin: `http://localhost:${main.port}`, ...run });
      } finally {
        await browser.close();
      }
    });
    return `built ${building}, driven ${driving}`;
  } finally {
    for (const site of sites) await site.stop();
  }
}

/** Serves what was built: by the project's own server where it has one, else as files. */
function serve({ project, port }: Placed, workplace: string): Promise<Site> {
  const folder = folderOf(project, workplace);
  if (!('serve' in project.manifest.scripts)) return serveFiles(join(folder, 'dist/browser'), port);
  return serveBy(['npm', 'run', 'serve'], { folder, logs: folder }, port);
}

/** Opens an example in a browser of its own. @throws {Error} what is wrong, with the errors of the console */
async function use(
  name: ExampleName,
  browser: Browser,
  { origin, screenshots }: { readonly origin: string; readonly screenshots: string | undefined },
): Promise<void> {
  const page = await browser.newPage({ acceptDownloads: true });
  const problems = watchProblems(page);
  try {
    await DRIVES[name]({ page, origin });
  } catch (cause) {
    const about = [cause instanceof Error ? cause.message : String(cause), ...problems];
    throw new Error(about.join('\n'), { cause });
  } finally {
    if (screenshots !== undefined) {
      await page.waitForTimeout(TRANSITION_MS);
      await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
    }
  }
  if (problems.length > 0) throw new Error(`The browser reports errors:\n${problems.join('\n')}`);
}

/** Checks one example after another. @returns the number of those that failed */
async function checkAll({ names, screenshots }: Options, workplace: string): Promise<number> {
  if (screenshots !== undefined) mkdirSync(screenshots, { recursive: true });
  const examples: { readonly name: ExampleName; readonly placed: readonly Placed[] }[] = [];
  const reserved = new Set<number>();
  for (const name of names) {
    const placed: Placed[] = [];
    for (const project of projectsOf(name)) {
      const port = await findSitePort(reserved);
      reserved.add(port);
      placed.push({ project, port });
    }
    examples.push({ name, placed });
  }
  const all = examples.flatMap(({ placed }) => placed);
  const projects = all.map(({ project }) => project);
  const installing = await timed(async () => installAll(projects, workplace, await packAll(workplace)));
  report(`packed and installed: ${installing}`);
  const keys = join(workplace, 'sandbox-keys');
  const sandbox = await startPackedSandbox(folderWithSandbox(projects, workplace), {
    keys,
    origins: all.map(({ port }) => `http://localhost:${port}`),
  });
  let failures = 0;
  try {
    for (const { name, placed } of examples) {
      const addresses = new Map([...sandboxAddresses(sandbox.addresses), ...servedAddresses(placed)]);
      try {
        report(`✔ ${name}: ${await check(name, placed, { workplace, keys, addresses, screenshots })}`);
      } catch (error) {
        failures += 1;
        report(`✖ ${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  } finally {
    await sandbox.stop();
  }
  return failures;
}

/** A folder where the sandbox is installed. */
function folderWithSandbox(projects: readonly Project[], workplace: string): string {
  const found = projects.find(({ manifest }) => 'qlik-sandbox' in manifest.devDependencies);
  if (found === undefined) throw new Error('None of the examples has the package qlik-sandbox.');
  return join(workplace, found.group);
}

function servedAddresses(placed: readonly Placed[]): Addresses {
  return new Map(
    placed.map(({ project, port }) => [
      `http://localhost:${usualPortOf(project)}`,
      `http://localhost:${port}`,
    ]),
  );
}

async function main(options: Options): Promise<number> {
  const workplace =
    options.folder === undefined
      ? mkdtempSync(join(tmpdir(), 'ngx-qlik-examples-'))
      : resolve(options.folder);
  mkdirSync(workplace, { recursive: true });
  try {
    const failures = await checkAll(options, workplace);
    report(`${options.names.length - failures} passed, ${failures} failed`);
    return failures === 0 ? 0 : 1;
  } finally {
    if (options.folder === undefined) rmSync(workplace, { recursive: true, force: true });
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stopCommands);
const options = readOptions(process.argv.slice(2));
if (options.help) report(USAGE);
else process.exitCode = await main(options);
