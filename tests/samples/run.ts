import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commandsAt, RunEnded } from '../consumers/commands.ts';
import type { Result } from './results.ts';

/** What every sample gets. */
export interface SampleRun {
  /** The copy of its repository. */
  readonly from: string;
  /** A folder for the sample that is set up, its packages and logs. */
  readonly workplace: string;
  /** Where pictures are kept. */
  readonly screenshots: string | undefined;
}

/** Runs a sample. @throws {Error} when the folder is no copy of it, or a program of it does not start */
export type RunSample = (run: SampleRun) => Promise<readonly Result[]>;

/**
 * Copies the sample, or a folder of it, without its packages, to be configured. Packages that an earlier run installed stay.
 * @returns the folder of the copy
 * @throws {Error} naming the file that a copy of the sample would have
 */
export function copySample({ from, workplace }: SampleRun, marker: string, folder = '.'): string {
  const source = join(from, folder);
  if (!existsSync(join(source, marker)))
    throw new Error(`${source} has no ${marker}: it is no copy of this sample.`);
  const copy = join(workplace, 'sample');
  mkdirSync(copy, { recursive: true });
  cpSync(source, copy, { recursive: true, filter: (path) => !/(^|[\\/])(node_modules|\.git)$/.test(path) });
  return copy;
}

/** Packages of a sample whose versions the registry may not have any more. */
export interface OldPackages {
  /** Development packages that only check its style: left out. */
  readonly without?: readonly string[];
  /** Dependencies, and the ranges that stand in place of theirs. */
  readonly instead?: Readonly<Record<string, string>>;
}

/**
 * Installs the packages of a sample as its lock file has them, once. Where the registry does not have all of these versions, those that its
 * `package.json` allows, but for `old`, which is told.
 * @throws {Error} with npm's output
 */
export async function installSample(
  copy: string,
  { workplace }: SampleRun,
  { without = [], instead = {} }: OldPackages = {},
): Promise<void> {
  if (existsSync(join(copy, 'node_modules'))) return;
  const run = commandsAt({ folder: copy, logs: workplace });
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--legacy-peer-deps'];
  const lock = join(copy, 'package-lock.json');
  if (existsSync(lock)) {
    try {
      await run(['npm', 'ci', ...options]);
      return;
    } catch (error) {
      if (error instanceof RunEnded) throw error;
      rmSync(lock);
    }
  }
  for (const name of without) await run(['npm', 'pkg', 'delete', `devDependencies.${name}`]);
  for (const [name, range] of Object.entries(instead)) {
    await run(['npm', 'pkg', 'set', `dependencies.${name}=${range}`]);
    process.stdout.write(`The registry has not all versions of its lock file: ${name} ${range}.\n\n`);
  }
  await run(['npm', 'install', ...options]);
}
