import { type Rule, SchematicsException, type Tree } from '@angular-devkit/schematics';
import { accessSync, constants, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { workspaceFolder } from './workspace-folder.ts';

/** A disk. */
interface Disk {
  /** Folder of the workspace. */
  readonly root: string;
  readonly canWrite: (path: string) => boolean;
}

/**
 * Refuses what cannot be written to the disk, before any of it is: the command line writes one file after the other, and would leave those
 * that it wrote before one that fails. It comes before the texts that say what was done.
 * @throws {SchematicsException} naming the files
 */
export function checkWritable(): Rule {
  return (tree) => {
    const obstacles = obstaclesTo(tree, { root: workspaceFolder(), canWrite });
    if (obstacles.length > 0)
      throw new SchematicsException(
        `${obstacles.join('\n')}\nNothing was written. Change that, and run the command again.`,
      );
  };
}

/** What is in the way of the changes of a tree on a disk, each file once. */
export function obstaclesTo(tree: Pick<Tree, 'actions'>, disk: Disk): readonly string[] {
  return [...new Set(tree.actions.flatMap(({ path }) => obstacleTo(path.replace(/^\//, ''), disk) ?? []))];
}

function obstacleTo(file: string, { root, canWrite: isWritable }: Disk): string | undefined {
  const path = join(root, file);
  const kind = kindOf(path);
  if (kind === 'folder') return `${file} is a folder, and has to be a file.`;
  if (kind === 'file') return isWritable(path) ? undefined : `${file} cannot be written.`;
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const above = kindOf(join(root, folder));
    if (above === 'file') return `${folder} is a file, and has to be a folder, for ${file}.`;
    if (above === 'folder')
      return isWritable(join(root, folder))
        ? undefined
        : `${file} cannot be made: ${folder} cannot be written.`;
    if (folder === dirname(folder)) return undefined;
  }
}

function kindOf(path: string): 'file' | 'folder' | undefined {
  // A file on the way is an error of its own.
  const found = orUndefined(() => statSync(path));
  return found && (found.isDirectory() ? 'folder' : 'file');
}

const canWrite = (path: string): boolean =>
  orUndefined(() => {
    accessSync(path, constants.W_OK);
    return true;
  }) === true;

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    // What cannot be read is not there, as far as it matters here.
    return undefined;
  }
}
