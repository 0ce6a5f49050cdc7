import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { DataConnection } from '../apps/app-definition.ts';
import type { ConnectionFiles } from './app-files.ts';

/** Returns the data connection of an app, over the first of its folders that exists. Without one it has no files. */
export function folderConnection({ name, folders }: ConnectionFiles): DataConnection {
  const folder = folders.find((path) => existsSync(path));
  const list = async (): Promise<readonly string[]> => {
    if (folder === undefined) return [];
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .map((path) => path.split(sep).join('/'))
      .sort();
  };
  // Only listed names are read, so that a path cannot leave the folder.
  const pathOf = async (file: string): Promise<string | undefined> => {
    const found = (await list()).find((path) => path.toLowerCase() === file.toLowerCase());
    return found === undefined || folder === undefined ? undefined : join(folder, found);
  };
  return {
    id: idOf(`connection/${name}/${folders[0] ?? ''}`),
    name,
    list,
    async read(file) {
      const path = await pathOf(file);
      if (path === undefined) throw new RangeError(`There is no file "${file}".`);
      return readFile(path, 'utf8');
    },
    async modifiedAt(file) {
      const path = await pathOf(file);
      return path === undefined ? undefined : (await stat(path)).mtime;
    },
  };
}

/** Returns an id with the form of a UUID that is the same in every run. */
export function idOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
