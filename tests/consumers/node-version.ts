import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { commandsAt } from './commands.ts';
import { compareVersions } from './versions.ts';

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
