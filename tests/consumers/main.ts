import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inProject } from '../../tools/environment/project-root.ts';
import { startSandbox } from '../support/stack/sandbox-process.ts';
import { pack, RunEnded, stopCommands } from './commands.ts';
import { makeProject, nodeFolder, type Timed } from './fresh-project.ts';
import { look } from './look.ts';
import { type Options, readOptions, USAGE, type Variant } from './options.ts';
import { checkRunner } from './runners.ts';
import { findSitePort, serveBy, serveFiles } from './site.ts';
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
  const origin = `http://localhost:${port}`;
  const parts: string[] = [];
  const timed: Timed = async (what, work) => {
    const started = Date.now();
    const result = await work();
    parts.push(`${what} ${((Date.now() - started) / 1000).toFixed(1)} s`);
    return result;
  };
  const sandbox = await startSandbox({
    appOrigins: [origin],
    logFile: join(folder, `sandbox-${name}.log`),
    args: ['--no-qap', '--cloud-keys', join(folder, `keys-${name}`)],
  });
  try {
    const { cloud, admin } = sandbox.addresses;
    await makeProject({ variant, name, workplace: folder, nodeFolder: node, tarball, sandbox: cloud }, timed);
    const built = join(folder, name, 'dist', name);
    const place = { folder: built, logs: folder, nodeFolder: node };
    const site =
      variant.ssr === 'server'
        ? await serveBy(['node', 'server/server.mjs'], place, port)
        : await serveFiles(join(built, 'browser'), port);
    try {
      const screenshot = screenshots === undefined ? {} : { screenshot: join(screenshots, `${name}.png`) };
      await timed('chart', async () => {
        parts.push(await look({ variant, origin, admin, ...screenshot }));
      });
    } finally {
      await site.stop();
    }
    return parts.join(', ');
  } finally {
    await sandbox.stop();
    rmSync(join(folder, name), { recursive: true, force: true });
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

async function main(options: Options): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'ngx-qlik-consumers-'));
  try {
    const tarball = await pack(inProject('dist/ngx-qlik'), folder);
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
