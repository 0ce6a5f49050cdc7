import type { RunCommand } from './commands.ts';

/** A version of Angular and the lowest Node that its command line asks for. */
export interface AngularVersion {
  readonly angular: string;
  readonly node: string;
}

export const VERSIONS: readonly AngularVersion[] = [
  { angular: '19', node: '20.11.1' },
  { angular: '20', node: '20.19.0' },
  { angular: '21', node: '20.19.0' },
  { angular: '22', node: '22.22.3' },
];

/** The registry does not answer. */
export class RegistryUnreachable extends Error {}

const UNREACHABLE =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENETUNREACH)\b/;

/**
 * The newest version that the registry has of each of these packages. Angular's packages name each other exactly or nearly so, and a
 * registry that mirrors another can have the newest version of some and not of others: then npm finds no set that fits, although there is one.
 * @throws {RegistryUnreachable}
 * @throws {Error} when there is none
 */
export async function newestOfAll(names: readonly string[], major: string, run: RunCommand): Promise<string> {
  const lists = await Promise.all(names.map((name) => versionsOf(name, run)));
  const [first = [], ...others] = lists;
  const common = first
    .filter((version) => version.startsWith(`${major}.`) && /^[\d.]+$/.test(version))
    .filter((version) => others.every((list) => list.includes(version)))
    .sort(compareVersions);
  const newest = common.at(-1);
  if (newest === undefined)
    throw new Error(`The registry has no version ${major} in common of ${names.join(', ')}.`);
  return newest;
}

/** Published together, under one version each; the rest of Angular has another. */
const TOOLS = ['@angular/build', '@angular/cli', '@angular/ssr', '@angular-devkit/build-angular'];

/** Those of these packages that are Angular's, each with the version that {@link newestOfAll} finds for it and those published with it. */
export async function newestAngular(
  packages: readonly string[],
  major: string,
  run: RunCommand,
): Promise<Record<string, string>> {
  const names = packages.filter((name) => name.startsWith('@angular'));
  const versions: Record<string, string> = {};
  for (const isTool of [true, false]) {
    const group = names.filter((name) => TOOLS.includes(name) === isTool);
    if (group.length === 0) continue;
    const version = await newestOfAll(group, major, run);
    for (const name of group) versions[name] = version;
  }
  return versions;
}

/** Below 0 where `one` is older. */
export function compareVersions(one: string, other: string): number {
  const numbers = other.split('.').map(Number);
  const differences = one.split('.').map((part, at) => Number(part) - (numbers[at] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}

const known = new Map<string, Promise<readonly string[]>>();

function versionsOf(name: string, run: RunCommand): Promise<readonly string[]> {
  const asked = known.get(name) ?? ask(name, run);
  known.set(name, asked);
  return asked;
}

async function ask(name: string, run: RunCommand): Promise<readonly string[]> {
  try {
    const output = await run(['npm', 'view', name, 'versions', '--json', '--fetch-retries=1']);
    const versions: unknown = JSON.parse(output);
    if (!Array.isArray(versions)) throw new Error(`npm names no versions of ${name}: ${output}`);
    return versions.map(String);
  } catch (error) {
    if (error instanceof Error && UNREACHABLE.test(error.message))
      throw new RegistryUnreachable('The registry could not be reached.', { cause: error });
    throw error;
  }
}
