import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inProject } from '../../tools/environment/project-root.ts';
import { packedSandbox } from '../../tools/packages/packed-sandbox.ts';
import { isFree } from '../../tools/processes/free-port.ts';
import { startSandbox } from '../support/stack/sandbox-process.ts';
import { type CommandPlace, pack, RunEnded, stopCommands } from './commands.ts';
import { makeProject, nodeFolder, type Timed } from './fresh-project.ts';
import { look, lookAtChart } from './look.ts';
import { type Options, readOptions, USAGE, type Variant } from './options.ts';
import { checkRunner } from './runners.ts';
import { findSitePort, serveBy, serveByAngular, serveFiles } from './site.ts';
import { RegistryUnreachable, VERSIONS } from './versions.ts';

/** Exit code of a run that could not begin. */
const NOT_RUN = 75;

const report = (text: string) => process.stdout.write(`${text}\n`);
const nameOf = ({ angular, structure, zone, ssr }: Variant) =>
  `angular-${angular}-${structure}-${zone}-${ssr}`;

/** What all projects of a run share. */
interface Workplace {
  readonly folder: string;
  readonly tarball: string;
  readonly screenshots?: string | undefined;
}

/** A fresh project with the packed library, from `ng new` to a painted chart. @returns what passed @throws {Error} naming what failed */
async function check(variant: Variant, { folder, tarball, screenshots }: Workplace): Promise<string> {
  const name = nameOf(variant);
  const lowest = VERSIONS.find(({ angular }) => angular === variant.angular)?.node ?? '';
  const node = await nodeFolder(folder, lowest);
  const port = await findSitePort();
  const sandboxPort = await findSitePort(new Set([port]));
  const parts: string[] = [];
  const timed: Timed = async (what, work) => {
    const started = Date.now();
    const result = await work();
    parts.push(`${what} ${((Date.now() - started) / 1000).toFixed(1)} s`);
    return result;
  };
  const place = { folder: join(folder, name), logs: folder, nodeFolder: node };
  try {
    const sandbox = `http://localhost:${sandboxPort}`;
    await makeProject({ variant, name, workplace: folder, nodeFolder: node, tarball, sandbox }, timed);
    await timed('serve', () => lookAtServed(place, { port, sandboxPort }));
    const screenshot = screenshots === undefined ? undefined : join(screenshots, `${name}.png`);
    await timed('chart', async () => {
      parts.push(await lookAtBuilt(place, { variant, name, port, sandboxPort, screenshot }));
    });
    return parts.join(', ');
  } finally {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** `ng serve`, which starts the sandbox, and ends it. @throws {Error} what is wrong */
async function lookAtServed(
  place: CommandPlace,
  { port, sandboxPort }: { readonly port: number; readonly sandboxPort: number },
): Promise<void> {
  const site = await serveByAngular(place, port);
  try {
    await lookAtChart(`http://localhost:${port}`);
  } finally {
    await site.stop();
  }
  if (!(await isFree(sandboxPort)))
    throw new Error(`The sandbox runs at ${sandboxPort} after "ng serve" has ended.`);
}

/** The built application with a sandbox of its own: other servers than `ng serve` start none. @returns what passed @throws {Error} what is wrong */
async function lookAtBuilt(
  place: CommandPlace,
  {
    variant,
    name,
    port,
    sandboxPort,
    screenshot,
  }: {
    readonly variant: Variant;
    readonly name: string;
    readonly port: number;
    readonly sandboxPort: number;
    readonly screenshot: string | undefined;
  },
): Promise<string> {
  const origin = `http://localhost:${port}`;
  const sandbox = await startSandbox({
    appOrigins: [origin],
    logFile: join(place.logs, `sandbox-${name}.log`),
    args: [
      ...['--no-client-managed', '--cloud-keys', join(place.logs, `keys-${name}`)],
      ...['--cloud-port', String(sandboxPort)],
    ],
  });
  try {
    const built = join(place.folder, 'dist', name);
    const site =
      variant.ssr === 'server'
        ? await serveBy(['node', 'server/server.mjs'], { ...place, folder: built }, port)
        : await serveFiles(join(built, 'browser'), port);
    try {
      const { admin } = sandbox.addresses;
      return await look({ variant, origin, admin, ...(screenshot === undefined ? {} : { screenshot }) });
    } finally {
      await site.stop();
    }
  } finally {
    await sandbox.stop();
  }
}

/** Checks one after another. @returns the number of those that failed */
async function checkAll({ variants, runners, screenshots }: Options, workplace: Workplace): Promise<number> {
  if (screenshots !== undefined) mkdirSync(screenshots, { recursive: true });
  const checks = [
    ...variants.map((variant) => ({ name: nameOf(variant), run: () => check(variant, workplace) })),
    ...runners.map((runner) => ({ name: runner, run: () => checkRunner(runner, workplace) })),
  ];
  let failures = 0;
  for (const { name, run } of checks) {
    const started = Date.now();
    try {
      const passed = await run();
      report(`✔ ${name}: ${((Date.now() - started) / 1000).toFixed(0)} s (${passed})`);
    } catch (error) {
      if (error instanceof RegistryUnreachable || error instanceof RunEnded) throw error;
      failures += 1;
      report(`✖ ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  report(`${checks.length - failures} passed, ${failures} failed`);
  return failures;
}

/** Packs the library, and the sandbox beside it. @returns the path of the library's file @throws {Error} with npm's output */
async function packPackages(folder: string): Promise<string> {
  cpSync(await packedSandbox(folder), join(folder, 'qlik-sandbox.tgz'));
  const packed = join(folder, 'packed-ngx-qlik');
  mkdirSync(packed);
  const tarball = join(folder, 'ngx-qlik.tgz');
  renameSync(await pack(inProject('dist/ngx-qlik'), packed), tarball);
  return tarball;
}

async function main(options: Options): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'ngx-qlik-consumers-'));
  try {
    const tarball = await packPackages(folder);
    const failures = await checkAll(options, { folder, tarball, screenshots: options.screenshots });
    return failures === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof RegistryUnreachable || error instanceof RunEnded)) throw error;
    report(error.message);
    return error instanceof RunEnded ? 1 : NOT_RUN;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stopCommands);
const options = readOptions(process.argv.slice(2));
if (options.help) report(USAGE);
else process.exitCode = await main(options);
